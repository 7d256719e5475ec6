package dev.unroll.app.cli;

import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.road.Road;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
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
        assertThat(run("--help").out)
                .contains("train", "generate", "trace", "inspect", "render", "devices", "data", "bench");
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
        assertRefused(2, "lab", "render", "--lesson", "lab", "--out", folder.toString());
        assertRefused(2, "--theme", "render", "--lesson", "rnn", "--out", folder.toString(), "--theme", "pink");
        assertRefused(2, "--scale", "render", "--lesson", "rnn", "--out", folder.toString(), "--scale", "galaxy");
        assertRefused(2, "operation", "render", "--lesson", "rnn", "--out", folder.toString(), "--operation", "-1");
        assertRefused(2, "character 3", "render", "--lesson", "rnn", "--out", folder.toString(), "--select", "h[t");
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
        assertRefused(2, "‘hidden’", "train", "--text", text, "--out", out, "--hidden", "0");
        assertRefused(2, "it has: hidden, layers", "train", "--text", text, "--out", out, "--set", "hiden=99");
        assertRefused(2, "one of 0, 1", "train", "--text", text, "--out", out, "--model", "gpt", "--set", "tied=2");
        assertRefused(2, "steps", "train", "--text", text, "--out", out, "--steps", "-1");
        assertRefused(2, "learning rate", "train", "--text", text, "--out", out, "--lr", "-1");
        assertRefused(2, "‘lstn’", "train", "--text", text, "--out", out, "--model", "lstn");
        assertRefused(1, "‘é’ (U+00E9)", "generate", "--model", model, "--prompt", "Hé");
        assertRefused(2, "prompt is empty", "generate", "--model", model, "--prompt", "");
        assertRefused(2, "temperature", "generate", "--model", model, "--prompt", "H", "--temperature", "-1");
        assertRefused(1, "cannot be used", "generate", "--model", text, "--prompt", "H");
        assertRefused(
                1, "no file", "generate", "--model", folder.resolve("none").toString(), "--prompt", "H");
        assertRefused(2, "no token 9", "trace", "--model", model, "--ids", "1,9", "--out", out);
        assertRefused(2, "at least 2 tokens", "trace", "--model", model, "--text", "H", "--out", out, "--gradients");
        assertRefused(1, "cannot be used", "inspect", text);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("nothing is left behind").hasSize(2);
        }
    }

    @Test
    void sizesOutOfRangeGiveOneSentence() {
        String text = folder.resolve("hello.txt").toString();
        String out = folder.resolve("out.safetensors").toString();
        assertRefused(2, "layers", "train", "--text", text, "--out", out, "--layers", "-1");
        assertRefused(2, "batch size", "train", "--text", text, "--out", out, "--batch", "0");
        assertRefused(2, "sequence length", "train", "--text", text, "--out", out, "--length", "-3");
        assertRefused(2, "clipped", "train", "--text", text, "--out", out, "--clip", "0");
        assertRefused(2, "learning rate", "train", "--text", text, "--out", out, "--lr", "NaN");
        assertRefused(2, "too large", "train", "--text", text, "--out", out, "--hidden", "50000");
        assertRefused(1, "memory", "train", "--text", text, "--out", out, "--hidden", "45000");
        assertRefused(2, "number of tokens", "generate", "--model", model, "--prompt", "H", "--tokens", "-1");
        assertRefused(2, "Top-k", "generate", "--model", model, "--prompt", "H", "--top-k", "0");
        assertRefused(2, "Top-p", "generate", "--model", model, "--prompt", "H", "--top-p", "1.5");
        assertRefused(2, "--hidden", "train", "--text", text, "--out", out, "--hidden", "99999999999");
    }

    @Test
    void whatIsReadIsIdsOrATextNotBoth() {
        String out = folder.resolve("trace.safetensors").toString();
        assertRefused(2, "--ids", "trace", "--model", model, "--out", out);
        assertRefused(2, "--ids", "trace", "--model", model, "--out", out, "--ids", "1", "--text", "H");
        assertRefused(2, "--ids", "trace", "--model", model, "--out", out, "--ids", "1,x");
        assertRefused(2, "no token -1", "trace", "--model", model, "--out", out, "--ids=-1");
        assertRefused(2, "at least 1", "trace", "--model", model, "--out", out, "--text", "");
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

    private String train(String name, String... arguments) {
        String out = folder.resolve(name + ".safetensors").toString();
        String[] all = Stream.concat(Stream.of("train", "--out", out), Stream.of(arguments))
                .toArray(String[]::new);
        Result result = run(all);
        assertThat(result.status).as(result.err).isZero();
        return out;
    }

    @Test
    void everyKindOfTextModelIsTrainedAndGoesOn() throws IOException {
        String text = Files.writeString(folder.resolve("abc.txt"), "abc abd abe ".repeat(20))
                .toString();
        for (String kind : new String[] {"ngram", "mlp", "gru", "lstm", "gpt"}) {
            String size = kind.equals("ngram") ? "order=3" : "hidden=8";
            String trained =
                    train(kind, "--text", text, "--model", kind, "--steps", "20", "--set", size, "--length", "8");
            Result result = run("generate", "--model", trained, "--prompt", "abc ab", "--tokens", "30");
            assertThat(result.status).as(result.err).isZero();
            assertThat(result.out.strip().length()).isBetween(30, 36);
        }
        for (String kind : new String[] {"word2vec", "glove"}) {
            String trained = train(
                    kind,
                    "--text",
                    text,
                    "--tokenizer",
                    "word",
                    "--model",
                    kind,
                    "--steps",
                    "5",
                    "--hidden",
                    "4",
                    "--length",
                    "2");
            assertRefused(1, "does not go on", "generate", "--model", trained, "--prompt", "abc");
        }
    }

    @Test
    void sentencesAreTranslatedAndTraced() throws IOException {
        String pairs = Files.writeString(
                        folder.resolve("pairs.tsv"), "der hund\tthe dog\ndie katze\tthe cat\n".repeat(8))
                .toString();
        String trained = train(
                "translator",
                "--pairs",
                pairs,
                "--model",
                "seq2seq",
                "--steps",
                "60",
                "--hidden",
                "16",
                "--lr",
                "0.02");
        assertThat(run("generate", "--model", trained, "--prompt", "die katze")
                        .out
                        .strip())
                .isEqualTo("the cat");
        assertThat(run("generate", "--model", trained, "--prompt", "der hund", "--beam", "1")
                        .out
                        .strip())
                .isEqualTo("the dog");
        assertRefused(1, "‘maus’", "generate", "--model", trained, "--prompt", "die maus");
        assertRefused(2, "--target", "trace", "--model", trained, "--text", "die katze", "--out", folder + "/t");
        Path file = folder.resolve("trace.safetensors");
        Result traced = run(
                "trace",
                "--model",
                trained,
                "--text",
                "die katze",
                "--target",
                "the cat",
                "--out",
                file.toString(),
                "--gradients");
        assertThat(traced.status).as(traced.err).isZero();
        SafetensorsFile trace = SafetensorsFile.open(file);
        assertThat(trace.tensor("attention/weights").shape()).isEqualTo(Shape.of(Axis.TARGET, 3, Axis.TIME, 2));
        assertThat(trace.entries()).containsKeys("encoder/layer.0/forgetGate", "grad.decoder/layer.0/hiddenState");
    }

    @Test
    void recipeIsFollowedAndItsScoreIsMeasured() throws IOException {
        Files.writeString(folder.resolve("text.txt"), "abcabc".repeat(60));
        Path recipe = Files.writeString(folder.resolve("recipe.json"), """
                {"title": "Letters", "data": {"text": "text.txt"}, "model": {"kind": "rnn", "hidden": "8", "layers": "1"},
                 "optimizer": "adam", "learningRate": 0.02, "schedule": "warmup:10,cosine:90", "clipping": "norm:1",
                 "batch": 4, "length": 9, "steps": 100, "seed": 1, "target": {"atMost": 1.0}}""");
        Result result = run("train", "--recipe", recipe.toString(), "--out", folder + "/letters.safetensors");
        assertThat(result.status).as(result.err).isZero();
        assertThat(result.out).contains("Letters: bits per token", "reached", "n-gram");
        Files.writeString(recipe, "{\"title\": 3");
        assertRefused(1, "no recipe", "train", "--recipe", recipe.toString(), "--out", folder + "/x");
    }

    @Test
    void whatIsComputedCanBeChanged() throws IOException {
        Path file = folder.resolve("trace.safetensors");
        Result result = run(
                "trace",
                "--model",
                model,
                "--text",
                "HELL",
                "--out",
                file.toString(),
                "--intervene",
                "layer.0/hiddenState[t=1] = 0");
        assertThat(result.status).as(result.err).isZero();
        assertThat(SafetensorsFile.open(file)
                        .tensor("layer.0/hiddenState")
                        .slice(1)
                        .toArray())
                .containsOnly(0f);
        assertRefused(
                2,
                "cannot be read",
                "trace",
                "--model",
                model,
                "--text",
                "HELL",
                "--out",
                file.toString(),
                "--intervene",
                "x");
        assertRefused(
                2,
                "nothing named",
                "trace",
                "--model",
                model,
                "--text",
                "HELL",
                "--out",
                file.toString(),
                "--intervene",
                "x = 1");
    }

    @Test
    void publishedCheckpointIsTracedAndGoesOn() throws IOException {
        Path golden = Path.of("../engine/src/test/resources/golden");
        Path gpt2 = Files.createDirectory(folder.resolve("gpt2"));
        Files.copy(golden.resolve("gpt2_tiny_config.json"), gpt2.resolve("config.json"));
        Files.copy(golden.resolve("gpt2_tiny_weights.safetensors"), gpt2.resolve("model.safetensors"));
        SafetensorsFile expected = SafetensorsFile.open(golden.resolve("gpt2_tiny_run.safetensors"));
        int[] greedy = expected.ints("greedy");
        String prompt = greedy[0] + "," + greedy[1] + "," + greedy[2] + "," + greedy[3];
        Result result = run(
                "generate",
                "--model",
                gpt2.toString(),
                "--ids",
                prompt,
                "--tokens",
                Integer.toString(greedy.length - 4),
                "--temperature",
                "0");
        assertThat(result.out.strip())
                .isEqualTo(Arrays.stream(greedy).mapToObj(Integer::toString).collect(Collectors.joining(",")));
        assertRefused(1, "--ids", "generate", "--model", gpt2.toString(), "--prompt", "a");
        Path file = folder.resolve("trace.safetensors");
        assertThat(run("trace", "--model", gpt2.toString(), "--ids", prompt, "--out", file.toString()).status)
                .isZero();
        assertThat(SafetensorsFile.open(file).entries())
                .containsKeys("embedding", "block.1/attention/weights", "block.1/mlp/residual");
    }

    @Test
    void wordsHaveNeighboursAndPlaces() {
        String words = "../samples/checkpoints/word2vec.safetensors";
        Result near = run("words", "--model", words, "--near", "king", "--count", "8");
        assertThat(near.out.lines()).hasSize(8).noneMatch(line -> line.startsWith("king\t"));
        assertThat(near.out).as("people stand where people stand").contains("queen\t");
        assertThat(run("words", "--model", words, "--analogy", "sees,see,buys", "--count", "5").out)
                .contains("buy\t");
        for (String projection : new String[] {"pca", "tsne"})
            assertThat(run("words", "--model", words, "--project", projection)
                            .out
                            .lines())
                    .hasSizeGreaterThan(100)
                    .allMatch(line -> line.matches("\\S+\t-?\\d+\\.\\d+\t-?\\d+\\.\\d+"));
        assertRefused(1, "‘emperor’", "words", "--model", words, "--near", "emperor");
        assertRefused(2, "three words", "words", "--model", words, "--analogy", "a,b");
        assertRefused(1, "kind ‘rnn’", "words", "--model", model, "--near", "H");
    }

    @Test
    void statesAreCarriedFromStepToStep() throws IOException {
        String text = Files.writeString(folder.resolve("abc.txt"), "abc abd abe ".repeat(20))
                .toString();
        String carried = train(
                "carried",
                "--text",
                text,
                "--model",
                "lstm",
                "--steps",
                "7",
                "--hidden",
                "8",
                "--length",
                "8",
                "--carry-state");
        assertThat(SafetensorsFile.open(Path.of(carried)).entries()).containsKeys("carried.0", "carried.1");
        String again = folder.resolve("again.safetensors").toString();
        assertThat(run("train", "--text", text, "--resume", carried, "--out", again, "--steps", "3").status)
                .isZero();
        assertRefused(2, "carry a state", "train", "--text", text, "--model", "mlp", "--out", again, "--carry-state");
    }

    @Test
    void dataAreMadeFromRules() {
        assertThat(run("data", "task", "--task", "recall", "--length", "3", "--examples", "2")
                        .out
                        .lines())
                .hasSize(2);
        assertRefused(2, "‘nap’", "data", "task", "--task", "nap");
        assertThat(run("data", "translation", "--grammar", "../samples/translation/grammar.txt", "--pairs", "7")
                        .out
                        .lines())
                .hasSize(7);
    }

    @Test
    void casesAreTimed() {
        assertThat(run("bench", "--list").out).contains("gemm_512", "charlstm_train_step", "gpt2_124m_decode");
        assertThat(run("bench", "gemm_64_TT", "--json", "--threads", "1", "--beside", "1").out)
                .contains("\"case\":\"gemm_64_TT\"", "median_s", "min_s", "gflops");
        assertRefused(2, "‘sort’", "bench", "sort");
        assertRefused(2, "busy threads", "bench", "gemm_64_TT", "--beside", "-1");
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

    /** A program of its own, since JavaFX starts once in each; so short a life is best compiled in haste, which vectors are not made for. */
    private Result render(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dunroll.home=" + System.getProperty("unroll.home", "."),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.unroll.app.Main",
                "render",
                "--out",
                folder.toString()));
        command.addAll(List.of(arguments));
        Path said = folder.resolve("said.txt");
        Process process =
                new ProcessBuilder(command).redirectError(said.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), out, Files.readString(said));
    }

    @ParameterizedTest
    @CsvSource({"light, en", "dark, zh"})
    void renderedScreenHasTheSizeAndTheThemeAskedFor(String theme, String language) throws Exception {
        Result result =
                render("--lesson", "rnn", "--size", "1280x720", "--theme", theme, "--lang", language, "--step", "5");
        assertThat(result.status).as(result.err).isZero();
        var image = ImageIO.read(folder.resolve("rnn.png").toFile());
        assertThat(image.getWidth()).isEqualTo(1280);
        assertThat(image.getHeight()).isEqualTo(720);
        int corner = image.getRGB(230, 60) & 0xff;
        if (theme.equals("dark")) assertThat(corner).isLessThan(60);
        else assertThat(corner).isGreaterThan(230);
    }

    @Test
    void renderingBringsTheLessonWhereItIsWanted() throws Exception {
        Result plain = render("--lesson", "rnn");
        assertThat(plain.status).as(plain.err).isZero();
        byte[] before = Files.readAllBytes(folder.resolve("rnn.png"));
        Result wanted = render(
                "--lesson",
                "rnn",
                "--set",
                "text=ABCAB",
                "--set",
                "hidden=4",
                "--scale",
                "operation",
                "--time-step",
                "2",
                "--operation",
                "1",
                "--select",
                "layer.0/hiddenState[t=1, unit=3]");
        assertThat(wanted.status).as(wanted.err).isZero();
        assertThat(wanted.out.strip()).isEqualTo(folder.resolve("rnn.png").toString());
        assertThat(Files.readAllBytes(folder.resolve("rnn.png"))).isNotEqualTo(before);
    }

    @Test
    void aStepOfTheGuideIsDrawnOfEveryLessonThatThereIs() throws Exception {
        Result result = render("--lesson", "all", "--guide", "1", "--size", "960x600");
        assertThat(result.status).as(result.err).isZero();
        List<String> drawn = result.out.lines().toList();
        assertThat(drawn)
                .hasSameSizeAs(Road.LESSONS.stream().filter(Lesson::available).toList());
        for (String file : drawn) assertThat(Path.of(file)).isRegularFile();
        assertThat(drawn).anyMatch(file -> file.endsWith("rnn-01.png"));
    }

    @ParameterizedTest
    @CsvSource({
        "--set, size=3, There is no knob",
        "--select, nothing[t=0], nothing",
        "--text, a, only one character",
        "--size, 99x100, from 100 to 9999"
    })
    void whatCannotBeRenderedIsSaidInOneLine(String option, String value, String says) throws Exception {
        Result result = render("--lesson", "rnn", option, value);
        assertThat(result.status).as(result.err).isEqualTo(2);
        assertThat(result.err.lines().filter(line -> line.startsWith("unroll: ")))
                .singleElement()
                .asString()
                .contains(says);
        assertThat(result.err).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(folder.resolve("rnn.png")).doesNotExist();
    }
}
