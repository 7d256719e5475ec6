package dev.unroll.app.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** No command writes over what it reads, and what can be seen to fail fails before the first step. */
class OutputsTest {
    @TempDir
    private Path folder;

    private String text = "";

    @BeforeEach
    void write() throws IOException {
        text = Files.writeString(folder.resolve("text.txt"), "abcabcabcabc").toString();
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private String model(String name, String... more) {
        String[] arguments = {"train", "--text", text, "--out", at(name), "--steps", "2", "--hidden", "4"};
        String[] all = Stream.of(arguments, more).flatMap(Stream::of).toArray(String[]::new);
        CommandRun.of(all).succeeded();
        return at(name);
    }

    @Test
    void theWeightsOfAFolderAreNotWrittenOver() throws IOException {
        Path golden = Path.of("../engine/src/test/resources/golden");
        Path gpt2 = Files.createDirectory(folder.resolve("gpt2"));
        Files.copy(golden.resolve("gpt2_tiny_config.json"), gpt2.resolve("config.json"));
        Path weights = Files.copy(golden.resolve("gpt2_tiny_weights.safetensors"), gpt2.resolve("model.safetensors"));
        byte[] before = Files.readAllBytes(weights);
        Files.createSymbolicLink(folder.resolve("other"), weights);
        for (String out : new String[] {
            "gpt2/model.safetensors",
            "gpt2/config.json",
            "gpt2/vocab.json",
            "gpt2/model.safetensors.index.json",
            "other"
        })
            CommandRun.of("trace", "--model", gpt2.toString(), "--ids", "1,2", "--out", at(out))
                    .refused(1, "the model that is read");
        CommandRun.of("trace", "--model", weights.toString(), "--ids", "1,2", "--out", at("gpt2/config.json"))
                .refused(1, "the model that is read");
        assertThat(weights).hasBinaryContent(before);
        CommandRun.of("trace", "--model", gpt2.toString(), "--ids", "1,2", "--out", at("gpt2/trace.safetensors"))
                .succeeded();
        CommandRun.of("trace", "--model", gpt2.toString(), "--ids", "2,1", "--out", at("gpt2/trace.safetensors"))
                .succeeded();
    }

    @Test
    void aRecipeAndItsDataAreNotWrittenOver() throws IOException {
        String recipe = Files.writeString(folder.resolve("recipe.json"), """
                {"title": "Letters", "data": {"text": "text.txt"}, "model": {"kind": "rnn", "hidden": 4},
                 "optimizer": "adam", "learningRate": 0.02, "batch": 4, "length": 9, "steps": 1, "seed": 1}""").toString();
        CommandRun.of("train", "--recipe", recipe, "--out", text).refused(1, "the data that the recipe names");
        CommandRun.of("train", "--recipe", recipe, "--out", recipe).refused(1, "the recipe that is read");
        assertThat(Path.of(text)).hasContent("abcabcabcabc");
    }

    @Test
    void pairsAndTheModelOfAResumedTrainingAreNotWrittenOver() throws IOException {
        String pairs = Files.writeString(folder.resolve("pairs.tsv"), "a\tb\n").toString();
        CommandRun.of("train", "--pairs", pairs, "--model", "seq2seq", "--out", pairs)
                .refused(1, "the pairs");
        String model = model("m");
        byte[] before = Files.readAllBytes(Path.of(model));
        CommandRun.of("train", "--text", text, "--resume", model, "--out", model, "--lr", "1e38")
                .refused(1, "the model that training goes on with");
        assertThat(Path.of(model)).hasBinaryContent(before);
        CommandRun.of("compare", "--text", text, "--out", text).refused(1, "the text to learn");
    }

    @Test
    void aDivergedRunLeavesAModelThatWasThere() throws IOException {
        String model = model("m");
        byte[] before = Files.readAllBytes(Path.of(model));
        CommandRun run = CommandRun.of(
                "train", "--text", text, "--out", model, "--lr", "1e38", "--optimizer", "sgd", "--clip", "1e30");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("stays as it was");
        assertThat(Path.of(model)).hasBinaryContent(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train --task recall --steps 1000000 --out",
                "train --text TEXT --steps 1000000 --out",
                "compare --task recall:5 --steps 1000000 --out",
                "bench --curves"
            })
    void aFolderThatIsMissingIsSaidBeforeTheFirstStep(String command) {
        String[] arguments = (command.replace("TEXT", text) + " " + at("none/x")).split(" ");
        CommandRun.of(arguments).refused(1, "there is no folder");
    }

    @Test
    void whatDoesNotFitIsSaidBeforeTheFirstStep() throws IOException {
        String pairs = Files.writeString(folder.resolve("pairs.tsv"), "a\tb\na b c d e\tb\n")
                .toString();
        CommandRun.of("train", "--pairs", pairs, "--model", "transformer", "--set", "context=4", "--out", at("m"))
                .refused(1, "Line 2 of", "‘context’ at least 5");
        CommandRun.of("train", "--text", text, "--out", at("m"), "--steps", "50", "--schedule", "warmup:80,constant")
                .refused(2, "more than 80 steps");
        assertThat(folder.resolve("m")).doesNotExist();
    }
}
