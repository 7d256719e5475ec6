package dev.unroll.app.lesson.mlp;

import dev.unroll.app.lesson.Click;
import dev.unroll.app.lesson.LessonTest;
import dev.unroll.app.lesson.LessonWindow;
import dev.unroll.app.playback.Scale;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.viz.network.LayeredNetwork;
import dev.unroll.viz.network.NetworkPart.Line;
import dev.unroll.viz.network.NetworkPart.Node;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;

import java.util.Map;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MlpLessonTest extends LessonTest<MlpReading> {
    private static final String ANN = "ann eats the pizza and bob drinks the soup";

    MlpLessonTest() {
        super("mlp", MlpReading.class);
    }

    private LayeredNetwork network() {
        return view("network", LayeredNetwork.class);
    }

    @Test
    void everyNodeAndLineOpensToItsArithmetic(FxRobot robot) {
        LayeredNetwork network = network();
        Map<Object, String> places = Map.of(
                new Node(0, 0), "input[t=0, item=0, token=0]",
                new Node(1, 2), "hidden[t=0, unit=2]",
                new Node(2, 1), "probabilities[t=0, token=1]",
                new Line(0, 1, 3), "hidden/weight[unit=3, input=1]",
                new Line(1, 2, 0), "head/weight[token=0, input=2]");
        places.forEach((part, label) -> {
            robot.interact(() -> network.setSelected((dev.unroll.viz.network.NetworkPart) part));
            window.settle();
            assertThat(explained().place().label()).isEqualTo(label);
        });
        robot.interact(() -> network.setSelected(new Node(1, 2)));
        assertThat(explained().expression().value()).isCloseTo(value("hidden[t=0, unit=2]"), within(1e-5));
    }

    @Test
    void theOperationsGoForwardBackAndDown(FxRobot robot) {
        LayeredNetwork network = network();
        window.walk(Scale.OPERATION);
        robot.type(KeyCode.HOME);
        assertThat(network.isComputed(0)).isTrue();
        assertThat(network.isComputed(1)).isFalse();
        robot.type(KeyCode.PAGE_DOWN);
        assertThat(network.isComputed(1)).isTrue();
        assertThat(network.isComputed(2)).isFalse();
        for (int i = 0; i < 4; i++) robot.type(KeyCode.PAGE_DOWN);
        assertThat(network.isBackward(new Line(1, 0, 0))).isTrue();
        assertThat(network.isBackward(new Line(0, 0, 0))).isFalse();
        assertThat(explained().place().quantity()).isEqualTo(Quantity.GRADIENT);
        robot.type(KeyCode.PAGE_DOWN, 2);
        assertThat(network.isBackward(new Line(0, 0, 0))).isTrue();
        robot.type(KeyCode.PAGE_UP, 2);
        assertThat(network.isBackward(new Line(0, 0, 0))).isFalse();
    }

    @Test
    void theStepThatIsToldIsTheOneThatIsMade(FxRobot robot) {
        robot.interact(() -> network().setSelected(new Line(0, 0, 1)));
        window.settle();
        assertThat(reading().step().weight().label()).isEqualTo("hidden/weight[unit=1, input=0]");
        assertThat(value("weight.difference")).isCloseTo(value("weight.gradient"), within(1e-3));
        double told = value("weight.next");
        window.walk(Scale.TRAINING_STEP);
        robot.type(KeyCode.PAGE_DOWN);
        window.settle();
        assertThat(window.step()).isEqualTo(1);
        assertThat(value("hidden/weight[unit=1, input=0]")).isCloseTo(told, within(1e-6));
        robot.type(KeyCode.PAGE_UP);
        window.settle();
        assertThat(value("weight.next")).isEqualTo(told);
    }

    @Test
    void columnsOfTheSameWindowAreAlikeAndPartWithAWiderOne(FxRobot robot) {
        window.show(LessonWindow.at(300, Map.of("text", ANN, "hidden", "8", "picture", "text")));
        assertThat(value("|probabilities[t=2] − probabilities[t=7]|")).isZero();
        window.show(LessonWindow.at(300, Map.of("text", ANN, "hidden", "8", "picture", "text", "window", "2")));
        assertThat(value("probabilities[t=2, token=‘pizza’]")).isGreaterThan(.9);
        assertThat(value("probabilities[t=7, token=‘soup’]")).isGreaterThan(.9);
        Click.on(robot, "#knob-picture-network");
        window.settle();
        assertThat(network().getScene()).isNotNull();
        assertThat(network().layersProperty().get().getFirst().size()).isEqualTo(2 * 9);
    }

    @Test
    void wordsCanBecomeVectorsFirst(FxRobot robot) {
        window.show(LessonWindow.at(2, Map.of("text", ANN, "embedding", "3", "window", "2")));
        LayeredNetwork network = network();
        assertThat(network.layersProperty().get()).hasSize(4);
        robot.interact(() -> network.setSelected(new Line(0, 1, 4)));
        window.settle();
        assertThat(explained().place().label())
                .isEqualTo("embedding/weight[token=" + reading().text().ids()[0] + ", unit=1]");
    }

    @Test
    void whatCannotBeReadIsSaidInASentenceAndNothingIsLost(FxRobot robot) {
        window.show(LessonWindow.at(5, Map.of("text", ANN)));
        type(robot, "other", "a zebra eats");
        assertThat(window.said()).contains("does not know ‘a’");
        assertThat(window.step()).isEqualTo(5);
        assertThat(reading().timeSteps()).isEqualTo(8);
        type(robot, "other", "bob eats");
        assertThat(window.said()).isEmpty();
        assertThat(reading().timeSteps()).isEqualTo(1);
        type(robot, "text", "pizza");
        assertThat(window.said()).contains("does not know");
        assertThat(reading().text().tokens()).contains("soup");
        type(robot, "other", "");
        type(robot, "text", "x");
        assertThat(window.said()).isNotEmpty();
        assertThat(window.step()).isEqualTo(5);
        type(robot, "window", "9");
        assertThat(window.said()).contains("from 1 to 8");
        type(robot, "window", "8");
        assertThat(reading().window()).isEqualTo(8);
    }

    @Test
    void twoThousandWordsAreFolded(FxRobot robot) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2000; i++) text.append("w").append(i).append(' ');
        window.show(LessonWindow.at(1, Map.of("text", text.toString().strip(), "window", "3")));
        assertThat(reading().text().tokens()).hasSize(2000);
        assertThat(network().layersProperty().get().getLast().size()).isEqualTo(2000);
        assertThat(((Label) robot.lookup(".update .stage-quote").query()).getText())
                .contains("←");
    }
}
