package dev.unroll.app.lesson.seq2seq;

import dev.unroll.app.guide.FormulaParser;
import dev.unroll.app.lesson.LessonWindow;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.road.Road;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.array.VectorStrip;
import dev.unroll.viz.chart.LengthCurve;
import dev.unroll.viz.sequence.Bottleneck;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.space.PointPlane;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.Map;
import java.util.Objects;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;

/** What a person does in the lesson, in the real window. */
@ExtendWith(ApplicationExtension.class)
@Timeout(90)
class Seq2SeqLessonTest {
    private LessonWindow window;

    @Start
    private void start(Stage stage) {
        window = new LessonWindow(stage, Road.find("seq2seq").orElseThrow());
    }

    @BeforeEach
    void open() {
        window.settle();
    }

    @AfterEach
    void close() {
        window.close();
    }

    private Seq2SeqReading reading() {
        return (Seq2SeqReading) window.snapshot().reading();
    }

    private double value(String formula) {
        return FormulaParser.formula(formula).value(reading());
    }

    private void type(FxRobot robot, String knob, String text) {
        robot.interact(() -> robot.lookup(knob).queryAs(TextField.class).setText(text));
        robot.clickOn(knob).type(KeyCode.ENTER);
        window.settle();
    }

    private static TokenStrip strip(FxRobot robot, String id) {
        return robot.lookup(id).queryAs(TokenStrip.class);
    }

    private static Bottleneck vector(FxRobot robot) {
        return robot.lookup("#vector").queryAs(Bottleneck.class);
    }

    @Test
    void twoSentencesOneTranslation(FxRobot robot) {
        assertThat(reading().now().text()).isEqualTo("the cat sees the mouse .");
        assertThat(reading().second().text()).isEqualTo("the cat sees the mouse .");
        assertThat(value("differences")).isZero();
        assertThat(value("vector.cosine")).isGreaterThan(.97);
        type(robot, "#knob-second", "Die Frau sieht die Katze");
        assertThat(reading().second().text()).isEqualTo("the woman sees the cat .");
        assertThat(robot.lookup(".stage-quote").queryAllAs(Labeled.class))
                .extracting(Labeled::getText)
                .anyMatch(text -> text.contains("die frau sieht die katze .") && text.contains("the woman sees"));
    }

    @Test
    void itIsReadBeforeItIsWrittenForwardAndBack(FxRobot robot) {
        window.walk(Scale.TIME_STEP);
        robot.type(KeyCode.HOME);
        assertThat(strip(robot, "#source").isComputed(0)).isTrue();
        assertThat(strip(robot, "#source").isComputed(1)).isFalse();
        assertThat(strip(robot, "#target").isComputed(0)).isFalse();
        assertThat(vector(robot).isWithheld(new Cell(0, 0))).isTrue();
        for (int i = 0; i < 5; i++) robot.type(KeyCode.PAGE_DOWN);
        assertThat(vector(robot).isWithheld(new Cell(0, 0))).as("all is read").isFalse();
        assertThat(vector(robot).passedOnProperty().get()).isFalse();
        assertThat(strip(robot, "#reads").isComputed(0)).isFalse();
        robot.type(KeyCode.PAGE_DOWN);
        assertThat(strip(robot, "#reads").isComputed(0)).isTrue();
        assertThat(strip(robot, "#target").isComputed(0)).isTrue();
        assertThat(strip(robot, "#target").isComputed(1)).isFalse();
        robot.type(KeyCode.PAGE_UP);
        assertThat(strip(robot, "#target").isComputed(0)).isFalse();
        robot.type(KeyCode.END);
        assertThat(strip(robot, "#target").isComputed(6)).isTrue();
        assertThat(strip(robot, "#reads").tokensProperty().get()).startsWith("<sos>", "the");
        assertThat(strip(robot, "#target").tokensProperty().get()).endsWith(".", "<eos>");
    }

    @Test
    void aTokenAndAUnitOpenToTheirArithmetic(FxRobot robot) {
        robot.interact(() -> vector(robot).setSelected(new Cell(3, 1)));
        assertThat(Objects.requireNonNull(window.explanation()).place().label())
                .isEqualTo("encoder/layer.0/cellState[t=5, unit=3]");
        robot.interact(() -> strip(robot, "#reads").setSelected(new Cell(0, 2)));
        assertThat(Objects.requireNonNull(window.explanation()).place().label()).startsWith("probabilities[target=1");
        window.walk(Scale.OPERATION);
        robot.type(KeyCode.HOME, KeyCode.PAGE_DOWN);
        assertThat(Objects.requireNonNull(window.explanation()).place().name())
                .isEqualTo("encoder/layer.0/hiddenState");
        robot.type(KeyCode.END);
        assertThat(Objects.requireNonNull(window.explanation()).place().name()).isEqualTo("probabilities");
    }

    @Test
    void erasedUnitsAreNullAndComeBack(FxRobot robot) {
        window.show(LessonWindow.at(1500, Map.of("panel", "units", "eraser", "on")));
        robot.interact(() ->
                Objects.requireNonNull(vector(robot).onActivateProperty().get()).accept(new Cell(63, 0)));
        window.settle();
        assertThat(reading().erased().units()).containsExactly(63);
        Tensor last = reading().trace().value("encoder/layer.0/cellState").slice(5);
        assertThat(last.at(63)).isZero();
        assertThat(last.at(62)).isNotZero();
        assertThat(reading().now().text()).isEqualTo("the cat sees the cat .");
        assertThat(value("changed")).isEqualTo(1);
        robot.clickOn("#half");
        window.settle();
        assertThat(reading().erased().units()).hasSize(32);
        assertThat(value("changed")).isGreaterThan(2);
        robot.clickOn("#take-back");
        window.settle();
        assertThat(reading().now().text()).isEqualTo("the cat sees the mouse .");
        assertThat(robot.lookup("#take-back").queryAs(Button.class).isVisible()).isFalse();
    }

    @Test
    void eachUnitIsErasedAlone(FxRobot robot) {
        window.show(LessonWindow.at(1500, Map.of("panel", "units")));
        Tensor changed = Objects.requireNonNull(robot.lookup("#units")
                .queryAs(VectorStrip.class)
                .valuesProperty()
                .get());
        assertThat(changed.length()).isEqualTo(64);
        assertThat(changed.at(5)).isZero();
        assertThat(changed.at(63)).isEqualTo(1);
    }

    @Test
    void aTeacherIsReadWhateverIsWritten(FxRobot robot) {
        type(robot, "#knob-sentence", "Die Maus sieht die Katze.");
        robot.clickOn("#knob-forcing-forced");
        assertThat(window.said()).as("no translation is known").contains("Teacher’s words");
        Map<String, String> forced = Map.of(
                "sentence", "die maus sieht die katze .", "forcing", "forced", "teacher", "the mouse sees the cat .");
        window.show(LessonWindow.at(1500, forced));
        assertThat(reading().now().reads()).containsExactly("<sos>", "the", "mouse", "sees", "the", "cat", ".");
        assertThat(reading().now().written()).startsWith("the", "cat", "sees", "the", "cat");
        assertThat(value("slips.forced")).isEqualTo(1);
        assertThat(value("slips.free")).isEqualTo(2);
    }

    @Test
    void aSentenceOfThePairsBringsItsTeacher() {
        String known = "der junge hund sucht die ärztin .";
        window.show(LessonWindow.at(1500, Map.of("sentence", known)));
        String teacher = Seq2SeqLesson.teacher(window.run().values());
        if (teacher != null)
            assertThat(value("slips.forced")).isLessThan(reading().now().timeSteps());
    }

    @Test
    void manyVectorsStandInAPlane(FxRobot robot) {
        window.show(LessonWindow.at(1500, Map.of("panel", "plane")));
        PointPlane.Cloud cloud = Objects.requireNonNull(
                robot.lookup("#plane").queryAs(PointPlane.class).cloudProperty().get());
        assertThat(cloud.names()).hasSize(60).contains("katze → maus", "maus → katze");
        assertThat(cloud.joined()).hasSize(30);
        assertThat(cloud.highlighted()).hasSize(2);
        assertThat(value("plane.swapped")).isLessThan(value("plane.any"));
    }

    @Test
    void longSentencesAreLost(FxRobot robot) {
        window.show(LessonWindow.at(1500, Map.of("panel", "byLength")));
        LengthCurve.Series series = robot.lookup("#by-length")
                .queryAs(LengthCurve.class)
                .seriesProperty()
                .get()
                .getFirst();
        assertThat(series.counts().values().stream()
                        .mapToInt(LengthCurve.Count::asked)
                        .sum())
                .as("all that were held out")
                .isEqualTo(400);
        assertThat(series.counts().get(5).share()).isGreaterThan(.6);
        assertThat(series.counts().get(12).share()).isLessThan(.25);
    }

    @Test
    void aMeasurementCanBeEnded(FxRobot robot) throws Exception {
        robot.clickOn("#panel-byLength");
        Button button = robot.lookup("#measure-lengths").queryAs(Button.class);
        LessonWindow.waitUntil(() -> button.getText().equals("Cancel"));
        String ended = LessonWindow.onFx(() -> {
            if (!button.getText().equals("Cancel")) button.fire(); // it was quicker than this test
            button.fire();
            return button.getText();
        });
        assertThat(ended).isEqualTo("Measure");
        window.settle();
        robot.clickOn(button);
        LessonWindow.waitUntil(() -> button.getText().equals("Cancel"));
        window.settle();
        assertThat(LessonWindow.onFx(button::getText)).isEqualTo("Measure");
    }

    @Test
    void whatCannotBeReadIsSaidAndNothingIsLost(FxRobot robot) {
        type(robot, "#knob-sentence", "Das Zebra sieht ein Gnu.");
        assertThat(window.said()).contains("“zebra”").contains("“gnu”");
        type(robot, "#knob-second", "");
        assertThat(window.said()).contains("no sentence");
        assertThat(reading().now().text()).isEqualTo("the cat sees the mouse .");
        LessonWindow.doOnFx(() -> window.run().turned(Seq2SeqLesson.ERASED, "3, x"));
        assertThat(window.said()).contains("“x”");
    }
}
