package dev.unroll.app.cli;

import dev.unroll.engine.io.SafetensorsWriter;
import dev.unroll.engine.message.Translatable;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a command is given, it gives a result or one sentence of ours, and what it reads stays as it was. */
class AnyArgumentsTest {
    private static final Path SAMPLES = Path.of("../samples");
    private static final List<String> NUMBERS =
            List.of("0", "1", "2", "3", "-1", "x", "", "NaN", "Infinity", "-0", "2.5", "1e3", "99999999999999999999");
    private static final List<String> SMALL = List.of("1", "2", "3", "4", "0", "-1", "x");
    private static final List<String> TEXTS = List.of(
            "a", "HELLO", "", "@a", "--tokens", "é", "👩‍👧", "a\u0000b", "a\nb", "\u001b[2J", "\ud800", "der hund");
    private static final List<String> INPUTS = List.of(
            "text",
            "empty",
            "one",
            "binary",
            "folder",
            "none",
            "none/x",
            "pairs",
            "tangle",
            "grammar",
            "recipe",
            "oddRecipe",
            "rnn",
            "ngram",
            "seq2seq",
            "word2vec",
            "gpt",
            "cut",
            "foreign",
            "gpt2",
            "link",
            "",
            "a\u0000b");
    private static final List<String> OUTPUTS = List.of(
            "out", "out", "out", "folder", "none/x", "text", "rnn", "link", "gpt2/config.json", "", "/dev/null");

    /** What each command may be given: an option, or none for what stands alone, and its values. */
    private static final Map<String, Map<String, List<String>>> OPTIONS = options();

    private static final Set<String> READS =
            Set.of("--text", "--pairs", "--recipe", "--resume", "--model", "--grammar");

    private static Path folder = Path.of("");
    private static Map<String, String> inputs = Map.of();

    private static Map<String, Map<String, List<String>>> options() {
        List<String> steps = List.of("0", "1", "2", "-1", "x");
        List<String> kinds =
                List.of("rnn", "gru", "lstm", "gpt", "mlp", "ngram", "glove", "word2vec", "seq2seq", "x", "");
        List<String> sets = List.of(
                "hidden=3",
                "hidden=x",
                "context=3",
                "order=2",
                "window=2",
                "heads=3",
                "layers=2",
                "tied=2",
                "=",
                "a",
                "dropout=2",
                "smoothing=0",
                "vocabulary=2",
                "truncation=-1",
                "attention=dot");
        Map<String, List<String>> train = new TreeMap<>(Map.of(
                "--text", INPUTS,
                "--pairs", INPUTS,
                "--recipe", INPUTS,
                "--resume", INPUTS,
                "--out", OUTPUTS,
                "--model", kinds,
                "--set", sets,
                "--lr", NUMBERS,
                "--schedule", List.of("constant", "cosine:2", "warmup:5,constant", "step:0:1", "x", ""),
                "--tokenizer", List.of("character", "word", "bpe:3", "bpe:0", "bpe:x", "")));
        train.putAll(Map.of(
                "--task", List.of("recall", "copy", "x", ""),
                "--task-length", SMALL,
                "--hidden", SMALL,
                "--layers", SMALL,
                "--optimizer", List.of("sgd", "adam", "x"),
                "--clip", NUMBERS,
                "--clip-value", NUMBERS,
                "--batch", SMALL,
                "--length", SMALL,
                "--store", List.of("F16", "bf16", "x")));
        train.put("--carry-state", List.of());
        train.put("--device", List.of("cpu", "7", "x"));
        Map<String, Map<String, List<String>>> all = new TreeMap<>();
        all.put("train", train);
        all.put(
                "generate",
                Map.of(
                        "--model", INPUTS,
                        "--prompt", TEXTS,
                        "--ids", List.of("1", "1,2", "99", "-1", "x", "", ","),
                        "--temperature", NUMBERS,
                        "--top-k", SMALL,
                        "--top-p", NUMBERS,
                        "--beam", SMALL,
                        "--length-penalty", NUMBERS,
                        "--seed", NUMBERS,
                        "--repetition-penalty", NUMBERS));
        all.put(
                "trace",
                Map.of(
                        "--model", INPUTS,
                        "--text", TEXTS,
                        "--ids", List.of("1", "1,2", "99", "-1", "x", ""),
                        "--target", TEXTS,
                        "--out", OUTPUTS,
                        "--gradients", List.of(),
                        "--intervene",
                                List.of(
                                        "logits = 0",
                                        "logits[t=9] = 0",
                                        "logits[x=1] = 0",
                                        "x",
                                        "input in 1..0",
                                        "a[=")));
        all.put("inspect", Map.of("", INPUTS));
        all.put(
                "words",
                Map.of(
                        "--model", INPUTS,
                        "--near", TEXTS,
                        "--analogy", List.of("a,b,c", "a,a,a", ",", "a", ""),
                        "--project", List.of("pca", "tsne", "x"),
                        "--count", SMALL));
        all.put(
                "compare",
                Map.of(
                        "--models", List.of("rnn", "gpt,rnn", "x", ""),
                        "--text", INPUTS,
                        "--task", List.of("recall:3", "recall:0", "recall", "x:2", ""),
                        "--out", OUTPUTS,
                        "--at", List.of("0", "1", "9", "x"),
                        "--length", SMALL,
                        "--loss-at", SMALL,
                        "--lr", NUMBERS,
                        "--blocks", SMALL,
                        "--forget-bias", NUMBERS));
        all.put("data translation", Map.of("--grammar", INPUTS, "--pairs", SMALL, "--seed", NUMBERS));
        all.put("data task", Map.of("--task", List.of("recall", "x"), "--length", SMALL, "--examples", SMALL));
        all.put("bench", Map.of("--list", List.of(), "", List.of("x", "gemm"), "--threads", List.of("0", "x")));
        all.put(
                "render",
                Map.of(
                        "--out", OUTPUTS,
                        "--size", List.of("99x99", "10000x100", "x"),
                        "--theme", List.of("light", "x"),
                        "--lang", List.of("zh", "x")));
        return all;
    }

    /** What has to be there for a command to get anywhere, and keeps it short. */
    private static List<String> always(String command) {
        return switch (command) {
            case "train" -> List.of("--steps", "1");
            case "generate" -> List.of("--tokens", "2");
            case "compare" -> List.of("--parameters", "60", "--steps", "1");
            case "bench" -> List.of("--list");
            case "render" -> List.of("--lesson", "none");
            default -> List.of();
        };
    }

    @BeforeContainer
    static void writeInputs() throws IOException {
        folder = Files.createTempDirectory("unroll");
        write("text", "HELLO HELLO a der hund");
        write("empty", "");
        write("one", "a");
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0, 1, (byte) 0xfe});
        Files.createDirectory(folder.resolve("folder"));
        write("pairs", "der hund\tthe dog\na\tb\n");
        write("tangle", "der hund\tthe\tdog\n");
        Files.copy(SAMPLES.resolve("translation/grammar.txt"), folder.resolve("grammar"));
        String recipe = """
                {"title": "Letters", "data": {"text": "text"}, "model": {"kind": "rnn", "hidden": 4},
                 "optimizer": "adam", "learningRate": 0.02, "batch": 4, "length": 4, "steps": 1, "seed": 1}""";
        write("recipe", recipe);
        write("oddRecipe", recipe.replace("0.02", "\"much\""));
        for (String kind : new String[] {"rnn", "ngram", "gpt"})
            train(kind, "--text", "text", "--model", kind, "--set", kind.equals("ngram") ? "order=2" : "hidden=4");
        train("word2vec", "--text", "text", "--tokenizer", "word", "--model", "word2vec", "--hidden", "3");
        train("seq2seq", "--pairs", "pairs", "--model", "seq2seq", "--hidden", "4");
        byte[] whole = Files.readAllBytes(folder.resolve("rnn"));
        Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length - 7));
        new SafetensorsWriter()
                .tensor("a\n", Tensor.of(Shape.of(Axis.UNIT, 2), Float.NaN, 1))
                .write(folder.resolve("foreign"));
        Path golden = Path.of("../engine/src/test/resources/golden");
        Path gpt2 = Files.createDirectory(folder.resolve("gpt2"));
        Files.copy(golden.resolve("gpt2_tiny_config.json"), gpt2.resolve("config.json"));
        Files.copy(golden.resolve("gpt2_tiny_weights.safetensors"), gpt2.resolve("model.safetensors"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("text"));
        inputs = contents();
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static void train(String name, String... arguments) {
        List<String> all = new ArrayList<>(List.of("train", "--steps", "1", "--out", place(name)));
        for (String argument : arguments)
            all.add(argument.equals("text") || argument.equals("pairs") ? place(argument) : argument);
        CommandRun.of(all.toArray(String[]::new)).succeeded();
    }

    private static String place(String name) {
        return name.isEmpty() || name.startsWith("/") || name.contains("\u0000") ? name : folder + "/" + name;
    }

    @AfterContainer
    static void removeInputs() throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Provide
    Arbitrary<List<String>> commands() {
        return Arbitraries.of(List.copyOf(OPTIONS.keySet())).flatMap(command -> {
            Map<String, List<String>> options = OPTIONS.get(command);
            return Arbitraries.maps(Arbitraries.of(List.copyOf(options.keySet())), Arbitraries.integers())
                    .ofMaxSize(Math.min(6, options.size()))
                    .map(chosen -> arguments(command, options, chosen));
        });
    }

    private static List<String> arguments(
            String command, Map<String, List<String>> options, Map<String, Integer> chosen) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(always(command));
        chosen.forEach((name, choice) -> arguments.addAll(option(options, name, choice)));
        return arguments;
    }

    private static List<String> option(Map<String, List<String>> options, String name, int choice) {
        List<String> values = options.get(name);
        if (values.isEmpty()) return List.of(name);
        String value = values.get(Math.floorMod(choice, values.size()));
        if (values == INPUTS || values == OUTPUTS) value = place(value);
        return name.isEmpty() ? List.of(value) : List.of(name, value);
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void theAnswerIsAResultOrOneSentence(@ForAll("commands") List<String> arguments) throws IOException {
        holds(arguments);
    }

    @Tag("slow")
    @Property(tries = 20_000, shrinking = ShrinkingMode.OFF)
    void theAnswerIsAResultOrOneSentenceFarAndWide(@ForAll("commands") List<String> arguments) throws IOException {
        holds(arguments);
    }

    private static void holds(List<String> arguments) throws IOException {
        List<Exception> thrown = new ArrayList<>();
        CommandRun run = run(thrown, arguments.toArray(String[]::new));
        List<String> said =
                run.err().lines().filter(line -> !line.matches("\\d+/\\d+  .*")).toList();
        if (run.status() == 0) {
            assertThat(said).allMatch(line -> line.startsWith("unroll: "));
        } else {
            assertThat(run.status()).isIn(1, 2);
            assertThat(said).as("%s", arguments).singleElement().satisfies(AnyArgumentsTest::isASentence);
        }
        assertThat(run.err())
                .as("%s", arguments)
                .doesNotContain("went wrong in the program", "Exception", "java.", "null");
        for (Exception e : thrown)
            if (e instanceof Translatable translatable)
                assertThat(translatable.message().in(Locale.SIMPLIFIED_CHINESE))
                        .containsPattern("\\p{IsHan}")
                        .endsWith("。")
                        .doesNotContain("Exception", "java.", "null");
        Files.deleteIfExists(folder.resolve("out"));
        restore(arguments);
    }

    private static void isASentence(String line) {
        assertThat(line)
                .startsWith("unroll: ")
                .matches(".*(\\.|lists the options\\))")
                .doesNotContainPattern("\\p{Cc}");
    }

    /** What is in the files, but for links and folders. */
    private static Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList())
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    contents.put(
                            folder.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        return contents;
    }

    /** Nothing is left behind, and what was written over was not read; it gets its content back. */
    private static void restore(List<String> arguments) throws IOException {
        Map<String, String> now = contents();
        assertThat(now.keySet()).as("%s", arguments).isEqualTo(inputs.keySet());
        for (var input : inputs.entrySet()) {
            if (input.getValue().equals(now.get(input.getKey()))) continue;
            assertThat(read(arguments)).as("%s", arguments).doesNotContain(input.getKey());
            Files.writeString(folder.resolve(input.getKey()), input.getValue(), StandardCharsets.ISO_8859_1);
        }
    }

    private static Set<String> read(List<String> arguments) {
        Set<String> read = new TreeSet<>();
        for (int i = 1; i < arguments.size(); i++) {
            if (!READS.contains(arguments.get(i - 1))) continue;
            String name = arguments.get(i).replace(folder + "/", "");
            read.add(name);
            if (List.of("link", "recipe", "oddRecipe").contains(name)) read.add("text");
            if (name.equals("gpt2")) read.addAll(List.of("gpt2/config.json", "gpt2/model.safetensors"));
        }
        return read;
    }

    private static CommandRun run(List<Exception> thrown, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(progress, true, StandardCharsets.UTF_8));
        try {
            CommandLine line = UnrollCommand.commandLine(() -> 0)
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err, true));
            CommandLine.IExecutionExceptionHandler told = line.getExecutionExceptionHandler();
            line.setExecutionExceptionHandler((e, command, parsed) -> {
                thrown.add(e);
                return told.handleExecutionException(e, command, parsed);
            });
            int status = line.execute(arguments);
            return new CommandRun(status, out.toString(), err + progress.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }
}
