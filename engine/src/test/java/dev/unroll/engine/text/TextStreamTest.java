package dev.unroll.engine.text;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class TextStreamTest {
    private static String streamed(Tokenizer tokenizer, int... ids) {
        TextStream stream = tokenizer.stream();
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

    /** However bytes are torn apart and whatever they are, they give what they give together. */
    @Property(tries = 500)
    void anyBytesGiveWhatTheyGiveTogether(@ForAll @Size(max = 40) List<@IntRange(max = 255) Integer> many) {
        byte[] bytes = new byte[many.size()];
        for (int i = 0; i < bytes.length; i++) bytes[i] = many.get(i).byteValue();
        TextStream stream = TextStream.ofBytes(id -> new byte[] {(byte) id});
        StringBuilder text = new StringBuilder();
        for (int one : many) text.append(stream.add(one));
        assertThat(text.append(stream.end())).asString().isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void wordsGetTheirSpaces() {
        String text = "call me Ishmael, he said. it's 3 o'clock";
        Tokenizer words = WordTokenizer.of(text);
        assertThat(streamed(words, words.encode(text))).isEqualTo(text);
        Tokenizer spaced = SpacedTokenizer.of(List.of("a b , c"));
        assertThat(streamed(spaced, spaced.encode("a , b c"))).isEqualTo("a , b c");
        assertThat(streamed(spaced, spaced.encode("<sos> a <pad> b <eos>"))).isEqualTo("a b");
    }

    @Test
    void goesOnAfterAPrompt() {
        Tokenizer words = WordTokenizer.of("a b c");
        assertThat(words.stream().after(words.encode("a b")).add(words.encode("c")[0]))
                .isEqualTo(" c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\uFFFD", "\uFFFD", "\uFFFD\uFFFD\uFFFD\uFFFD", "é", "👩‍🚀"})
    void whatAPromptEndsInIsNotGivenOutAgain(String prompt) {
        for (Tokenizer tokenizer : List.of(
                new Gpt2Tokenizer(), CharacterTokenizer.of(prompt + "b"), BytePairTokenizer.train(prompt + "b", 5))) {
            TextStream stream = tokenizer.stream().after(tokenizer.encode(prompt));
            assertThat(stream.add(tokenizer.encode("b")[0]))
                    .as(tokenizer.kind())
                    .isEqualTo("b");
            assertThat(stream.end()).isEmpty();
        }
    }

    @Test
    void characterCutApartWaitsForItsEnd() {
        Tokenizer tokenizer = new Gpt2Tokenizer();
        int[] ids = tokenizer.encode("👩");
        assertThat(ids.length).isGreaterThan(1);
        TextStream stream = tokenizer.stream();
        for (int i = 0; i < ids.length - 1; i++) assertThat(stream.add(ids[i])).isEmpty();
        assertThat(stream.add(ids[ids.length - 1])).isEqualTo("👩");
        TextStream cut = tokenizer.stream();
        assertThat(cut.add(ids[0])).isEmpty();
        assertThat(cut.end()).isEqualTo("\uFFFD");
    }

    /** Where each token is looked at again for each one after it, the longer text takes a hundred times as long. */
    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "word", "spaced", "character"})
    void timeGrowsWithTheTextAndNotWithItsSquare(String kind) {
        Tokenizer tokenizer = List.of(
                        new Gpt2Tokenizer(),
                        WordTokenizer.of("a b"),
                        SpacedTokenizer.of(List.of("a b")),
                        CharacterTokenizer.of("a b"))
                .stream()
                .filter(one -> one.kind().equals(kind))
                .findAny()
                .orElseThrow();
        int[] ids = tokenizer.encode("a b");
        int count = 300_000;
        List<Integer> many = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> many.add(ids[i % ids.length]));
        long begin = System.nanoTime();
        TextStream stream = tokenizer.stream();
        long length = 0;
        for (int id : many) length += stream.add(id).length();
        assertThat(length).isGreaterThanOrEqualTo(count);
        assertThat((System.nanoTime() - begin) * 1e-9).isLessThan(10);
    }
}
