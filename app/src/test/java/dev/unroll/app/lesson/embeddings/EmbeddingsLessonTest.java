package dev.unroll.app.lesson.embeddings;

import dev.unroll.app.guide.FormulaParser;
import dev.unroll.app.lesson.LessonWindow;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.road.Road;
import dev.unroll.viz.array.RowPick;
import dev.unroll.viz.space.WordCloud;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.Map;
import java.util.Objects;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(ApplicationExtension.class)
class EmbeddingsLessonTest {
    private LessonWindow window;

    @Start
    private void start(Stage stage) {
        window = new LessonWindow(stage, Road.find("embeddings").orElseThrow());
    }

    @BeforeEach
    void open() {
        window.settle();
    }

    @AfterEach
    void close() {
        window.close();
    }

    private WordsReading reading() {
        return (WordsReading) window.snapshot().reading();
    }

    private double value(String formula) {
        return FormulaParser.formula(formula).value(reading());
    }

    private static WordCloud cloud(FxRobot robot) {
        return robot.lookup("#cloud").queryAs(WordCloud.class);
    }

    private void type(FxRobot robot, String knob, String text) {
        TextField field = robot.lookup("#knob-" + knob).queryAs(TextField.class);
        robot.interact(() -> field.setText(text));
        robot.clickOn(field).type(KeyCode.ENTER);
        window.settle();
    }

    private String label() {
        return Objects.requireNonNull(window.explanation()).place().label();
    }

    @Test
    void theRowIsLiftedStepByStepAndBack(FxRobot robot) {
        RowPick row = robot.lookup("#row").queryAs(RowPick.class);
        window.walk(Scale.OPERATION);
        robot.type(KeyCode.HOME);
        assertThat(row.liftedProperty().get()).isZero();
        assertThat(row.pickedProperty().get())
                .isEqualTo(reading().pairs().getFirst().given().getFirst());
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
        RowPick row = robot.lookup("#row").queryAs(RowPick.class);
        int dog = reading().tokens().indexOf("dog");
        robot.interact(() ->
                Objects.requireNonNull(row.onActivateProperty().get()).accept(new Cell(dog, 3)));
        window.settle();
        assertThat(row.pickedProperty().get()).isEqualTo(dog);
        assertThat(label()).isEqualTo("input/weight[token=" + dog + ", unit=3]");
    }

    @Test
    void aWordThatIsClickedOrFoundIsLookedAt(FxRobot robot) {
        window.show(LessonWindow.at(3, Map.of("words", "cloud")));
        int horse = reading().tokens().indexOf("horse");
        robot.interact(() ->
                Objects.requireNonNull(cloud(robot).onActivateProperty().get()).accept(horse));
        window.settle();
        assertThat(cloud(robot).focusProperty().get()).isEqualTo(horse);
        type(robot, "word", "queen");
        assertThat(cloud(robot).focusProperty().get()).isEqualTo(reading().tokens().indexOf("queen"));
        assertThat(robot.lookup("#nearest").queryAs(Labeled.class).getText()).contains("queen");
        type(robot, "word", "zebra");
        assertThat(window.said()).contains("zebra");
        assertThat(cloud(robot).focusProperty().get()).isEqualTo(reading().tokens().indexOf("queen"));
        type(robot, "analogy", "king,queen");
        assertThat(window.said()).contains("three words");
        type(robot, "analogy", "opens,open,closes");
        assertThat(window.said()).isEmpty();
        assertThat(Objects.requireNonNull(cloud(robot).analogyProperty().get()).to())
                .isEqualTo(reading().tokens().indexOf("open"));
    }

    @Test
    void thePairPullsAndPushesAndItsScoresOpenToTheirArithmetic(FxRobot robot) {
        window.show(LessonWindow.at(20, Map.of("words", "cloud", "pair", "on")));
        assertThat(cloud(robot).linksProperty().get()).hasSize(6);
        assertThat(cloud(robot).linksProperty().get().getFirst().pulled()).isTrue();
        assertThat(cloud(robot).linksProperty().get().getLast().pulled()).isFalse();
        var scores = robot.lookup("#scores").queryAs(dev.unroll.viz.array.HeatMap.class);
        robot.interact(() -> scores.setSelected(new Cell(0, 2)));
        assertThat(label()).isEqualTo("scores[example=0, item=2]");
        for (String method : new String[] {"cbow", "glove"}) {
            window.show(LessonWindow.at(5, Map.of("words", "cloud", "pair", "on", "method", method)));
            assertThat(cloud(robot).linksProperty().get()).as(method).isNotEmpty();
        }
        window.show(LessonWindow.at(5, Map.of("words", "cloud", "pair", "on", "negatives", "0")));
        assertThat(cloud(robot).linksProperty().get()).as("softmax").hasSize(6);
    }

    @Test
    void theCloudMovesWithTrainingAndComesBack(FxRobot robot) {
        window.show(LessonWindow.at(0, Map.of("words", "cloud")));
        double[] before = value2();
        window.show(LessonWindow.at(40, Map.of("words", "cloud")));
        assertThat(value2()).isNotEqualTo(before);
        window.show(LessonWindow.at(0, Map.of("words", "cloud")));
        assertThat(value("cosine[token=‘dog’]")).isEqualTo(before[0]);
        robot.clickOn("#knob-projection-tsne");
        window.settle();
        assertThat(reading().points().at(0)).isFinite();
    }

    private double[] value2() {
        return new double[] {value("cosine[token=‘dog’]"), reading().points().at(0)};
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
        assertThat(cloud(robot).pointsProperty().get().shape().rows()).isEqualTo(2000);
        robot.clickOn("#knob-projection-tsne");
        window.settle();
        assertThat(reading().points().at(2 * 1999)).as("too many for t-SNE are left out").isNaN();
        type(robot, "text", "x");
        assertThat(window.said()).isNotEmpty();
        assertThat(reading().tokens()).hasSize(2000);
        type(robot, "text", "so so");
        assertThat(reading().tokens()).containsExactly("so");
    }
}
