package dev.unroll.app.guide;

import dev.unroll.app.i18n.Language;
import dev.unroll.app.i18n.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The words for what guides let people answer, and for the numbers that they claim. */
class GuideWordsTest {
    private static final Path RESOURCES = Path.of("src/main/resources");

    /** The folders of the lessons that have a guide. */
    static List<Path> lessons() throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            return files.filter(file -> file.endsWith("guide.json"))
                    .map(Path::getParent)
                    .toList();
        }
    }

    private static List<GuideStep> guide(Path lesson) throws IOException {
        try (InputStream resource = Files.newInputStream(lesson.resolve("guide.json"))) {
            return GuideReader.read(resource);
        }
    }

    @ParameterizedTest
    @MethodSource("lessons")
    void guideIsLongEnoughAndAsksAndClaims(Path lesson) throws IOException {
        List<GuideStep> steps = guide(lesson);
        assertThat(steps).hasSizeBetween(8, 14);
        assertThat(steps).extracting(GuideStep::id).doesNotHaveDuplicates();
        assertThat(steps.stream().filter(step -> step.guess() != null)).hasSizeGreaterThanOrEqualTo(2);
        assertThat(steps.stream().flatMap(step -> step.claims().stream())).hasSizeGreaterThanOrEqualTo(3);
        assertThat(steps)
                .filteredOn(step -> step.guess() != null)
                .allSatisfy(step -> assertThat(step.situation().veil())
                        .as("what %s hides", step.id())
                        .isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("lessons")
    void everyAnswerThatCanBeGivenHasWords(Path lesson) throws IOException {
        Messages messages = new Messages();
        for (GuideStep step : guide(lesson)) {
            if (!(step.guess() instanceof Guess.Compare guess)) continue;
            for (Language language : Language.values()) {
                messages.languageProperty().set(language);
                assertThat(guess.options(Written.hel()))
                        .as("%s, %s", step.id(), language)
                        .hasSize(3)
                        .allMatch(messages::has)
                        .extracting(option -> messages.get(option))
                        .doesNotHaveDuplicates();
            }
        }
    }

    /** Who is told to press a triangle presses the one that plays, which trains; a guide goes on by the arrow beside it. */
    @ParameterizedTest
    @MethodSource("lessons")
    void goingOnIsNotTakenForPlaying(Path lesson) throws IOException {
        try (Stream<Path> files = Files.list(lesson)) {
            for (Path texts :
                    files.filter(f -> f.toString().endsWith(".properties")).toList())
                assertThat(Files.readString(texts))
                        .as("%s", texts.getFileName())
                        .doesNotContain("▶");
        }
    }

    /** Words for a number that no guide claims would never be seen. */
    @Test
    void everyNumberThatHasWordsIsClaimed() throws IOException {
        Set<String> claimed = new HashSet<>();
        for (Path lesson : lessons())
            for (GuideStep step : guide(lesson))
                for (Claim claim : step.claims())
                    elements(claim).forEach(element -> {
                        String name = element.name().replace('/', '.');
                        claimed.add(name);
                        claimed.add(name + "." + element.index().get("item"));
                    });
        Set<String> worded = new HashSet<>();
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".properties")).toList()) {
                Properties texts = new Properties();
                try (Reader reader = Files.newBufferedReader(file)) {
                    texts.load(reader);
                }
                for (String key : texts.stringPropertyNames())
                    if (key.startsWith("number.") || key.startsWith("share."))
                        worded.add(key.substring(key.indexOf('.') + 1));
            }
        }
        assertThat(claimed).containsAll(worded);
        assertThat(worded).hasSizeGreaterThan(30);
    }

    /** The parts of a claim that name numbers. */
    static Stream<Formula.Element> elements(Claim claim) {
        return Stream.of(claim.left(), claim.right()).flatMap(GuideWordsTest::elements);
    }

    private static Stream<Formula.Element> elements(Formula formula) {
        return switch (formula) {
            case Formula.Constant _ -> Stream.empty();
            case Formula.Element element -> Stream.of(element);
            case Formula.Norm(Formula of) -> elements(of);
            case Formula.Binary(char _, Formula left, Formula right) -> Stream.concat(elements(left), elements(right));
            case Formula.Call(Formula.Call.Function _, List<Formula> arguments) ->
                arguments.stream().flatMap(GuideWordsTest::elements);
        };
    }
}
