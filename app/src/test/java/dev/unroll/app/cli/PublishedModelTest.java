package dev.unroll.app.cli;

import dev.unroll.engine.io.Gpt2Names;
import dev.unroll.engine.io.SafetensorsFile;
import dev.unroll.engine.io.SafetensorsWriter;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/** GPT-2s as others publish them, from the command line. */
class PublishedModelTest {
    private static final Path TOKENS = Path.of("../engine/src/test/resources/tokenizers/byte_level");
    private static final int CONTEXT = 8;

    @TempDir
    private Path folder;

    /** One whose likeliest next token is always the same. */
    private void publish(int size, int likeliest, String more) throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                "{\"vocab_size\":" + size + ",\"n_positions\":" + CONTEXT
                        + ",\"n_embd\":4,\"n_layer\":1,\"n_head\":2,\"tie_word_embeddings\":false" + more + "}");
        SafetensorsWriter writer = new SafetensorsWriter();
        GptModel model = GptModel.ofZeros(new GptModel.Configuration(size, CONTEXT, 4, 1, 2, 16, 0, false));
        for (var parameter : model.parameters()) {
            String name = Gpt2Names.published(parameter.name());
            Tensor value = parameter.value();
            Shape shape = value.shape();
            if (name.equals("ln_f.bias")) value.write()[0] = 1;
            if (name.equals("lm_head.weight")) value.write()[likeliest * 4] = 5;
            boolean turned = name.contains(".c_") && name.endsWith(".weight");
            writer.tensor(
                    name,
                    turned ? Tensor.zeros(Shape.of(Axis.ITEM, shape.columns(), Axis.UNIT, shape.size(0))) : value);
        }
        writer.write(folder.resolve("model.safetensors"));
    }

    private void publishTokens() throws IOException {
        for (String name : new String[] {"vocab.json", "merges.txt"})
            Files.copy(TOKENS.resolve(name), folder.resolve(name));
    }

    private CommandRun generate(String... arguments) {
        String[] always = {"generate", "--model", folder.toString(), "--temperature", "0"};
        String[] all = Arrays.copyOf(always, always.length + arguments.length);
        System.arraycopy(arguments, 0, all, always.length, arguments.length);
        return CommandRun.of(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {700, 720})
    void ownTokensAreReadAndWritten(int size) throws IOException {
        publish(size, 262, "");
        publishTokens();
        String token = CommandRun.of(
                        "generate",
                        "--model",
                        folder.toString(),
                        "--prompt",
                        "x",
                        "--tokens",
                        "1",
                        "--temperature",
                        "0")
                .text()
                .substring(1);
        assertThat(token).isNotBlank();
        assertThat(generate("--prompt", "the whale", "--tokens", "3").text()).isEqualTo("the whale" + token.repeat(3));
        assertThat(generate("--prompt", "吃 é \uFFFD", "--tokens", "2").text())
                .isEqualTo("吃 é \uFFFD" + token.repeat(2));
        Path trace = folder.resolve("trace.safetensors");
        CommandRun.of("trace", "--model", folder.toString(), "--text", "the whale", "--out", trace.toString())
                .text();
        assertThat(SafetensorsFile.open(trace).ints("ids")).hasSize(2);
    }

    @Test
    void withoutThemOnlyIdsAreRead() throws IOException {
        publish(700, 5, "");
        generate("--prompt", "a").assertRefused(1, "give token ids with --ids");
        assertThat(generate("--ids", "1,2", "--tokens", "2").text()).isEqualTo("1,2,5,5");
        generate("--ids", "700", "--tokens", "2").assertRefused(2, "no token 700");
    }

    @Test
    void whatEndsATextEndsIt() throws IOException {
        publish(700, 0, "");
        publishTokens();
        assertThat(generate("--prompt", "the end", "--tokens", "50").text()).isEqualTo("the end");
        assertThat(generate("--ids", "7,8", "--tokens", "50").text()).isEqualTo("7,8,0");
        assertThat(generate("--ids", "7,8", "--tokens", "3", "--ignore-eos").text())
                .isEqualTo("7,8,0,0,0");
        assertThat(generate("--prompt", "the end", "--tokens", "2", "--ignore-eos")
                        .text())
                .isEqualTo("the end<|endoftext|><|endoftext|>");
        publish(700, 9, ",\"eos_token_id\":9");
        assertThat(generate("--ids", "7,8", "--tokens", "50").text()).isEqualTo("7,8,9");
    }

    @Test
    void idsToSpareAreGpt2sOwnWithoutText() throws IOException {
        publish(50_304, 50_300, "");
        assertThat(generate("--prompt", "Hello world", "--tokens", "4").text()).isEqualTo("Hello world");
        assertThat(generate("--ids", "15496", "--tokens", "2").text()).isEqualTo("15496,50300,50300");
        publish(50_304, 995, "");
        assertThat(generate("--prompt", "Hello", "--tokens", "2").text()).isEqualTo("Hello world world");
    }

    @Test
    void whatIsWrongIsSaidInOneSentence() throws IOException {
        generate("--ids", "1").assertRefused(1, "There is no file " + folder.resolve("config.json"));
        publish(700, 0, ",\"model_type\":\"llama\"");
        generate("--ids", "1").assertRefused(1, "its model_type is ‘llama’");
        publish(700, 0, "");
        publishTokens();
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\na b c\n");
        generate("--prompt", "a").assertRefused(1, "line 2 is no merge");
        Files.delete(folder.resolve("merges.txt"));
        generate("--prompt", "a").assertRefused(1, "a vocabulary needs both vocab.json and merges.txt");
        publish(600, 0, "");
        Files.copy(TOKENS.resolve("merges.txt"), folder.resolve("merges.txt"));
        generate("--prompt", "a").assertRefused(1, "but the model has 600 tokens");
    }

    @Test
    void aFolderIsInspected() throws IOException {
        publish(700, 5, "");
        Files.copy(folder.resolve("model.safetensors"), folder.resolve("second.safetensors"));
        assertThat(CommandRun.of("inspect", folder.toString()).text())
                .contains("model.safetensors:", "second.safetensors:", "wte.weight", "34 tensors");
    }
}
