package dev.unroll.app.cli;

import dev.unroll.engine.io.SafetensorsFile;
import dev.unroll.engine.io.SafetensorsWriter;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** Numbers that are none, places that are not there, and texts that do not fit, from the command line. */
class ValuesTest {
    private static final String CHECKPOINTS = "../samples/checkpoints/";
    private static final String NO_LOGITS = "logits are no finite numbers";
    private static final String NO_VECTORS = "vectors are no finite numbers";

    @TempDir
    private Path folder;

    private static String shipped(String name) {
        return CHECKPOINTS + name + ".safetensors";
    }

    /** A shipped model of which one number is another. */
    private String changed(String name, String parameter, float value) throws IOException {
        SafetensorsFile file = SafetensorsFile.open(Path.of(shipped(name)));
        SafetensorsWriter writer = new SafetensorsWriter();
        file.metadata().forEach(writer::metadata);
        for (String one : file.entries().keySet()) {
            Tensor tensor = file.tensor(one);
            if (one.equals(parameter)) tensor.write()[0] = value;
            writer.tensor(one, tensor);
        }
        Path changed = folder.resolve(name + ".safetensors");
        writer.write(changed);
        return changed.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "gpt, finalNorm/bias",
        "lstm, head/bias",
        "mlp, head/bias",
        "rnn, head/bias",
        "recall-gru, head/bias",
        "gpt-bytepairs, finalNorm/bias",
        "translation-none, head/bias",
        "translation-additive, head/bias",
        "transformer, head/bias"
    })
    void weightsThatAreNoNumbersWriteNothing(String name, String parameter) throws IOException {
        String prompt = switch (name) {
            case "rnn" -> "H";
            case "recall-gru" -> "A 1 2";
            case "mlp" -> "eat the";
            case "gpt", "lstm", "gpt-bytepairs" -> "Call";
            default -> "der hund";
        };
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            String model = changed(name, parameter, value);
            for (String beam : new String[] {"1", "4"})
                CommandRun.of("generate", "--model", model, "--prompt", prompt, "--beam", beam, "--temperature", "0")
                        .assertRefused(1, NO_LOGITS);
        }
    }

    @ParameterizedTest
    @CsvSource({"word2vec, input/weight", "glove, word/weight"})
    void wordsThatAreNoNumbersAreNotCompared(String name, String parameter) throws IOException {
        String model = changed(name, parameter, Float.NaN);
        CommandRun.of("words", "--model", model, "--near", "king").assertRefused(1, NO_VECTORS);
        CommandRun.of("words", "--model", model, "--analogy", "sees,see,buys").assertRefused(1, NO_VECTORS);
        CommandRun.of("words", "--model", model, "--project", "pca").assertRefused(1, NO_VECTORS);
        CommandRun.of("words", "--model", model, "--project", "tsne").assertRefused(1, NO_VECTORS);
    }

    @Test
    void aTranslationIsCutAtTheContext() {
        String model = shipped("transformer");
        assertThat(CommandRun.of("generate", "--model", model, "--prompt", "rote gezeigt")
                        .text())
                .isNotBlank();
        assertThat(CommandRun.of("generate", "--model", model, "--prompt", "rote gezeigt", "--beam", "1")
                        .text()
                        .split(" "))
                .hasSizeLessThanOrEqualTo(32);
        CommandRun.of("generate", "--model", model, "--prompt", "rote ".repeat(33))
                .assertRefused(2, "at most 32 tokens");
    }

    @Test
    void aPromptThatEndsInTheReplacementCharacterIsWrittenOnce() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "ab\uFFFD".repeat(20));
        String model = folder.resolve("model.safetensors").toString();
        CommandRun.of("train", "--text", text.toString(), "--model", "ngram", "--out", model)
                .text();
        assertThat(CommandRun.of(
                                "generate",
                                "--model",
                                model,
                                "--prompt",
                                "ab\uFFFD",
                                "--tokens",
                                "3",
                                "--temperature",
                                "0")
                        .text())
                .isEqualTo("ab\uFFFDab\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"t=99", "t=-1", "t=4", "t=1,t=2", "unit=192", "head=0"})
    void placesThatAreNotThereAreNotChanged(String place) {
        String out = folder.resolve("trace.safetensors").toString();
        CommandRun.of(
                        "trace",
                        "--model",
                        shipped("lstm"),
                        "--text",
                        "Call",
                        "--out",
                        out,
                        "--intervene",
                        "layer.0/hiddenState[" + place + "] = 0")
                .assertRefused(2, place.contains(",") ? "names the axis ‘t’ twice" : "There is no place " + place);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void wordsAreCountedAsTheyWereTyped() {
        String out = folder.resolve("trace.safetensors").toString();
        for (String[] target : new String[][] {{"nope", "1"}, {"the nope", "2"}})
            CommandRun.of(
                            "trace",
                            "--model",
                            shipped("transformer"),
                            "--text",
                            "der hund",
                            "--target",
                            target[0],
                            "--out",
                            out)
                    .assertRefused(1, "‘nope’ (U+006E U+006F U+0070 U+0065), number " + target[1] + " of the text");
        CommandRun.of("generate", "--model", shipped("gpt-bytepairs"), "--prompt", "Call m吃")
                .assertRefused(1, "‘吃’ (U+5403), number 7 of the text");
    }

    @Test
    void anAnalogyMayNameAWordTwice() {
        assertThat(CommandRun.of("words", "--model", shipped("word2vec"), "--analogy", "king,king,man", "--count", "3")
                        .text()
                        .lines())
                .hasSize(3)
                .noneMatch(line -> line.startsWith("king\t") || line.startsWith("man\t"));
    }

    @Test
    void numbersThatAreNoneAreCounted() throws IOException {
        Path file = folder.resolve("x.safetensors");
        new SafetensorsWriter()
                .tensor("x", Tensor.of(Shape.of(Axis.UNIT, 5), new float[] {
                    1, Float.NaN, 3, Float.NaN, Float.POSITIVE_INFINITY
                }))
                .tensor("y", Tensor.of(Shape.of(Axis.UNIT, 1), new float[] {Float.NaN}))
                .write(file);
        assertThat(CommandRun.of("inspect", file.toString()).text())
                .containsPattern("x +F32 +\\[UNIT 5] +min 1.000  mean 2.000  max 3.000  2 NaN  1 infinite")
                .containsPattern("y +F32 +\\[UNIT 1] +1 NaN");
        CommandRun.of("inspect", folder.resolve("none").toString()).assertRefused(1, "There is no file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ngram", "glove", "gpt", "translation-dot", "recall-rnn"})
    void whatIsShippedIsInspected(String name) {
        assertThat(CommandRun.of("inspect", shipped(name)).text()).contains("format: unroll-1", "min ", "tensors");
    }
}
