package dev.unroll.app.cli;

import dev.unroll.engine.io.SafetensorsFile;
import dev.unroll.engine.io.SafetensorsWriter;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import javax.imageio.ImageIO;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class CommandLineTest {
    @TempDir
    private Path folder;

    private String model = "";

    /** What a command did. */
    private record Result(int status, String out, String err) {}

    private static Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        PrintStream before = System.err;
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        System.setErr(new PrintStream(progress, true, StandardCharsets.UTF_8));
        try {
            int status = UnrollCommand.commandLine(() -> 0)
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err, true))
                    .execute(arguments);
            return new Result(status, out.toString(), err + progress.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    private void assertRefused(int status, String says, String... arguments) {
        Result result = run(arguments);
        assertThat(result.status).as(result.err).isEqualTo(status);
        assertThat(result.err.strip())
                .startsWith("unroll: ")
                .contains(says)
                .doesNotContain("\n")
                .doesNotContain("Exception");
        if (status == 1) assertThat(result.err.strip()).endsWith(".");
        assertThat(result.out).isEmpty();
    }

    @BeforeEach
    void trainHello() throws IOException {
        Path text = Files.writeString(folder.resolve("hello.txt"), "HELLO");
        model = folder.resolve("hello.safetensors").toString();
        Result result = run(
                "train",
                "--model",
                "rnn",
                "--text",
                text.toString(),
                "--out",
                model,
                "--steps",
                "150",
                "--hidden",
                "12",
                "--lr",
                "0.02");
        assertThat(result.status).as(result.err).isZero();
        assertThat(result.err).contains("150/150").contains("loss");
    }

    @Test
    void versionAndHelp() {
        assertThat(run("--version").out).matches("unroll \\d+\\.\\d+\\.\\d+\\s+");
        assertThat(run("--help").out).contains("train", "generate", "trace", "inspect", "render", "devices");
        for (String command : new String[] {"train", "generate", "trace", "inspect", "render", "devices"}) {
            assertThat(run(command, "--help").status).isZero();
        }
    }

    @Test
    void wrongOptionsGiveOneLineAndStatusTwo() {
        assertRefused(2, "--foo", "--foo");
        assertRefused(2, "--steps", "train", "--text", "x", "--out", "y", "--steps", "many");
        assertRefused(2, "--text", "train", "--out", "y");
        assertRefused(2, "nonesuch", "nonesuch");
        assertRefused(2, "1280x720", "render", "--lesson", "rnn", "--out", folder.toString(), "--size", "big");
        assertRefused(2, "gpt", "render", "--lesson", "gpt", "--out", folder.toString());
        assertRefused(2, "--theme", "render", "--lesson", "rnn", "--out", folder.toString(), "--theme", "pink");
    }

    @Test
    void helloIsLearntAndStandardOutputHoldsTheTextAlone() {
        assertThat(run("generate", "--model", model, "--prompt", "HELL", "--tokens", "1", "--temperature", "0"))
                .isEqualTo(new Result(0, "HELLO" + System.lineSeparator(), ""));
        assertThat(run("generate", "--model", model, "--prompt", "HE", "--tokens", "1", "--temperature", "0").out)
                .startsWith("HEL");
    }

    @Test
    void sameSeedGivesTheSameText() {
        String[] generate = {
            "generate", "--model", model, "--prompt", "H", "--tokens", "50", "--temperature", "3", "--seed", "5"
        };
        String first = run(generate).out;
        assertThat(run(generate).out).isEqualTo(first);
        generate[generate.length - 1] = "6";
        assertThat(run(generate).out).isNotEqualTo(first);
    }

    @Test
    void traceHoldsTheNamedActivationsAndTheirGradients() throws IOException {
        Path file = folder.resolve("trace.safetensors");
        assertThat(run("trace", "--model", model, "--text", "HELLO", "--out", file.toString()).status)
                .isZero();
        SafetensorsFile trace = SafetensorsFile.open(file);
        assertThat(trace.entries())
                .containsKeys("input", "layer.0/hiddenState", "logits", "probabilities", "ids")
                .doesNotContainKey("loss");
        assertThat(trace.tensor("layer.0/hiddenState").shape()).isEqualTo(Shape.of(Axis.TIME, 5, Axis.UNIT, 12));
        assertThat(run("trace", "--model", model, "--ids", "2,0,1,1,3", "--out", file.toString(), "--gradients").status)
                .isZero();
        trace = SafetensorsFile.open(file);
        assertThat(trace.entries())
                .containsKeys("loss", "stepLoss", "grad.layer.0/hiddenState", "grad.layer.0/weight_hh");
        assertThat(trace.tensor("layer.0/hiddenState").shape()).isEqualTo(Shape.of(Axis.TIME, 4, Axis.UNIT, 12));
    }

    @Test
    void inspectListsWhatIsThere() {
        Result result = run("inspect", model);
        assertThat(result.out).contains("layer.0/weight_hh", "[UNIT 12, INPUT 12]", "kind: rnn", "18 tensors");
    }

    @Test
    void resumedTrainingGoesOn() throws IOException {
        Path text = folder.resolve("hello.txt");
        String again = folder.resolve("again.safetensors").toString();
        assertThat(run("train", "--text", text.toString(), "--resume", model, "--out", again, "--steps", "3").status)
                .isZero();
        assertThat(SafetensorsFile.open(Path.of(again)).metadata()).containsEntry("step", "153");
        Path other = Files.writeString(folder.resolve("other.txt"), "WORLD");
        assertRefused(1, "other characters", "train", "--text", other.toString(), "--resume", model, "--out", again);
    }

    @Test
    void badInputGivesOneSentence() throws IOException {
        String text = folder.resolve("hello.txt").toString();
        String out = folder.resolve("out.safetensors").toString();
        assertRefused(1, "no file", "train", "--text", folder.resolve("none").toString(), "--out", out);
        assertRefused(1, "folder", "train", "--text", folder.toString(), "--out", out);
        assertRefused(
                1,
                "nowhere",
                "train",
                "--text",
                text,
                "--out",
                folder.resolve("nowhere/x").toString());
        assertRefused(1, "hidden size", "train", "--text", text, "--out", out, "--hidden", "0");
        assertRefused(1, "steps", "train", "--text", text, "--out", out, "--steps", "-1");
        assertRefused(1, "learning rate", "train", "--text", text, "--out", out, "--lr", "-1");
        assertRefused(1, "‘lstn’", "train", "--text", text, "--out", out, "--model", "lstn");
        assertRefused(1, "‘é’ (U+00E9)", "generate", "--model", model, "--prompt", "Hé");
        assertRefused(1, "prompt is empty", "generate", "--model", model, "--prompt", "");
        assertRefused(1, "temperature", "generate", "--model", model, "--prompt", "H", "--temperature", "-1");
        assertRefused(1, "cannot be used", "generate", "--model", text, "--prompt", "H");
        assertRefused(
                1, "no file", "generate", "--model", folder.resolve("none").toString(), "--prompt", "H");
        assertRefused(1, "no token 9", "trace", "--model", model, "--ids", "1,9", "--out", out);
        assertRefused(1, "at least 2 tokens", "trace", "--model", model, "--text", "H", "--out", out, "--gradients");
        assertRefused(1, "cannot be used", "inspect", text);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("nothing is left behind").hasSize(2);
        }
    }

    @Test
    void sizesOutOfRangeGiveOneSentence() {
        String text = folder.resolve("hello.txt").toString();
        String out = folder.resolve("out.safetensors").toString();
        assertRefused(1, "layers", "train", "--text", text, "--out", out, "--layers", "-1");
        assertRefused(1, "batch size", "train", "--text", text, "--out", out, "--batch", "0");
        assertRefused(1, "sequence length", "train", "--text", text, "--out", out, "--length", "-3");
        assertRefused(1, "clipped", "train", "--text", text, "--out", out, "--clip", "0");
        assertRefused(1, "learning rate", "train", "--text", text, "--out", out, "--lr", "NaN");
        assertRefused(1, "too large", "train", "--text", text, "--out", out, "--hidden", "50000");
        assertRefused(1, "memory", "train", "--text", text, "--out", out, "--hidden", "45000");
        assertRefused(1, "number of tokens", "generate", "--model", model, "--prompt", "H", "--tokens", "-1");
        assertRefused(1, "Top-k", "generate", "--model", model, "--prompt", "H", "--top-k", "0");
        assertRefused(1, "Top-p", "generate", "--model", model, "--prompt", "H", "--top-p", "1.5");
        assertRefused(2, "--hidden", "train", "--text", text, "--out", out, "--hidden", "99999999999");
    }

    @Test
    void whatIsReadIsIdsOrATextNotBoth() {
        String out = folder.resolve("trace.safetensors").toString();
        assertRefused(2, "--ids", "trace", "--model", model, "--out", out);
        assertRefused(2, "--ids", "trace", "--model", model, "--out", out, "--ids", "1", "--text", "H");
        assertRefused(2, "--ids", "trace", "--model", model, "--out", out, "--ids", "1,x");
        assertRefused(1, "no token -1", "trace", "--model", model, "--out", out, "--ids=-1");
        assertRefused(1, "at least 1", "trace", "--model", model, "--out", out, "--text", "");
    }

    @Test
    void nothingThatIsReadIsWrittenOver() throws IOException {
        String text = folder.resolve("hello.txt").toString();
        byte[] before = Files.readAllBytes(Path.of(model));
        assertRefused(1, "folder", "train", "--text", text, "--out", folder.toString());
        assertRefused(1, "the text", "train", "--text", text, "--out", folder + "/./hello.txt");
        assertRefused(1, "the model", "trace", "--model", model, "--text", "H", "--out", model);
        assertRefused(1, "no folder", "trace", "--model", model, "--text", "H", "--out", folder + "/nowhere/x");
        assertThat(Path.of(text)).hasContent("HELLO");
        assertThat(Path.of(model)).hasBinaryContent(before);
    }

    @Test
    void namesInAFileCannotSteerTheTerminal() throws IOException {
        Path file = folder.resolve("strange.safetensors");
        new SafetensorsWriter()
                .tensor("a\nb\u001b[2J", Tensor.zeros(Shape.of(Axis.UNIT, 0)))
                .metadata("k\r", "\u001b[31m\n" + "👩".repeat(300))
                .write(file);
        Result result = run("inspect", file.toString());
        assertThat(result.status).isZero();
        assertThat(result.out.lines()).hasSize(3);
        assertThat(result.out.replace(System.lineSeparator(), "")).doesNotContainPattern("\\p{Cc}|\\p{Cs}");
    }

    @Test
    void divergedTrainingSaysSoAndKeepsTheLastWeights() throws IOException {
        String out = folder.resolve("out.safetensors").toString();
        Result result = run(
                "train",
                "--text",
                folder.resolve("hello.txt").toString(),
                "--out",
                out,
                "--lr",
                "1e38",
                "--optimizer",
                "sgd",
                "--clip",
                "1e30",
                "--steps",
                "50");
        assertThat(result.status).isEqualTo(1);
        assertThat(result.err).contains("no finite number at step").contains("try a learning rate below");
        assertThat(SafetensorsFile.open(Path.of(out)).metadata()).containsKey("step");
    }

    @ParameterizedTest
    @CsvSource({"light, en", "dark, zh"})
    void renderedScreenHasTheSizeAndTheThemeAskedFor(String theme, String language) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.unroll.app.Main",
                        "render",
                        "--lesson",
                        "rnn",
                        "--out",
                        folder.toString(),
                        "--size",
                        "1280x720",
                        "--theme",
                        theme,
                        "--lang",
                        language,
                        "--step",
                        "5")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        var image = ImageIO.read(folder.resolve("rnn.png").toFile());
        assertThat(image.getWidth()).isEqualTo(1280);
        assertThat(image.getHeight()).isEqualTo(720);
        int corner = image.getRGB(230, 60) & 0xff;
        if (theme.equals("dark")) assertThat(corner).isLessThan(60);
        else assertThat(corner).isGreaterThan(230);
    }
}
