package dev.unroll.app.i18n;

import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.lesson.Road;
import dev.unroll.app.playback.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.MissingResourceException;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javafx.beans.binding.StringBinding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MessagesTest {
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)");

    private static Properties load(String file) throws Exception {
        Properties texts = new Properties();
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(Messages.class.getResourceAsStream(file)), StandardCharsets.UTF_8)) {
            texts.load(reader);
        }
        return texts;
    }

    private static TreeSet<String> places(String text) {
        return new TreeSet<>(
                PLACE.matcher(text).results().map(MatchResult::group).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/unroll/app/i18n/messages", "/dev/unroll/app/lesson/rnn/rnn"})
    void bothLanguagesSayTheSameThings(String bundle) throws Exception {
        Properties english = load(bundle + ".properties");
        Properties chinese = load(bundle + "_zh_CN.properties");
        assertThat(chinese.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            for (Properties texts : List.of(english, chinese)) {
                assertThat(texts.getProperty(key)).as(key).isNotBlank().doesNotContain("'");
                new MessageFormat(texts.getProperty(key).contains("{") ? texts.getProperty(key) : "");
            }
            assertThat(places(chinese.getProperty(key))).as(key).isEqualTo(places(english.getProperty(key)));
        }
    }

    @Test
    void everyKeyInTheCodeExists() throws Exception {
        Pattern use = Pattern.compile("(?:text|get|refuse|labelled)\\(\"([a-zA-Z.]+)\"");
        Messages messages = new Messages();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(f -> f.toString().endsWith(".java")).toList()) {
                use.matcher(Files.readString(source))
                        .results()
                        .map(m -> m.group(1))
                        .filter(key -> key.contains("."))
                        .forEach(key -> assertThat(messages.get(key))
                                .as(source + ": " + key)
                                .isNotBlank());
            }
        }
        for (Lesson lesson : Road.LESSONS)
            assertThat(messages.get(lesson.titleKey())).isNotBlank();
        for (Scale scale : Scale.values()) assertThat(messages.get(scale.key())).isNotBlank();
    }

    @Test
    void boundTextChangesWithTheLanguage() {
        Messages messages = new Messages();
        StringBinding road = messages.text("road");
        assertThat(road.get()).isEqualTo("Road");
        messages.languageProperty().set(Language.ZH);
        assertThat(road.get()).isEqualTo("学习之路");
        assertThat(messages.get("rnn.stepBack", 1234)).isEqualTo("回到第 1234 步");
    }

    @Test
    void unknownKeyIsABug() {
        assertThatThrownBy(() -> new Messages().get("no.such.key")).isInstanceOf(MissingResourceException.class);
    }
}
