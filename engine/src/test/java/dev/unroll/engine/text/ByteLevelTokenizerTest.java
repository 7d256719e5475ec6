package dev.unroll.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ByteLevelTokenizerTest {
    private static final Path FOLDER = Path.of("src/test/resources/tokenizers/byte_level");

    /** As it was published: 700 tokens learnt from the samples. */
    static ByteLevelTokenizer published() throws IOException {
        JsonNode json = new ObjectMapper().readTree(Files.readString(FOLDER.resolve("vocab.json")));
        String[] tokens = new String[json.size()];
        json.properties().forEach(entry -> tokens[entry.getValue().asInt()] = entry.getKey());
        List<Merge> merges = new ArrayList<>();
        for (String line : Files.readAllLines(FOLDER.resolve("merges.txt"))) {
            if (line.startsWith("#version")) continue;
            merges.add(new Merge(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1), 0));
        }
        return new ByteLevelTokenizer(List.of(tokens), merges);
    }

    @Test
    void idsAreThoseOfTheReference() throws IOException {
        ByteLevelTokenizer tokenizer = published();
        JsonNode texts = new ObjectMapper().readTree(Files.readString(FOLDER.resolve("encoded.json")));
        assertThat(texts).hasSize(100);
        for (JsonNode one : texts) {
            String text = one.get(0).asText();
            int[] expected = new int[one.get(1).size()];
            for (int i = 0; i < expected.length; i++)
                expected[i] = one.get(1).get(i).asInt();
            assertThat(tokenizer.encode(text)).as(Vocabulary.display(text)).isEqualTo(expected);
            assertThat(tokenizer.decode(expected)).isEqualTo(text);
        }
    }

    @Test
    void aTokenIsReadAsTextOrBytes() throws IOException {
        ByteLevelTokenizer tokenizer = published();
        assertThat(tokenizer.endOfText()).hasValue(0);
        assertThat(tokenizer.vocabulary().token(0)).isEqualTo("<|endoftext|>");
        assertThat(tokenizer.split(" the é")).containsExactly(" the", " ", "⟨C3⟩", "⟨A9⟩");
        assertThat(tokenizer.published().get(tokenizer.encode(" the")[0])).isEqualTo("Ġthe");
    }

    @Test
    void spareIdsHaveNoText() {
        ByteLevelTokenizer spare = new ByteLevelTokenizer(List.of("a", "", "Ġ", "", "added by hand"), List.of());
        assertThat(spare.decode(0, 1, 2, 3, 0)).isEqualTo("a a");
        assertThat(spare.vocabulary().tokens()).containsExactly("a", "⟨1⟩", " ", "⟨3⟩", "added by hand");
        assertThat(spare.decode(4)).isEqualTo("added by hand");
        assertThat(spare.endOfText()).isEmpty();
    }

    @Test
    void whatItDoesNotKnowIsNamedWithItsCharacter() {
        ByteLevelTokenizer few = new ByteLevelTokenizer(List.of("a", "Ã", "©", "Ġ"), List.of());
        assertThat(few.encode("aé a")).containsExactly(0, 1, 2, 3, 0);
        assertThatThrownBy(() -> few.encode("aé a b")).hasMessageContaining("‘b’ (U+0062), number 6 of the text");
        assertThatThrownBy(() -> few.encode("éè")).hasMessageContaining("‘⟨A8⟩’", "number 2 of the text");
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        assertThatThrownBy(() -> new ByteLevelTokenizer(List.of("a", "a"), List.of()))
                .hasMessageContaining("‘a’ twice");
        assertThatThrownBy(() -> new ByteLevelTokenizer(List.of("a", "b"), List.of(new Merge("a", "b", 0))))
                .hasMessageContaining("‘ab’ is not in the vocabulary");
    }

    @Test
    @Timeout(20)
    void oneLongWordTakesNoLongerThanManyShortOnes() throws IOException {
        ByteLevelTokenizer tokenizer = published();
        int[] ids = tokenizer.encode("er".repeat(200_000));
        assertThat(Arrays.stream(ids).distinct().count()).isEqualTo(1);
        assertThat(ids).hasSize(200_000);
    }
}
