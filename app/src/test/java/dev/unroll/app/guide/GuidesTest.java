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
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import static dev.unroll.app.lesson.LessonWindow.doOnFx;
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

    /**
     * Every other press is made in the other language, and everything is read in both. Then a clicker is pressed faster than the model
     * trains: the words at the end are those of the step that is shown.
     */
    @ParameterizedTest
    @MethodSource("lessons")
    void onePageKeyLeadsThroughAndEverythingSaidIsThereAndTrue(Lesson one, FxRobot robot) {
        GuideWalk guide = open(one);
        SoftAssertions soft = new SoftAssertions();
        Map<Integer, String> answered = new HashMap<>();
        int last = guide.steps().size() - 1;
        check(guide, answered, soft);
        for (int presses = 0; onFx(guide::canGoForward); presses++) {
            assertThat(presses).as("presses for %d steps", last + 1).isLessThan(3 * (last + 1));
            robot.type(KeyCode.PAGE_DOWN);
            window.settle();
            check(guide, answered, soft);
        }
        assertThat(onFx(() -> guide.placeProperty().get().index())).isEqualTo(last);
        soft.assertThat(window.said()).as("the status line").isEmpty();
        speak(Language.EN);
        answered.forEach((index, text) -> hurry(guide, index, text, soft));
        soft.assertAll();
    }

    private void hurry(GuideWalk guide, int index, String waited, SoftAssertions soft) {
        doOnFx(() -> {
            guide.goTo(0);
            guide.goTo(index);
            guide.forward();
        });
        window.settle();
        soft.assertThat(paneText())
                .as("%s, step %s in a hurry", lesson, guide.step().id())
                .isEqualTo(waited)
                .contains(answerInWords(guide.step()));
    }

    private Language language() {
        return window.appearance().messages().languageProperty().get();
    }

    private void speak(Language language) {
        doOnFx(() -> window.appearance().messages().languageProperty().set(language));
    }

    private long firstStep() {
        return window.snapshot().firstStep();
    }

    /** What stands on the screen after a press. */
    private void check(GuideWalk guide, Map<Integer, String> answered, SoftAssertions soft) {
        GuideStep step = guide.step();
        String name = lesson + ", step " + step.id();
        soft.assertThat(window.step())
                .as("%s: training step", name)
                .isEqualTo(Math.max(step.situation().step(), firstStep())); // a trained model stands further on
        boolean asked = onFx(() -> guide.placeProperty().get().phase()) == Phase.ASKED;
        if (!asked) {
            checkPlaces(step, soft, name);
            checkClaims(step, soft, name);
        }
        Language first = language();
        for (Language language : List.of(first, first == Language.EN ? Language.ZH : Language.EN)) {
            speak(language);
            checkWords(step, soft, name);
            if (asked) checkQuestion(step, soft, name);
            else
                step.claims()
                        .forEach(claim ->
                                GuideWordsTest.elements(claim).forEach(element -> checkName(element, soft, name)));
            if (language == Language.EN && !asked && step.guess() != null)
                answered.put(onFx(() -> guide.placeProperty().get().index()), paneText());
        }
    }

    /** What is to be guessed is not told beside the question. */
    private void checkQuestion(GuideStep step, SoftAssertions soft, String name) {
        Guess guess = Objects.requireNonNull(step.guess());
        if (!(guess instanceof Guess.Amount))
            soft.assertThat(guess.options(reading()))
                    .as("%s: options", name)
                    .hasSizeGreaterThan(1)
                    .contains(guess.answer(reading()));
        String asked = paneText();
        soft.assertThat(asked)
                .as("%s: question", name)
                .contains(live(step, "guess"))
                .doesNotContain(words(step, "why"))
                .doesNotContain("✓")
                .doesNotContain("✗");
        if (!words(step, "notice").isBlank())
            soft.assertThat(asked).as("%s: question", name).doesNotContain(live(step, "notice"));
    }

    private String live(GuideStep step, String part) {
        String text = words(step, part);
        return onFx(() -> LiveText.of(text, reading()));
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
}
