package dev.unroll.engine.text;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class TextStreamTest {
    private static String streamed(Tokenizer tokenizer, int... ids) {
        TextStream stream = new TextStream(tokenizer);
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            String part = stream.add(id);
            assertThat(part).doesNotContain("\uFFFD");
            text.append(part);
        }
        return text.append(stream.end()).toString();
    }

    @Property(tries = 200)
    void piecesOfBytesGiveTheTextOnceItIsWhole(@ForAll @StringLength(max = 30) String text) {
        String valid = text.replaceAll("[\\p{Cs}\\uFFFD]", "");
        Tokenizer tokenizer = new Gpt2Tokenizer();
        assertThat(streamed(tokenizer, tokenizer.encode(valid))).isEqualTo(valid);
    }

    @Test
    void wordsGetTheirSpaces() {
        String text = "call me Ishmael, he said. it's 3 o'clock";
        Tokenizer words = WordTokenizer.of(text);
        assertThat(streamed(words, words.encode(text))).isEqualTo(text);
        Tokenizer spaced = SpacedTokenizer.of(List.of("a b , c"));
        assertThat(streamed(spaced, spaced.encode("a , b c"))).isEqualTo("a , b c");
    }

    @Test
    void goesOnAfterAPrompt() {
        Tokenizer words = WordTokenizer.of("a b c");
        TextStream stream = new TextStream(words, words.encode("a b"));
        assertThat(stream.add(words.encode("c")[0])).isEqualTo(" c");
    }

    @Test
    void characterCutApartWaitsForItsEnd() {
        Tokenizer tokenizer = new Gpt2Tokenizer();
        int[] ids = tokenizer.encode("👩");
        assertThat(ids.length).isGreaterThan(1);
        TextStream stream = new TextStream(tokenizer);
        for (int i = 0; i < ids.length - 1; i++) assertThat(stream.add(ids[i])).isEmpty();
        assertThat(stream.add(ids[ids.length - 1])).isEqualTo("👩");
    }
}
