package dev.unroll.app.lesson.intro;

import dev.unroll.app.lesson.Click;
import dev.unroll.app.lesson.LessonTest;
import dev.unroll.app.lesson.LessonWindow;
import dev.unroll.app.playback.Scale;
import dev.unroll.viz.count.CountTable;
import dev.unroll.viz.count.CountTable.Table;
import dev.unroll.viz.draw.DrawRuler;
import dev.unroll.viz.draw.DrawWaterfall;
import dev.unroll.viz.sequence.StepPair;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testfx.api.FxRobot;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What a person does in the lesson, in the real window. */
class IntroLessonTest extends LessonTest<CountedReading> {
    private static final int NAMES = 59_167;

    IntroLessonTest() {
        super("intro", CountedReading.class);
    }

    private CountTable view() {
        return view("table", CountTable.class);
    }

    private Table table() {
        return view().tableProperty().get();
    }

    private String lifted() {
        return table().contexts().get(table().lifted());
    }

    private String written() {
        return reading().corpus().tokenizer().decode(reading().written().ids());
    }

    @Test
    void itOpensOnHelloWhereHeIsFollowedByL() {
        assertThat(lifted()).isEqualTo("HE");
        assertThat(table().contexts()).containsExactly("HE", "EL", "LL");
        assertThat(value("counts[t=1, token=‘L’]")).isEqualTo(1);
        assertThat(window.said()).isEmpty();
    }

    @Test
    void tokensAreCountedOneByOneAndBack(FxRobot robot) {
        window.walk(Scale.TRAINING_STEP);
        robot.type(KeyCode.HOME);
        window.settle();
        assertThat(window.step()).isZero();
        for (int press = 0; press < 4; press++) robot.type(KeyCode.PAGE_DOWN);
        window.settle();
        assertThat(window.step()).isEqualTo(4);
        assertThat(lifted()).isEqualTo("EL");
        assertThat(table().counted()).isEqualTo(2); // L
        assertThat(table().total(table().lifted())).isEqualTo(1);
        TokenStrip text = view("text", TokenStrip.class);
        assertThat(text.windowProperty().get()).isEqualTo(new StepPair(1, 2));
        assertThat(text.axis().getPosition()).isEqualTo(3);
        robot.type(KeyCode.PAGE_UP);
        window.settle();
        assertThat(lifted()).isEqualTo("HE");
        assertThat(table().contexts()).containsExactly("HE");
        assertThat(view("position", Labeled.class).getText()).startsWith("3 tokens counted");
        robot.type(KeyCode.END);
        window.settle();
        assertThat(window.step()).isEqualTo(5);
        assertThat(view("scale-TRAINING_STEP", Labeled.class).getText()).isEqualTo("counted token");
    }

    @Test
    void aTextOfOnesOwnIsCountedAtOnceAndAnotherOrderIsOnlyALook(FxRobot robot) {
        type(robot, "text", "abracadabra");
        assertThat(window.step()).isEqualTo(11);
        type(robot, "order", "2");
        type(robot, "beginning", "a");
        assertThat(lifted()).isEqualTo("a");
        assertThat(value("counts[t=0, token=‘b’]")).isEqualTo(2);
        assertThat(value("counts[t=0, token=‘c’]")).isEqualTo(1);
        type(robot, "order", "1");
        assertThat(lifted()).isEmpty();
        assertThat(value("counts[t=0, token=‘a’]")).isEqualTo(5);
        type(robot, "smoothing", "1");
        assertThat(value("probabilities[t=0, token=‘a’]")).isCloseTo(6 / 16.0, within(1e-6));
    }

    @Test
    void inWordsTheTokensAreWords() {
        window.show(LessonWindow.at(
                99,
                Map.of(
                        "text",
                        "the cat sees the dog and the cat",
                        "cutInto",
                        "words",
                        "beginning",
                        "the",
                        "order",
                        "2")));
        assertThat(value("counts[t=0, token=‘cat’]")).isEqualTo(2);
        assertThat(value("counts[t=0, token=‘dog’]")).isEqualTo(1);
        assertThat(lifted()).isEqualTo("the");
    }

    @Test
    void whatIsWrittenGrowsTokenByTokenAndBack(FxRobot robot) {
        window.show(LessonWindow.at(NAMES, Map.of()));
        window.walk(Scale.TIME_STEP);
        robot.type(KeyCode.HOME);
        TokenStrip written = view("written", TokenStrip.class);
        assertThat(written.isComputed(3)).isTrue();
        assertThat(written.isComputed(4)).isFalse();
        assertThat(lifted()).isEqualTo("oo");
        robot.type(KeyCode.PAGE_DOWN);
        assertThat(written.isComputed(4)).isTrue();
        assertThat(lifted()).isEqualTo(written().substring(2, 4));
        robot.type(KeyCode.PAGE_UP);
        assertThat(written.isComputed(4)).isFalse();
        String before = written();
        type(robot, "seed", "2");
        assertThat(written()).startsWith("Foo").isNotEqualTo(before);
        type(robot, "seed", "1");
        assertThat(written()).isEqualTo(before);
    }

    @Test
    void theStagesOfTheDrawAreSteppedAndTheTokenIsToldLast(FxRobot robot) {
        window.show(LessonWindow.at(NAMES, Map.of("page", "draw", "topK", "3")));
        window.walk(Scale.OPERATION);
        robot.type(KeyCode.HOME);
        DrawWaterfall waterfall = view("waterfall", DrawWaterfall.class);
        DrawRuler ruler = view("ruler", DrawRuler.class);
        TokenStrip written = view("written", TokenStrip.class);
        for (int stage = 0; stage <= 6; stage++) {
            assertThat(waterfall.shownStagesProperty().get()).isEqualTo(stage);
            assertThat(ruler.isNeedleShown()).isFalse();
            assertThat(written.isComputed(3)).isFalse();
            robot.type(KeyCode.PAGE_DOWN);
        }
        assertThat(ruler.isNeedleShown()).isTrue();
        assertThat(written.isComputed(3)).isTrue();
        assertThat(Objects.requireNonNull(waterfall.choiceProperty().get()).left())
                .isEqualTo(3);
        robot.type(KeyCode.PAGE_UP);
        assertThat(ruler.isNeedleShown()).isFalse();
    }

    @Test
    void theSameNumberDrawsOtherTokensAtOtherTemperatures(FxRobot robot) {
        window.show(LessonWindow.at(NAMES, Map.of("page", "draw", "number", "0.97")));
        DrawRuler ruler = view("ruler", DrawRuler.class);
        var rulers = ruler.rulersProperty().get();
        assertThat(rulers)
                .hasSize(5)
                .allSatisfy(one -> assertThat(one.choice().number()).isEqualTo(.97));
        assertThat(rulers)
                .extracting(one -> one.choice().chosen().id())
                .satisfies(ids -> assertThat(Set.copyOf(ids)).hasSizeGreaterThan(1));
        assertThat(value("argmax(draw/whatIf[t=0, item=0])")).isEqualTo(value("argmax(counts[t=2])"));
        Click.on(robot, "#knob-whatIf-topK");
        window.settle();
        assertThat(ruler.rulersProperty().get())
                .extracting(DrawRuler.Ruler::label)
                .contains("k = 1", "k = 40");
    }

    @Test
    void aRowThatIsClickedBecomesTheBeginning(FxRobot robot) {
        CountTable view = view();
        robot.interact(
                () -> Objects.requireNonNull(view.onActivateProperty().get()).accept(new Cell(1, 2)));
        window.settle();
        assertThat(lifted()).isEqualTo("EL");
        robot.interact(() -> view.setSelected(new Cell(1, 2)));
        assertThat(explained().place().label()).isEqualTo("counts[t=1, token=2]");
    }

    @Test
    void longerContextsAreLearntByHeartAndFailOnNewText() {
        window.show(LessonWindow.at(NAMES, Map.of("page", "limits")));
        assertThat(value("limits/learnt[item=7]")).isLessThan(value("limits/learnt[item=2]") / 2);
        assertThat(value("limits/heldOut[item=7]")).isGreaterThan(value("limits/heldOut[item=2]"));
        assertThat(value("limits/never[item=0]")).isZero();
        assertThat(value("limits/never[item=7]")).isGreaterThan(.5);
    }

    @Test
    void perplexityIsThatOfTheSentence(FxRobot robot) {
        window.show(LessonWindow.at(5, Map.of("text", "HELLO", "beginning", "LO", "order", "2", "page", "perplexity")));
        assertThat(value("perplexity")).isBetween(1.99, 2.01);
        assertThat(robot.lookup(".stage-words").queryAllAs(Labeled.class))
                .extracting(Labeled::getText)
                .anyMatch(text -> text.contains("divided by 1: 0.694"));
    }

    @ParameterizedTest
    @CsvSource({
        "order, 6, Order 6 looks at 6 tokens at a time but the text has 5",
        "order, 9, from 1 to 8",
        "text, x, has only one character",
        "beginning, Zoë, does not know ‘Z’",
        "smoothing, 0, Add k"
    })
    void whatCannotBeIsSaidInOneSentenceAndNothingIsLost(String knob, String typed, String said, FxRobot robot) {
        type(robot, knob, typed);
        assertThat(window.said().replace(",", "")).contains(said);
        assertThat(window.step()).isEqualTo(5);
        assertThat(lifted()).isEqualTo("HE");
        assertThat(view("knob-" + knob, TextField.class).getText()).isNotEqualTo(typed);
    }
}
