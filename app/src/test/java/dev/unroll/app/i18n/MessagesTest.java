package dev.unroll.app.i18n;

import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.road.Road;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.Reader;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MessagesTest {
    private static final String CHINESE = "_zh_CN.properties";
    private static final Path SOURCES = Path.of("src/main/java");

    /** {0}, {1,number,#} … and %d, %s, which are filled in by other hands. */
    private static final Pattern PLACE = Pattern.compile("\\{\\d+|%[ds]");

    /** "a.key" as it stands in a source; "a.prefix." is completed there. */
    private static final Pattern LITERAL = Pattern.compile("\"([a-zA-Z][a-zA-Z0-9]*(?:\\.[a-zA-Z0-9]+)+|[a-z]+\\.)\"");

    /** A word without a dot is taken for a key only where it is asked for. */
    private static final Pattern ASKED = Pattern.compile("(?:\\bget|\\btext)\\(\\s*\"([a-z][a-zA-Z]*)\"");

    private static final Set<String> FILES = Set.of("css", "properties", "json", "png", "txt", "otf", "csv", "svg");

    /** The bundles of the program, each by its file in English. */
    static List<Path> bundles() throws Exception {
        Path program = Path.of(Messages.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(program.resolve("dev/unroll/app"))) {
            return files.filter(file -> file.toString().endsWith(".properties")
                            && !file.toString().endsWith(CHINESE))
                    .toList();
        }
    }

    private static Properties load(Path file) throws IOException {
        Properties texts = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            texts.load(reader);
        }
        return texts;
    }

    private static Path chinese(Path english) {
        return english.resolveSibling(english.getFileName().toString().replace(".properties", CHINESE));
    }

    private static TreeSet<String> places(String text) {
        return new TreeSet<>(
                PLACE.matcher(text).results().map(MatchResult::group).toList());
    }

    @Test
    void thereAreTheSharedTextsAndThoseOfLessons() throws Exception {
        assertThat(bundles())
                .anyMatch(file -> file.endsWith("dev/unroll/app/i18n/messages.properties"))
                .anyMatch(file -> file.toString().contains("/lesson/"));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void bothLanguagesSayTheSameThings(Path bundle) throws Exception {
        Properties english = load(bundle);
        Properties chinese = load(chinese(bundle));
        assertThat(chinese.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            for (Properties texts : List.of(english, chinese))
                assertThat(texts.getProperty(key)).as(key).isNotBlank();
            assertThat(places(chinese.getProperty(key))).as(key).isEqualTo(places(english.getProperty(key)));
        }
    }

    /** A straight apostrophe begins a quotation, in which no place is filled in; a text is written with ’ instead. */
    @ParameterizedTest
    @MethodSource("bundles")
    void everyPlaceIsFilledIn(Path bundle) throws Exception {
        for (Path file : List.of(bundle, chinese(bundle))) {
            Properties texts = load(file);
            for (String key : texts.stringPropertyNames()) {
                String text = texts.getProperty(key);
                assertThat(text).as(key).doesNotContain("'");
                if (!text.contains("{")) continue;
                Object[] arguments = new Object[10];
                for (int i = 0; i < arguments.length; i++) arguments[i] = 7000 + i;
                String filled = new MessageFormat(text).format(arguments);
                assertThat(filled).as(key).doesNotContainPattern("[{}]");
                assertThat(filled.replaceAll("[,.\u00a0]", "")).as(key).contains("700");
            }
        }
    }

    @Test
    void noTwoTextsHaveOneKey() throws Exception {
        Map<String, Path> first = new HashMap<>();
        for (Path bundle : bundles()) {
            for (String key : load(bundle).stringPropertyNames())
                assertThat(first.put(key, bundle)).as("%s in %s", key, bundle).isNull();
        }
    }

    /** Whatever is written like a key of a family that there is, wherever it goes before it is looked up. */
    @Test
    void everyKeyInTheCodeExists() throws Exception {
        Set<String> keys = new TreeSet<>();
        for (Path bundle : bundles()) keys.addAll(load(bundle).stringPropertyNames());
        Set<String> families =
                keys.stream().map(key -> key.replaceFirst("\\..*", ".")).collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        int seen = 0;
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            for (Path source :
                    sources.filter(f -> f.toString().endsWith(".java")).toList()) {
                String code = Files.readString(source);
                for (String key : Stream.concat(
                                LITERAL.matcher(code).results(),
                                ASKED.matcher(code).results())
                        .map(match -> match.group(1))
                        .toList()) {
                    boolean asked = !key.contains(".");
                    if (!asked && !families.contains(key.replaceFirst("\\..*", "."))) continue;
                    if (FILES.contains(key.replaceFirst(".*\\.", ""))) continue;
                    seen++;
                    boolean there = key.endsWith(".")
                            ? keys.stream().anyMatch(other -> other.startsWith(key))
                            : keys.contains(key);
                    if (!there) missing.add(SOURCES.relativize(source) + ": " + key);
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(seen).isGreaterThan(50);
    }

    @Test
    void lessonsAndScalesHaveNames() {
        Messages messages = new Messages();
        Road.name(messages);
        for (Lesson lesson : Road.LESSONS)
            assertThat(messages.get(lesson.titleKey())).isNotBlank();
        for (Scale scale : Scale.values()) assertThat(messages.get(scale.key())).isNotBlank();
    }

    @Test
    void addedTextsAreFoundInBothLanguages() {
        Messages messages = new Messages();
        assertThatThrownBy(() -> messages.get("texts.count", 1)).isInstanceOf(MissingResourceException.class);
        messages.add("dev.unroll.app.i18n.texts");
        messages.add("dev.unroll.app.i18n.texts");
        assertThat(messages.get("texts.count", 1234)).isEqualTo("step 1234 of it");
        messages.languageProperty().set(Language.ZH);
        assertThat(messages.get("texts.count", 1234)).isEqualTo("第 1234 步");
        assertThat(messages.get("road")).as("shared texts come first").isEqualTo("学习之路");
    }

    @Test
    void bundleThatIsNotThereIsABug() {
        Messages messages = new Messages();
        assertThatThrownBy(() -> messages.add("dev.unroll.app.i18n.nothing"))
                .isInstanceOf(MissingResourceException.class);
        assertThat(messages.get("road")).isEqualTo("Road");
    }

    @Test
    void unknownKeyIsABug() {
        assertThatThrownBy(() -> new Messages().get("no.such.key")).isInstanceOf(MissingResourceException.class);
    }

    @Test
    void boundTextChangesWithTheLanguage() {
        Messages messages = new Messages();
        StringBinding road = messages.text("road");
        assertThat(road.get()).isEqualTo("Road");
        messages.languageProperty().set(Language.ZH);
        assertThat(road.get()).isEqualTo("学习之路");
    }

    // --- how long a text lives ---

    private static void collectGarbage(WeakReference<?> until) throws InterruptedException {
        for (int i = 0; i < 20 && until.get() != null; i++) {
            System.gc();
            Thread.sleep(20);
        }
    }

    @Test
    void textThatIsOnlyListenedToIsNotForgotten() throws Exception {
        Messages messages = new Messages();
        List<String> heard = new ArrayList<>();
        messages.text("road").subscribe(text -> {
            heard.add(text);
        });
        messages.text("road").map(text -> text + "!").subscribe(length -> {
            heard.add(length);
        });
        collectGarbage(new WeakReference<>(new Object()));
        messages.languageProperty().set(Language.ZH);
        assertThat(heard).containsExactlyInAnyOrder("Road", "Road!", "学习之路", "学习之路!");
    }

    @Test
    void textGoesWithTheLastWhoHeardIt() throws Exception {
        Messages messages = new Messages();
        StringProperty label = new SimpleStringProperty();
        label.bind(messages.text("road"));
        WeakReference<?> ofLabel = new WeakReference<>(label);
        label = null;
        collectGarbage(ofLabel);
        assertThat(ofLabel.get()).as("what was bound").isNull();

        StringBinding text = messages.text("road");
        text.subscribe(_ -> {}).unsubscribe();
        WeakReference<?> ofText = new WeakReference<>(text);
        text = null;
        collectGarbage(ofText);
        assertThat(ofText.get()).as("what was listened to").isNull();
    }
}
