package dev.unroll.engine.message;

import dev.unroll.engine.device.Kernel;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.model.Size;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.TrainingSettings;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class MessageTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path TEXTS = Path.of("src/main/resources/dev/unroll/engine/message");
    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d)}");
    private static final Pattern KEY_IN_CALL =
            Pattern.compile("(?:Message\\.of|new (?:TextException|RefusedException))\\(\\s*\"([^\"]+)\"\\s*[,)]"
                    + "|new (?:FormatException|FileException)\\([^,\"]+,\\s*\"([^\"]+)\"");

    private static Properties texts(String name) throws IOException {
        Properties texts = new Properties();
        try (Reader in = Files.newBufferedReader(TEXTS.resolve(name))) {
            texts.load(in);
        }
        return texts;
    }

    private static Set<String> arguments(String pattern) {
        return ARGUMENT.matcher(pattern).results().map(r -> r.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList())
                all.append(Files.readString(file));
            return all.toString();
        }
    }

    @Test
    void everyMessageHasBothTextsWithTheSameArguments() throws IOException {
        Properties english = texts("messages.properties");
        Properties chinese = texts("messages_zh_CN.properties");
        assertThat(chinese.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        assertThat(Message.keys()).isEqualTo(new TreeSet<>(english.stringPropertyNames()));
        for (String key : Message.keys()) {
            assertThat(arguments(chinese.getProperty(key))).as(key).isEqualTo(arguments(english.getProperty(key)));
            assertThat(chinese.getProperty(key)).as(key).containsPattern("\\p{IsHan}");
        }
    }

    @Test
    void everyMessageIsSaidSomewhereAndNothingElseIs() throws IOException {
        String sources = sources();
        Set<String> said = new TreeSet<>();
        for (String kind : Models.KINDS)
            for (Size size : Models.sizes(kind)) said.add(size.meaning().key());
        for (Kernel kernel : Kernel.values()) said.add(kernel.title().key());
        for (String key : Message.keys()) if (sources.contains('"' + key + '"')) said.add(key);
        assertThat(Message.keys()).isEqualTo(said);
        List<String> called = new ArrayList<>();
        Matcher calls = KEY_IN_CALL.matcher(sources);
        while (calls.find()) called.add(calls.group(1) != null ? calls.group(1) : calls.group(2));
        assertThat(called).hasSizeGreaterThan(80);
        called.removeAll(List.of("size.", "kernel.")); // with a name behind them
        assertThat(Message.keys()).containsAll(called);
    }

    @Test
    void exceptionsSayTheirMessageInBothLanguages() {
        TextException empty = catchThrowableOfType(TextException.class, () -> Corpus.of("x"));
        assertThat(empty)
                .hasMessage("The text has only one character: give at least two, one to read and one to predict.");
        assertThat(empty.key()).isEqualTo("text.tooShort.characters");
        assertThat(empty.message().in(Locale.SIMPLIFIED_CHINESE)).isEqualTo("文本只有一个字符：请至少给出两个，一个用来读，一个用来预测。");
        RefusedException size = catchThrowableOfType(
                RefusedException.class,
                () -> new Recipe(
                        "gpt", Map.of("heads", "20000"), Optimizer.Kind.ADAM, new TrainingSettings(0.1, 1), 1, 1, 1));
        assertThat(size)
                .hasMessage("The size ‘heads’ of a model of kind ‘gpt’ is a whole number from 1 to 1024, not ‘20000’.");
        assertThat(size.message().in(Locale.CHINA)).isEqualTo("“gpt”模型的尺寸“heads”应是1 到 1024 的整数，不能是“20000”。");
        assertThat(size.message().in(Locale.FRENCH)).isEqualTo(size.getMessage());
        assertThat(size.arguments()).hasSize(4).last().isEqualTo("20000");
    }

    @Test
    void apostrophesAndNumbersAreSaidAsTheyAre() {
        assertThat(Message.of("recipe.noKind").english()).isEqualTo("The recipe's model has no ‘kind’.");
        assertThat(Message.of("task.length", 123456).english()).endsWith("not 123456.");
        assertThatThrownBy(() -> Message.of("none")).isInstanceOf(IllegalArgumentException.class);
    }
}
