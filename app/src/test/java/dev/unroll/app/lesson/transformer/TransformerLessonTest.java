package dev.unroll.app.lesson.transformer;

import dev.unroll.app.lesson.Click;
import dev.unroll.app.lesson.LessonTest;
import dev.unroll.app.lesson.LessonWindow;
import dev.unroll.app.playback.Scale;
import dev.unroll.viz.array.HeatMap;
import dev.unroll.viz.attention.HeadsGrid;
import dev.unroll.viz.attention.TransformerPicture;
import dev.unroll.viz.attention.TransformerPicture.Part;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What a person does in the lesson, in the real window. */
class TransformerLessonTest extends LessonTest<TransformerReading> {
    TransformerLessonTest() {
        super("transformer", TransformerReading.class);
    }

    private TransformerPicture picture() {
        return view("towers", TransformerPicture.class);
    }

    private HeatMap map(int slot) {
        return view("inside-" + slot, HeatMap.class);
    }

    @Test
    void bothSentencesAreRight() {
        assertThat(reading().now().text()).isEqualTo("the cat sees the mouse .");
        assertThat(reading().now().reads()).startsWith("<sos>", "the", "cat");
        window.show(LessonWindow.at(1500, Map.of("sentence", "die maus sieht die katze .")));
        assertThat(reading().now().text()).isEqualTo("the mouse sees the cat .");
    }

    @Test
    void inTrainingARowIsComputedAtOnceForwardAndBack(FxRobot robot) {
        assertThat(reading().timeSteps()).isEqualTo(6 + 8);
        window.walk(Scale.TIME_STEP);
        robot.type(KeyCode.HOME);
        TransformerPicture picture = picture();
        for (int t = 0; t < 6; t++) {
            assertThat(picture.isComputed(new Part(false, 0, t))).isTrue();
            assertThat(picture.isComputed(new Part(false, 1, t))).isFalse();
        }
        assertThat(picture.isComputed(new Part(true, 0, 0))).isFalse();
        for (int i = 0; i < 7; i++) robot.type(KeyCode.PAGE_DOWN);
        for (int t = 0; t < 7; t++) {
            assertThat(picture.isComputed(new Part(true, 1, t))).isTrue();
            assertThat(picture.isComputed(new Part(true, 2, t))).isFalse();
        }
        robot.type(KeyCode.PAGE_UP);
        assertThat(picture.isComputed(new Part(true, 1, 0))).isFalse();
        robot.type(KeyCode.END);
        assertThat(picture.isComputed(new Part(true, 7, 6))).isTrue();
    }

    @Test
    void inWritingEachTokenWaitsForTheOneBefore(FxRobot robot) {
        Click.on(robot, "#knob-clock-writing");
        window.settle();
        assertThat(reading().timeSteps()).isEqualTo(6 + 8 * 7);
        window.walk(Scale.TIME_STEP);
        robot.type(KeyCode.HOME);
        for (int i = 0; i < 6 + 8; i++) robot.type(KeyCode.PAGE_DOWN);
        TransformerPicture picture = picture();
        assertThat(picture.isComputed(new Part(true, 7, 0)))
                .as("the first token is written")
                .isTrue();
        assertThat(picture.isComputed(new Part(true, 0, 1)))
                .as("the second has begun")
                .isTrue();
        assertThat(picture.isComputed(new Part(true, 1, 1))).isFalse();
        assertThat(picture.isComputed(new Part(true, 0, 2))).isFalse();
    }

    @Test
    void aBoxOpensToItsMatricesAndTheseToTheirNumbers(FxRobot robot) {
        Click.on(robot, "#panel-inside");
        window.settle();
        robot.interact(() ->
                Objects.requireNonNull(picture().onActivateProperty().get()).accept(new Part(true, 1, 2)));
        window.settle();
        HeatMap weights = map(3);
        assertThat(Objects.requireNonNull(weights.valuesProperty().get())
                        .shape()
                        .size(0))
                .isEqualTo(7);
        assertThat(Objects.requireNonNull(weights.maskedProperty().get()).test(new Cell(1, 3)))
                .isTrue();
        assertThat(weights.maskedProperty().get().test(new Cell(3, 1))).isFalse();
        robot.interact(() -> weights.setSelected(new Cell(3, 1)));
        assertThat(explained().place().label()).isEqualTo("decoder.0/attention/weights[head=0, target=3, key=1]");
        assertThat(explained().expression().value()).isCloseTo(explained().value(), within(1e-4));
        robot.interact(() ->
                Objects.requireNonNull(picture().onActivateProperty().get()).accept(new Part(false, 2, 0)));
        window.settle();
        robot.interact(() -> map(1).setSelected(new Cell(0, 0)));
        assertThat(explained().place().name()).isEqualTo("encoder.0/mlp/activation");
        for (String box : List.of("e0", "e5", "d2", "d7", "x", "d99")) {
            window.show(LessonWindow.at(1500, Map.of("panel", "inside", "box", box)));
            assertThat(map(0).valuesProperty().get()).as(box).isNotNull();
            assertThat(window.said()).isEmpty();
        }
    }

    @Test
    void aHeadOfAllIsOpened(FxRobot robot) {
        window.show(LessonWindow.at(1500, Map.of("panel", "heads")));
        HeadsGrid cross = view("heads-cross", HeadsGrid.class);
        assertThat(cross.picturesProperty().get()).hasSize(2);
        robot.interact(
                () -> Objects.requireNonNull(cross.onActivateProperty().get()).accept(new Cell(1, 2)));
        window.settle();
        robot.interact(() -> map(3).setSelected(new Cell(1, 1)));
        assertThat(explained().place().label()).isEqualTo("decoder.1/crossAttention/weights[head=2, target=1, key=1]");
        ChoiceBox<?> head = view("knob-oneHead", ChoiceBox.class);
        assertThat(head.getValue()).isEqualTo(2);
        robot.interact(
                () -> Objects.requireNonNull(cross.onActivateProperty().get()).accept(new Cell(0, 3)));
        window.settle();
        assertThat(head.getValue()).isEqualTo(3);
    }

    @Test
    void aBoxWithoutHeadsLeavesTheChosenHead() {
        window.show(LessonWindow.at(1500, Map.of("panel", "inside", "oneHead", "3", "box", "e2")));
        window.show(LessonWindow.at(1500, Map.of("panel", "inside", "oneHead", "3", "box", "e1")));
        assertThat(window.snapshot().values().get(TransformerLesson.HEAD)).isEqualTo(3);
        assertThat(view("knob-oneHead", ChoiceBox.class).getValue()).isEqualTo(3);
    }

    @Test
    void withoutPositionsShuffledWordsAreTheSame(FxRobot robot) {
        Map<String, String> none = Map.of("start", "random", "positions", "none");
        window.show(LessonWindow.at(0, none));
        Click.on(robot, "#shuffle");
        window.settle();
        assertThat(reading().now().sources()).containsExactlyInAnyOrder("die", "katze", "sieht", "die", "maus", ".");
        assertThat(reading().now().sources()).isNotEqualTo(List.of("die", "katze", "sieht", "die", "maus", "."));
        assertThat(value("shuffle.change")).isLessThan(1e-3);
        assertThat(value("shuffle.words")).isZero();
        assertThat(quotes(robot)).anyMatch(text -> text.contains("Shuffled"));
        window.show(LessonWindow.at(0, Map.of("start", "random", "shuffle", "1")));
        assertThat(value("shuffle.change")).isGreaterThan(.3);
    }

    @Test
    void positionsAreWavesThatAreAlikeWhereTheyAreNear() {
        window.show(LessonWindow.at(1500, Map.of("panel", "positions")));
        assertThat(value("pe[t=0, unit=0]")).isZero();
        assertThat(value("pe[t=1, unit=0]")).isCloseTo(Math.sin(1), within(1e-5));
        assertThat(value("pe.dot[t=3, key=3]")).isCloseTo(32, within(1e-3));
        assertThat(value("pe.dot[t=3, key=4]")).isGreaterThan(value("pe.dot[t=3, key=20]"));
        window.show(LessonWindow.at(0, Map.of("panel", "positions", "start", "random", "positions", "none")));
        assertThat(window.said()).isEmpty();
    }

    @Test
    void afterEachNormVectorsHaveOneSize() {
        window.show(LessonWindow.at(0, Map.of("start", "random", "norm", "post", "layerCount", "2")));
        assertThat(value("size.encoder.1/norm2")).isCloseTo(Math.sqrt(32), within(.05));
        assertThat(value("size.encoder.0/norm1")).isCloseTo(Math.sqrt(32), within(.05));
        window.show(LessonWindow.at(0, Map.of("start", "random", "norm", "pre", "layerCount", "2")));
        assertThat(value("size.encoder.1/mlp/residual")).isGreaterThan(Math.sqrt(32) + .5);
    }

    @Test
    void whatCannotBeReadIsSaidAndNothingIsLost(FxRobot robot) throws Exception {
        robot.interact(() -> view("knob-sentence", TextField.class).setText("Das Zebra sieht ein Gnu."));
        Click.on(robot, "#knob-sentence").type(KeyCode.ENTER);
        window.settle();
        assertThat(window.said()).contains("“zebra”").contains("“gnu”");
        assertThat(reading().now().text()).isEqualTo("the cat sees the mouse .");
        window.show(LessonWindow.at(0, Map.of("start", "random", "headCount", "5")));
        LessonWindow.waitUntil(() -> window.said().contains("5")); // heads do not divide 32 units
        assertThat(reading().now().text()).isEqualTo("the cat sees the mouse .");
    }
}
