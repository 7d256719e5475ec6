package dev.unroll.viz;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.UnitStates;
import dev.unroll.viz.chart.CorrelationBars;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.Palette;
import dev.unroll.viz.sequence.ColoredText;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.AbstractList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;

/** A text of a hundred thousand characters in the colours of one unit, and the units ranked by what they follow. */
@ExtendWith(ApplicationExtension.class)
class LongTextViewsTest {
    private static final int LENGTH = 100_000;
    private static final String SENTENCE = "the cat sat on the mat. ";

    private final ColoredText text = new ColoredText();
    private final CorrelationBars bars = new CorrelationBars();
    private final AtomicInteger looks = new AtomicInteger();

    /** A long text that counts how often it is looked at. */
    private final List<String> tokens = new AbstractList<>() {
        @Override
        public String get(int i) {
            looks.incrementAndGet();
            return i % 500 == 499 ? "\n" : SENTENCE.substring(i % SENTENCE.length(), i % SENTENCE.length() + 1);
        }

        @Override
        public int size() {
            return LENGTH;
        }
    };

    @Start
    void start(Stage stage) {
        // Unit 0 is 1 up to the middle of the text and −1 from there on; unit 1 is always 0.
        Tensor values = Tensor.zeros(Shape.of(Axis.TIME, LENGTH, Axis.UNIT, 2));
        for (int t = 0; t < LENGTH; t++) values.write()[2 * t] = t < LENGTH / 2 ? 1 : -1;
        text.setTokens(tokens);
        text.setStates(new UnitStates(values, LENGTH - 50));
        HBox.setHgrow(text, Priority.ALWAYS);
        OnStage.show(stage, 700, 400, new HBox(text, bars));
    }

    private void wheel(FxRobot robot, double by) {
        robot.interact(() -> OnStage.wheel(text, 100, 100, 0, by, false));
        OnStage.picture(text);
    }

    private static int near(Image picture, javafx.scene.paint.Color color) {
        return Pictures.near(picture, 0, 0, (int) picture.getWidth() - 12, (int) picture.getHeight(), color);
    }

    @Test
    void onlyTheLinesInSightArePaintedHoweverLongTheTextIs(FxRobot robot) {
        OnStage.picture(text);
        looks.set(0);
        for (int turn = 0; turn < 20; turn++) wheel(robot, -400);
        assertThat(text.scrollProperty().get()).isEqualTo(8000);
        // Some 18 lines of some 80 characters are in sight, each looked at a few times a painting.
        assertThat(looks.get() / 20).isLessThan(10_000);
    }

    @Test
    void colourIsTheStateOfTheUnitAndWhatIsNotKnownHasNone(FxRobot robot) {
        var orange = Palette.DIVERGING.color(1, false);
        var blue = Palette.DIVERGING.color(0, false);
        assertThat(near(OnStage.picture(text), orange)).isGreaterThan(20_000);
        robot.interact(() -> text.setUnit(1));
        assertThat(near(OnStage.picture(text), orange)).isZero();
        robot.interact(() -> text.setUnit(0));
        robot.interact(() -> OnStage.wheel(text, 100, 100, 0, -1e9, false));
        Image end = OnStage.picture(text);
        assertThat(near(end, orange)).isZero();
        assertThat(near(end, blue)).isGreaterThan(20_000);
        assertThat(text.description(LENGTH - 60)).contains("h[0]: −1");
        assertThat(text.description(LENGTH - 10)).as("not known yet").doesNotContain("h[0]");
        robot.interact(() -> text.scaleProperty().set(ColorScale.signed(100)));
        assertThat(near(OnStage.picture(text), blue)).isZero();
    }

    @Test
    void markedCharactersStandOverALine(FxRobot robot) {
        var ink = text.theme().ink();
        int before = near(OnStage.picture(text), ink);
        BitSet marks = new BitSet();
        marks.set(4, 7); // the first “cat”
        robot.interact(() -> text.setMarks(marks));
        assertThat(near(OnStage.picture(text), ink) - before).isBetween(15, 120);
        assertThat(text.description(4)).isEqualTo("t=4 ‘c’ ✓, h[0]: 1.0");
        assertThat(text.description(8)).isEqualTo("t=8 ‘s’, h[0]: 1.0");
    }

    @Test
    void aClickAndTheKeysReachEveryCharacter(FxRobot robot) {
        robot.clickOn(text.localToScreen(3, 8));
        assertThat(text.getSelected()).isZero();
        robot.type(KeyCode.RIGHT, KeyCode.RIGHT);
        assertThat(text.getSelected()).isEqualTo(2);
        robot.type(KeyCode.DOWN);
        int below = text.getSelected();
        assertThat(below).isGreaterThan(40);
        robot.type(KeyCode.HOME);
        assertThat(text.getSelected()).isBetween(below - 5, below);
        assertThat(tokens.get(text.getSelected() - 1))
                .as("a line begins after a space")
                .isBlank();
        robot.interact(() -> text.setSelected(below));
        robot.type(KeyCode.UP);
        assertThat(text.getSelected()).as("characters differ in width").isBetween(1, 3);
        robot.type(KeyCode.END);
        int end = text.getSelected();
        assertThat(tokens.get(end)).isBlank();
        robot.type(KeyCode.RIGHT, KeyCode.HOME);
        assertThat(text.getSelected()).isEqualTo(end + 1);
        for (int i = 0; i < 40; i++) robot.type(KeyCode.DOWN);
        assertThat(text.scrollProperty().get())
                .as("what is selected is in sight")
                .isGreaterThan(200);
    }

    @Test
    void theBarAtTheRightLeadsToTheEnd(FxRobot robot) {
        robot.moveTo(text.localToScreen(text.getWidth() - 4, 10));
        robot.press(MouseButton.PRIMARY).moveBy(0, 500).release(MouseButton.PRIMARY);
        double end = text.scrollProperty().get();
        assertThat(end).isGreaterThan(10_000);
        wheel(robot, -400);
        assertThat(text.scrollProperty().get()).isEqualTo(end);
        assertThat(text.getSelected()).isNull();
    }

    @Test
    void theNumbersAreATable() {
        assertThat(text.table()).hasSize(1 + LENGTH - 50).startsWith(List.of("t", "token", "marked", "h[0]"));
        assertThat(text.table().get(2)).containsExactly(1, "h", 0, 1f);
    }

    // --- ranking ---

    private void rank(FxRobot robot, float... r) {
        robot.interact(() -> bars.setCorrelations(Tensor.of(Shape.of(Axis.UNIT, r.length), r)));
    }

    @Test
    void theClosestUnitsComeFirstWhicheverTheirSign(FxRobot robot) {
        rank(robot, .2f, Float.NaN, -.9f, .5f);
        assertThat(List.of(bars.unit(0), bars.unit(1), bars.unit(2), bars.unit(3)))
                .containsExactly(2, 3, 0, 1);
        assertThat(bars.row(0)).isEqualTo(2);
        assertThat(bars.description(new Cell(0, 0))).isEqualTo("h[2]: r = −0.9");
        Image picture = OnStage.picture(bars);
        var negative = Palette.DIVERGING.color(.15, false);
        var positive = Palette.DIVERGING.color(.85, false);
        int half = (int) (bars.getWidth() / 2) + 8;
        assertThat(Pictures.near(picture, 0, 0, half, 20, negative))
                .as("to the left")
                .isGreaterThan(300);
        assertThat(Pictures.near(picture, half, 21, 100, 20, positive))
                .as("to the right")
                .isGreaterThan(150);
    }

    @Test
    void keysChooseAUnitAndReachThoseThatDoNotFit(FxRobot robot) {
        float[] many = new float[128];
        for (int unit = 0; unit < many.length; unit++) many[unit] = unit / 128f;
        rank(robot, many);
        OnStage.picture(bars);
        robot.clickOn(bars.localToScreen(30, 5));
        assertThat(bars.unit(bars.getSelected().row())).isEqualTo(127);
        for (int i = 0; i < 60; i++) robot.type(KeyCode.DOWN);
        OnStage.picture(bars);
        assertThat(bars.unit(bars.getSelected().row())).isEqualTo(67);
        robot.clickOn(bars.localToScreen(30, 5));
        assertThat(bars.unit(bars.getSelected().row())).as("it has scrolled").isLessThan(90);
        robot.interact(() -> OnStage.wheel(bars, 30, 30, 0, 4000, false));
        robot.interact(() -> bars.setChosen(127));
        assertThat(Pictures.near(
                        OnStage.picture(bars), 0, 0, 400, 400, bars.theme().accent()))
                .isPositive();
    }
}
