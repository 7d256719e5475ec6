package dev.unroll.app.lesson.embeddings;

import dev.unroll.app.lesson.Click;
import dev.unroll.app.lesson.LessonTest;
import dev.unroll.app.lesson.LessonWindow;
import dev.unroll.app.playback.Scale;
import dev.unroll.viz.array.HeatMap;
import dev.unroll.viz.array.RowPick;
import dev.unroll.viz.space.WordCloud;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;

import java.util.Map;
import java.util.Objects;
import javafx.scene.control.Labeled;
import javafx.scene.input.KeyCode;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddingsLessonTest extends LessonTest<WordsReading> {
    EmbeddingsLessonTest() {
        super("embeddings", WordsReading.class);
    }

    private WordCloud cloud() {
        return view("cloud", WordCloud.class);
    }

    @Test
    void theRowIsLiftedStepByStepAndBack(FxRobot robot) {
        RowPick row = view("row", RowPick.class);
        window.walk(Scale.OPERATION);
        robot.type(KeyCode.HOME);
        assertThat(row.liftedProperty().get()).isZero();
        assertThat(row.pickedProperty().get())
                .isEqualTo(reading().next().pairs().getFirst().given().getFirst());
        robot.type(KeyCode.PAGE_DOWN);
        assertThat(row.liftedProperty().get()).isBetween(.1, .9);
        robot.type(KeyCode.PAGE_DOWN);
        assertThat(row.liftedProperty().get()).isEqualTo(1);
        robot.type(KeyCode.PAGE_UP);
        assertThat(row.liftedProperty().get()).isLessThan(1);
    }

    @Test
    void aRowThatIsClickedIsPicked(FxRobot robot) {
        window.show(LessonWindow.at(0, Map.of()));
        RowPick row = view("row", RowPick.class);
        int dog = reading().tokens().indexOf("dog");
        robot.interact(
                () -> Objects.requireNonNull(row.onActivateProperty().get()).accept(new Cell(dog, 3)));
        window.settle();
        assertThat(row.pickedProperty().get()).isEqualTo(dog);
        assertThat(explained().place().label()).isEqualTo("input/weight[token=" + dog + ", unit=3]");
    }

    @Test
    void aWordThatIsClickedOrFoundIsLookedAt(FxRobot robot) {
        window.show(LessonWindow.at(3, Map.of("words", "cloud")));
        int horse = reading().tokens().indexOf("horse");
        robot.interact(
                () -> Objects.requireNonNull(cloud().onActivateProperty().get()).accept(horse));
        window.settle();
        assertThat(cloud().focusProperty().get()).isEqualTo(horse);
        type(robot, "word", "queen");
        assertThat(cloud().focusProperty().get()).isEqualTo(reading().tokens().indexOf("queen"));
        assertThat(view("nearest", Labeled.class).getText()).contains("queen");
        type(robot, "word", "zebra");
        assertThat(window.said()).contains("zebra");
        assertThat(cloud().focusProperty().get()).isEqualTo(reading().tokens().indexOf("queen"));
        type(robot, "analogy", "king,queen");
        assertThat(window.said()).contains("three words");
        type(robot, "analogy", "opens,open,closes");
        assertThat(window.said()).isEmpty();
        assertThat(Objects.requireNonNull(cloud().analogyProperty().get()).to())
                .isEqualTo(reading().tokens().indexOf("open"));
    }

    @Test
    void thePairPullsAndPushesAndItsScoresOpenToTheirArithmetic(FxRobot robot) {
        window.show(LessonWindow.at(20, Map.of("words", "cloud", "pair", "on")));
        assertThat(cloud().linksProperty().get()).hasSize(6);
        assertThat(cloud().linksProperty().get().getFirst().pulled()).isTrue();
        assertThat(cloud().linksProperty().get().getLast().pulled()).isFalse();
        HeatMap scores = view("scores", HeatMap.class);
        robot.interact(() -> scores.setSelected(new Cell(0, 2)));
        assertThat(explained().place().label()).isEqualTo("scores[example=0, item=2]");
        for (String method : new String[] {"cbow", "glove"}) {
            window.show(LessonWindow.at(5, Map.of("words", "cloud", "pair", "on", "method", method)));
            assertThat(cloud().linksProperty().get()).as(method).isNotEmpty();
        }
        window.show(LessonWindow.at(5, Map.of("words", "cloud", "pair", "on", "negatives", "0")));
        assertThat(cloud().linksProperty().get()).as("softmax").hasSize(6);
    }

    @Test
    void theCloudMovesWithTrainingAndComesBack(FxRobot robot) {
        window.show(LessonWindow.at(0, Map.of("words", "cloud")));
        double[] before = value2();
        window.show(LessonWindow.at(40, Map.of("words", "cloud")));
        assertThat(value2()).isNotEqualTo(before);
        window.show(LessonWindow.at(0, Map.of("words", "cloud")));
        assertThat(value("cosine[token=‘dog’]")).isEqualTo(before[0]);
        Click.on(robot, "#knob-projection-tsne");
        window.settle();
        assertThat(reading().map().points().at(0)).isFinite();
    }

    private double[] value2() {
        return new double[] {
            value("cosine[token=‘dog’]"), reading().map().points().at(0)
        };
    }

    @Test
    void trainedModelsOpenAtOnce() {
        for (String method : new String[] {"skipgram", "glove"}) {
            window.show(LessonWindow.at(0, Map.of("start", "trained", "method", method)));
            assertThat(window.step()).isEqualTo(3000);
            assertThat(value("cosine[token=‘dog’]")).isGreaterThan(.5);
        }
        window.show(LessonWindow.at(0, Map.of()));
        assertThat(window.step()).isZero();
    }

    @Test
    void anyTextCanBeLearntOrIsRefusedInASentence(FxRobot robot) {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 4000; i++) many.append("w").append(i * 7 % 2000).append(' ');
        window.show(LessonWindow.at(1, Map.of("text", many.toString().strip(), "words", "cloud")));
        assertThat(reading().tokens()).hasSize(2000);
        assertThat(cloud().pointsProperty().get().shape().rows()).isEqualTo(2000);
        Click.on(robot, "#knob-projection-tsne");
        window.settle();
        assertThat(reading().map().points().at(2 * 1999))
                .as("too many for t-SNE are left out")
                .isNaN();
        type(robot, "text", "x");
        assertThat(window.said()).isNotEmpty();
        assertThat(reading().tokens()).hasSize(2000);
        type(robot, "text", "so so");
        assertThat(reading().tokens()).containsExactly("so");
    }
}
