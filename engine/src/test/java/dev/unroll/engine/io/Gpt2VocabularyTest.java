package dev.unroll.engine.io;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.engine.text.ByteLevelTokenizer;
import dev.unroll.engine.text.Gpt2Tokenizer;
import dev.unroll.engine.text.Tokenizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class Gpt2VocabularyTest {
    private static final Path PUBLISHED = Path.of("src/test/resources/tokenizers/byte_level");

    @TempDir
    private Path folder;

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
    }

    private void publish() throws IOException {
        for (String name : new String[] {"vocab.json", "merges.txt"})
            Files.copy(PUBLISHED.resolve(name), folder.resolve(name));
    }

    private Tokenizer tokenizer(int size) throws IOException {
        return Gpt2Vocabulary.read(folder, size).tokenizer();
    }

    @ParameterizedTest
    @ValueSource(ints = {700, 704, 50_257, 50_304})
    void whatStandsBesideTheWeightsIsReadWhateverTheSize(int size) throws IOException {
        publish();
        Tokenizer tokenizer = tokenizer(size);
        assertThat(tokenizer).isInstanceOf(ByteLevelTokenizer.class);
        assertThat(tokenizer.vocabulary().size()).isEqualTo(size);
        assertThat(tokenizer.split("the whale")).containsExactly("the", " whale");
        assertThat(Gpt2Vocabulary.read(folder.resolve("model.safetensors"), size)
                        .tokenizer())
                .as("a file in the folder")
                .isInstanceOf(ByteLevelTokenizer.class);
    }

    @ParameterizedTest
    @CsvSource({
        "50257, true",
        "50264, true",
        "50304, true",
        "50432, true",
        "51200, true",
        "50258, false",
        "50256, false",
        "50300, false",
        "50305, false",
        "23, false",
        "1, false",
        "100000, false"
    })
    void withoutItGpt2sOwnIsTakenWhereTheSizeIsGpt2s(int size, boolean own) throws IOException {
        if (own) assertThat(tokenizer(size).vocabulary().size()).isEqualTo(size);
        else assertThat(tokenizer(size)).isNull();
    }

    private void writeWhole(String normalizer, boolean changed) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode whole = mapper.createObjectNode();
        whole.set("normalizer", mapper.readTree(normalizer));
        ObjectNode tokens = whole.putObject("model").put("type", "BPE").putObject("vocab");
        for (int id = 0; id < Gpt2Tokenizer.SIZE; id++)
            tokens.put(Gpt2Tokenizer.published(id), changed ? 50_256 - id : id);
        mapper.writeValue(folder.resolve("tokenizer.json").toFile(), whole);
    }

    @Test
    void notWhereATokenizerSaysOtherwise() throws IOException {
        writeWhole("null", false);
        assertThat(tokenizer(50_257)).isInstanceOf(Gpt2Tokenizer.class);
        writeWhole("null", true);
        assertThat(tokenizer(50_257)).isNull();
        writeWhole("{\"type\": \"Lowercase\"}", false);
        assertThat(tokenizer(50_257)).isNull();
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": {\"type\": \"Unigram\"}}");
        assertThat(tokenizer(50_304)).isNull();
        publish();
        assertThat(tokenizer(50_257)).isInstanceOf(ByteLevelTokenizer.class);
    }

    @Test
    void whatEndsATextIsAsTheConfigurationSays() throws IOException {
        publish();
        assertThat(Gpt2Vocabulary.read(folder, 700).ends()).containsExactly(0);
        for (String named : new String[] {"5", "[5]"}) {
            Files.writeString(folder.resolve("config.json"), "{\"eos_token_id\": " + named + "}");
            assertThat(Gpt2Vocabulary.read(folder, 700).ends()).containsExactly(5);
        }
        Files.writeString(folder.resolve("config.json"), "{\"eos_token_id\": 50256}");
        assertThat(Gpt2Vocabulary.read(folder, 700).ends())
                .as("no token of the model")
                .containsExactly(0);
        Files.delete(folder.resolve("vocab.json"));
        Files.delete(folder.resolve("merges.txt"));
        assertThat(Gpt2Vocabulary.read(folder, 700).ends()).isEmpty();
        assertThat(Gpt2Vocabulary.read(folder, 50_257).ends()).containsExactly(50_256);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1] | not an object",
                "{} | not an object",
                "{ | not valid JSON",
                "{\"a\": 0, \"a\": 1} | a token twice",
                "{\"a\": 0, \"b\": 0} | tokens ‘a’ and ‘b’ have the same id 0",
                "{\"a\": -1} | no id",
                "{\"a\": 0.5} | no id",
                "{\"a\": \"0\"} | no id",
                "{\"a\": 9} | id 9, but the model has 9 tokens"
            })
    void damagedVocabularyIsRefusedInOneSentence(String json, String says) throws IOException {
        Files.writeString(folder.resolve("vocab.json"), json);
        Files.writeString(folder.resolve("merges.txt"), "");
        assertRefused(says, "vocab.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a b\nab' | line 2 is no merge",
                "'#version: 0.2\na b\na b c' | line 3 is no merge",
                "'a b\nb a' | line 2 merges to ‘ba’",
                "'a  b' | line 1 is no merge"
            })
    void damagedMergesAreRefusedInOneSentence(String merges, String says) throws IOException {
        Files.writeString(folder.resolve("vocab.json"), "{\"a\": 0, \"b\": 1, \"ab\": 2}");
        Files.writeString(folder.resolve("merges.txt"), merges.replace("\\n", "\n"));
        assertRefused(says, "merges.txt");
    }

    @Test
    void oneWithoutTheOtherIsRefused() throws IOException {
        publish();
        Files.delete(folder.resolve("merges.txt"));
        assertRefused("There is no file", "merges.txt");
    }

    private void assertRefused(String says, String file) {
        assertThatThrownBy(() -> Gpt2Vocabulary.read(folder, 9))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(says)
                .hasMessageContaining(file)
                .message()
                .endsWith(".")
                .doesNotContainPattern("\\R");
    }
}
