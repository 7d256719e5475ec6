package dev.unroll.app.lesson.seq2seq;

import dev.unroll.app.lesson.Click;
import dev.unroll.app.lesson.LessonTest;
import dev.unroll.app.lesson.LessonWindow;
import dev.unroll.app.playback.Scale;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.array.VectorStrip;
import dev.unroll.viz.chart.LengthCurve;
import dev.unroll.viz.sequence.Bottleneck;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.space.PointPlane;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;

import java.util.Map;
import java.util.Objects;
import javafx.scene.control.Button;
import javafx.scene.input.KeyCode;

import static org.assertj.core.api.Assertions.assertThat;

/** What a person does in the lesson, in the real window. */
class Seq2SeqLessonTest extends LessonTest<Seq2SeqReading> {
    Seq2SeqLessonTest() {
        super("seq2seq", Seq2SeqReading.class);
    }

    private TokenStrip strip(String id) {
        return view(id, TokenStrip.class);
    }

    private Bottleneck vector() {
        return view("vector", Bottleneck.class);
    }

    @Test
    void twoSentencesOneTranslation(FxRobot robot) {
        assertThat(reading().now().text()).isEqualTo("the cat sees the mouse .");
        assertThat(reading().second().text()).isEqualTo("the cat sees the mouse .");
        assertThat(value("differences")).isZero();
        assertThat(value("vector.cosine")).isGreaterThan(.97);
        type(robot, "second", "Die Frau sieht die Katze");
        assertThat(reading().second().text()).isEqualTo("the woman sees the cat .");
        assertThat(quotes(robot))
                .anyMatch(text -> text.contains("die frau sieht die katze .") && text.contains("the woman sees"));
    }

    @Test
    void itIsReadBeforeItIsWrittenForwardAndBack(FxRobot robot) {
        window.walk(Scale.TIME_STEP);
        robot.type(KeyCode.HOME);
        assertThat(strip("source").isComputed(0)).isTrue();
        assertThat(strip("source").isComputed(1)).isFalse();
        assertThat(strip("target").isComputed(0)).isFalse();
        assertThat(vector().isWithheld(new Cell(0, 0))).isTrue();
        for (int i = 0; i < 5; i++) robot.type(KeyCode.PAGE_DOWN);
        assertThat(vector().isWithheld(new Cell(0, 0))).as("all is read").isFalse();
        assertThat(vector().passedOnProperty().get()).isFalse();
        assertThat(strip("reads").isComputed(0)).isFalse();
        robot.type(KeyCode.PAGE_DOWN);
        assertThat(strip("reads").isComputed(0)).isTrue();
        assertThat(strip("target").isComputed(0)).isTrue();
        assertThat(strip("target").isComputed(1)).isFalse();
        robot.type(KeyCode.PAGE_UP);
        assertThat(strip("target").isComputed(0)).isFalse();
        robot.type(KeyCode.END);
        assertThat(strip("target").isComputed(6)).isTrue();
        assertThat(strip("reads").tokensProperty().get()).startsWith("<sos>", "the");
        assertThat(strip("target").tokensProperty().get()).endsWith(".", "<eos>");
    }

    @Test
    void aTokenAndAUnitOpenToTheirArithmetic(FxRobot robot) {
        robot.interact(() -> vector().setSelected(new Cell(3, 1)));
        assertThat(explained().place().label()).isEqualTo("encoder/layer.0/cellState[t=5, unit=3]");
        robot.interact(() -> strip("reads").setSelected(new Cell(0, 2)));
        assertThat(explained().place().label()).startsWith("probabilities[target=1");
        window.walk(Scale.OPERATION);
        robot.type(KeyCode.HOME, KeyCode.PAGE_DOWN);
        assertThat(explained().place().name()).isEqualTo("encoder/layer.0/hiddenState");
        robot.type(KeyCode.END);
        assertThat(explained().place().name()).isEqualTo("probabilities");
    }

    @Test
    void erasedUnitsAreNullAndComeBack(FxRobot robot) {
        window.show(LessonWindow.at(1500, Map.of("panel", "units", "eraser", "on")));
        robot.interact(() ->
                Objects.requireNonNull(vector().onActivateProperty().get()).accept(new Cell(63, 0)));
        window.settle();
        assertThat(reading().erased().units()).containsExactly(63);
        Tensor last = reading().trace().value("encoder/layer.0/cellState").slice(5);
        assertThat(last.at(63)).isZero();
        assertThat(last.at(62)).isNotZero();
        assertThat(reading().now().text()).isEqualTo("the cat sees the cat .");
        assertThat(value("changed")).isEqualTo(1);
        Click.on(robot, "#half");
        window.settle();
        assertThat(reading().erased().units()).hasSize(32);
        assertThat(value("changed")).isGreaterThan(2);
        Click.on(robot, "#take-back");
        window.settle();
        assertThat(reading().now().text()).isEqualTo("the cat sees the mouse .");
        assertThat(view("take-back", Button.class).isVisible()).isFalse();
    }

    @Test
    void eachUnitIsErasedAlone() {
        window.show(LessonWindow.at(1500, Map.of("panel", "units")));
        Tensor changed = Objects.requireNonNull(
                view("units", VectorStrip.class).valuesProperty().get());
        assertThat(changed.length()).isEqualTo(64);
        assertThat(changed.at(5)).isZero();
        assertThat(changed.at(63)).isEqualTo(1);
    }

    @Test
    void unitsOfOtherWeightsAreMeasuredAnew() {
        VectorStrip strip = view("units", VectorStrip.class);
        window.show(LessonWindow.at(1500, Map.of("panel", "units")));
        Map<String, String> random = Map.of("panel", "units", "start", "random", "hidden", "8", "pairs", "16");
        window.show(LessonWindow.at(0, random));
        Tensor first = Objects.requireNonNull(strip.valuesProperty().get());
        assertThat(first.length()).isEqualTo(8);
        window.show(LessonWindow.at(1, random));
        assertThat(strip.valuesProperty().get())
                .as("after a step of training")
                .isNotNull()
                .isNotSameAs(first);
    }

    @Test
    void whatBeganAtRandomIsComparedAsSoonAsItIsThere() {
        window.show(LessonWindow.at(1500, Map.of("panel", "byLength")));
        LengthCurve curve = view("by-length", LengthCurve.class);
        assertThat(curve.seriesProperty().get()).hasSize(1);
        Map<String, String> random = Map.of("panel", "byLength", "start", "random", "hidden", "8", "pairs", "16");
        window.show(LessonWindow.at(0, random));
        assertThat(curve.seriesProperty().get()).hasSize(2);
    }

    @Test
    void aTeacherIsReadWhateverIsWritten(FxRobot robot) {
        type(robot, "sentence", "Die Maus sieht die Katze.");
        Click.on(robot, "#knob-forcing-forced");
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
    void manyVectorsStandInAPlane() {
        window.show(LessonWindow.at(1500, Map.of("panel", "plane")));
        PointPlane.Cloud cloud = Objects.requireNonNull(
                view("plane", PointPlane.class).cloudProperty().get());
        assertThat(cloud.names()).hasSize(60).contains("katze → maus", "maus → katze");
        assertThat(cloud.joined()).hasSize(30);
        assertThat(cloud.highlighted()).hasSize(2);
        assertThat(value("plane.swapped")).isLessThan(value("plane.any"));
    }

    @Test
    void longSentencesAreLost() {
        window.show(LessonWindow.at(1500, Map.of("panel", "byLength")));
        LengthCurve.Series series =
                view("by-length", LengthCurve.class).seriesProperty().get().getFirst();
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
        Click.on(robot, "#panel-byLength");
        Button button = view("measure-lengths", Button.class);
        LessonWindow.waitUntil(() -> button.getText().equals("Cancel"));
        String ended = LessonWindow.onFx(() -> {
            if (!button.getText().equals("Cancel")) button.fire(); // it was quicker than this test
            button.fire();
            return button.getText();
        });
        assertThat(ended).isEqualTo("Measure");
        window.settle();
        Click.on(robot, button);
        LessonWindow.waitUntil(() -> button.getText().equals("Cancel"));
        window.settle();
        assertThat(LessonWindow.onFx(button::getText)).isEqualTo("Measure");
    }

    @Test
    void whatCannotBeReadIsSaidAndNothingIsLost(FxRobot robot) {
        type(robot, "sentence", "Das Zebra sieht ein Gnu.");
        assertThat(window.said()).contains("“zebra”").contains("“gnu”");
        type(robot, "second", "");
        assertThat(window.said()).contains("no sentence");
        assertThat(reading().now().text()).isEqualTo("the cat sees the mouse .");
        LessonWindow.doOnFx(() -> window.run().turned(Seq2SeqLesson.ERASED, "3, x"));
        assertThat(window.said()).contains("“x”");
    }
}
