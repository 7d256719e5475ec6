package dev.unroll.app.guide;

import dev.unroll.app.guide.GuideWalk.Phase;
import dev.unroll.app.i18n.Language;
import dev.unroll.app.i18n.Messages;
import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.lesson.LessonWindow;
import dev.unroll.app.lesson.Traced;
import dev.unroll.app.road.Road;
import dev.unroll.engine.trace.Place;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import static dev.unroll.app.lesson.LessonWindow.onFx;
import static org.assertj.core.api.Assertions.assertThat;

/** Every guide of the road, walked as a person walks it: what it says is there, and true of the real run. */
@ExtendWith(ApplicationExtension.class)
@Timeout(180)
class GuidesTest {
    private static final Pattern TOKEN = Pattern.compile("‘[^’]*’");

    /** Letters in signs of the field that are the same in every language. */
    private static final Pattern SIGNS = Pattern.compile("RNN|LSTM|GRU|GPT|cos");

    private Stage stage;
    private LessonWindow window;
    private String lesson = "";

    @Start
    private void start(Stage empty) {
        stage = empty;
    }

    @AfterEach
    void close() {
        if (window != null) window.close();
    }

    static List<Lesson> lessons() {
        return Road.LESSONS.stream().filter(Lesson::available).toList();
    }

    static Stream<Arguments> lessonsInBothLanguages() {
        return lessons().stream()
                .flatMap(one -> Stream.of(Language.values()).map(language -> Arguments.of(one, language)));
    }

    private GuideWalk open(Lesson one) {
        lesson = one.id();
        window = onFx(() -> new LessonWindow(stage, one));
        window.settle();
        return Objects.requireNonNull(window.session().guide(), () -> "no guide in " + one.id());
    }

    private Traced reading() {
        return (Traced) window.snapshot().reading();
    }

    private String words(GuideStep step, String part) {
        String key = lesson + ".guide." + step.id() + "." + part;
        Messages messages = window.appearance().messages();
        return onFx(() -> messages.has(key) ? messages.get(key) : "");
    }

    // --- the walk ---

    @ParameterizedTest
    @MethodSource("lessonsInBothLanguages")
    void onePageKeyLeadsThroughAndEverythingSaidIsThereAndTrue(Lesson one, Language language, FxRobot robot) {
        GuideWalk guide = open(one);
        robot.interact(() -> window.appearance().messages().languageProperty().set(language));
        SoftAssertions soft = new SoftAssertions();
        int last = guide.steps().size() - 1;
        check(guide, soft);
        for (int presses = 0; onFx(guide::canGoForward); presses++) {
            assertThat(presses).as("presses for %d steps", last + 1).isLessThan(3 * (last + 1));
            robot.type(KeyCode.PAGE_DOWN);
            window.settle();
            check(guide, soft);
        }
        assertThat(onFx(() -> guide.placeProperty().get().index())).isEqualTo(last);
        soft.assertThat(window.said()).as("the status line").isEmpty();
        soft.assertAll();
    }

    private long firstStep() {
        return window.snapshot().firstStep();
    }

    /** What stands on the screen after a press. */
    private void check(GuideWalk guide, SoftAssertions soft) {
        GuideStep step = guide.step();
        String name = lesson + ", step " + step.id();
        soft.assertThat(window.step())
                .as("%s: training step", name)
                .isEqualTo(Math.max(step.situation().step(), firstStep())); // a trained model stands further on
        checkWords(step, soft, name);
        Guess guess = step.guess();
        boolean asked = onFx(() -> guide.placeProperty().get().phase()) == Phase.ASKED;
        if (guess != null && asked && !(guess instanceof Guess.Amount))
            soft.assertThat(guess.options(reading()))
                    .as("%s: options", name)
                    .hasSizeGreaterThan(1)
                    .contains(guess.answer(reading()));
        if (asked) return;
        checkPlaces(step, soft, name);
        checkClaims(step, soft, name);
    }

    private void checkWords(GuideStep step, SoftAssertions soft, String name) {
        List<String> parts = new ArrayList<>(List.of("do", "notice", "ask"));
        soft.assertThat(parts.stream().map(part -> words(step, part)))
                .as("%s: do, notice or ask", name)
                .anyMatch(text -> !text.isBlank());
        if (step.guess() != null) {
            for (String part : List.of("guess", "why"))
                soft.assertThat(words(step, part)).as("%s: %s", name, part).isNotBlank();
            parts.addAll(List.of("guess", "why"));
        }
        for (String part : parts)
            soft.assertThatCode(() -> LiveText.check(words(step, part), reading()))
                    .as("%s: numbers in %s", name, part)
                    .doesNotThrowAnyException();
    }

    private void checkPlaces(GuideStep step, SoftAssertions soft, String name) {
        Situation situation = step.situation();
        soft.assertThat(window.run().viewIds()).as("%s: views", name).containsAll(situation.emphasize());
        for (String knob : situation.knobs().keySet())
            soft.assertThatCode(() -> window.run().values().knob(knob))
                    .as("%s: knob", name)
                    .doesNotThrowAnyException();
        for (Formula.Element veiled : situation.veil())
            soft.assertThatCode(() -> veiled.place(reading()))
                    .as("%s: hides", name)
                    .doesNotThrowAnyException();
        Formula.Element select = situation.select();
        if (select == null) return;
        soft.assertThat(Objects.requireNonNull(window.explanation()).place())
                .as("%s: explains", name)
                .isEqualTo(select.place(reading()));
    }

    private void checkClaims(GuideStep step, SoftAssertions soft, String name) {
        for (Claim claim : step.claims()) {
            String numbers = numbers(claim);
            soft.assertThat(numbers.startsWith("✗") ? numbers : "")
                    .as("%s claims ‘%s’", name, claim.written())
                    .isEmpty();
            GuideWordsTest.elements(claim).forEach(element -> checkName(element, soft, name));
        }
    }

    /** What a lesson has measured itself is called in the language of the screen, or by signs that every language has. */
    private void checkName(Formula.Element element, SoftAssertions soft, String name) {
        if (reading().trace().names().contains(element.traceName())) return;
        LabelledNumbers labelled =
                new LabelledNumbers(reading(), window.appearance().messages());
        String written = onFx(() -> {
            Place place = element.place(reading());
            return labelled.key(place) == null ? labelled.symbol(place) : "";
        });
        String words = SIGNS.matcher(TOKEN.matcher(written).replaceAll("")).replaceAll("");
        soft.assertThat(words)
                .as("%s: %s is written %s", name, element.name(), written)
                .doesNotContainPattern("[A-Za-z]{3,}");
    }

    /** The claim with the numbers as they are now, after a sign that says whether it holds. */
    private String numbers(Claim claim) {
        try {
            return (claim.holds(reading()) ? "✓ " : "✗ ") + claim.text(reading());
        } catch (IllegalArgumentException e) {
            return "✗ " + e.getMessage();
        }
    }

    // --- other seeds ---

    /** A claim that only the first seed bears out would be luck, which a person finds out by turning the knob. */
    @Tag("slow")
    @ParameterizedTest
    @MethodSource("lessons")
    void claimsHoldForOtherSeedsToo(Lesson one) throws SaidException {
        GuideWalk guide = open(one);
        window.run().values().knob("seed");
        SoftAssertions soft = new SoftAssertions();
        for (int seed = 2; seed <= 3; seed++) { // the walk has shown the first
            for (GuideStep step : guide.steps()) {
                if (step.claims().isEmpty()) continue;
                Situation situation = step.situation().unveiled();
                Map<String, String> knobs = new HashMap<>(situation.knobs());
                knobs.put("seed", Integer.toString(seed));
                window.show(new Situation(
                        Map.copyOf(knobs),
                        situation.step(),
                        situation.scale(),
                        situation.timeStep(),
                        situation.operation(),
                        situation.select(),
                        List.of(),
                        List.of()));
                checkClaims(step, soft, lesson + ", seed " + seed + ", step " + step.id());
            }
        }
        soft.assertAll();
    }

    // --- how much there is ---

    @ParameterizedTest
    @MethodSource("lessons")
    void guideIsLongEnoughAndAsksAndClaims(Lesson one) {
        List<GuideStep> steps = open(one).steps();
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

    // --- hurry ---

    /** A clicker pressed faster than the model trains: the words at the end are those of the step that is shown. */
    @ParameterizedTest
    @MethodSource("lessons")
    void whoHurriesSeesTheSameAsWhoWaits(Lesson one) {
        GuideWalk guide = open(one);
        for (int at = 0; at < guide.steps().size(); at++) {
            int index = at;
            if (guide.steps().get(at).guess() == null) continue;
            onFx(() -> {
                guide.goTo(0);
                guide.goTo(index);
                guide.forward();
                return guide;
            });
            window.settle();
            String hurried = paneText();
            String answer = answerInWords(guide.steps().get(at));
            assertThat(hurried).as("%s, step %s", lesson, guide.step().id()).contains(answer);
            onFx(() -> {
                guide.goTo(0);
                return guide;
            });
            window.settle();
            onFx(() -> {
                guide.goTo(index);
                return guide;
            });
            window.settle();
            onFx(() -> {
                guide.forward();
                return guide;
            });
            window.settle();
            assertThat(paneText()).isEqualTo(hurried);
        }
    }

    private String answerInWords(GuideStep step) {
        Guess guess = Objects.requireNonNull(step.guess());
        String answer = guess.answer(reading());
        return onFx(() -> window.appearance()
                .messages()
                .get(
                        "guess.is",
                        guess.translated() ? window.appearance().messages().get(answer) : answer));
    }

    private String paneText() {
        return onFx(() -> {
            List<String> texts = new ArrayList<>();
            LessonWindow.labels(Objects.requireNonNull(window.session().guidePane()), texts);
            return String.join("\n", texts);
        });
    }

    /** What is to be guessed is not told beside the question. */
    @ParameterizedTest
    @MethodSource("lessons")
    void whatIsToBeGuessedIsNotToldBefore(Lesson one) {
        GuideWalk guide = open(one);
        for (int at = 0; at < guide.steps().size(); at++) {
            int index = at;
            GuideStep step = guide.steps().get(at);
            if (step.guess() == null) continue;
            onFx(() -> {
                guide.goTo(index);
                return guide;
            });
            window.settle();
            String asked = paneText();
            assertThat(asked).contains(onFx(() -> LiveText.of(words(step, "guess"), reading())));
            if (!words(step, "notice").isBlank())
                assertThat(asked)
                        .as(step.id())
                        .doesNotContain(onFx(() -> LiveText.of(words(step, "notice"), reading())));
            assertThat(asked)
                    .as(step.id())
                    .doesNotContain(words(step, "why"))
                    .doesNotContain("✓")
                    .doesNotContain("✗");
        }
    }
}
