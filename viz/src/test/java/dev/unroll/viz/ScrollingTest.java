package dev.unroll.viz;

import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

import java.util.List;
import javafx.scene.image.Image;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;

/** An axis with more steps than fit, under the wheel and the mouse, and how its tokens are seen at every width. */
@ExtendWith(ApplicationExtension.class)
class ScrollingTest {
    private final TimeAxis axis = new TimeAxis();
    private final TokenStrip strip = new TokenStrip(axis);
    private final SequenceMatrix matrix = new SequenceMatrix(axis);

    @Start
    void start(Stage stage) {
        axis.minColumnWidthProperty().set(20);
        axis.setCount(200);
        strip.setTokens(Samples.tokens(200));
        matrix.setValues(Samples.states(200, 2));
        OnStage.show(stage, 600, 200, new VBox(strip, matrix));
    }

    private double scroll() {
        return axis.scrollProperty().get();
    }

    /** Turns the wheel over the matrix, 300 pixels from its left; the robot's wheel has no keys and no sideways. */
    private void wheel(FxRobot robot, double deltaX, double deltaY, boolean control) {
        robot.interact(() -> OnStage.wheel(matrix, 300, 10, deltaX, deltaY, control));
    }

    @Test
    void theWheelScrollsAndWithCtrlZooms(FxRobot robot) {
        wheel(robot, 0, -120, false);
        assertThat(scroll()).isEqualTo(120);
        wheel(robot, 0, 40, false);
        assertThat(scroll()).isEqualTo(80);
        wheel(robot, -40, 0, false);
        assertThat(scroll()).isEqualTo(120);
        int under = axis.stepAt(300);
        wheel(robot, 0, 80, true);
        assertThat(axis.zoomProperty().get()).isGreaterThan(1.2);
        assertThat(axis.stepAt(300)).isEqualTo(under);
    }

    @Test
    void anAxisThatFitsLeavesTheWheelToOthers(FxRobot robot) {
        boolean[] reached = {false};
        robot.interact(() -> matrix.getScene().getRoot().setOnScroll(e -> reached[0] = true));
        wheel(robot, 0, -40, false);
        assertThat(reached[0]).isFalse();
        robot.interact(() -> axis.setCount(5));
        WaitForAsyncUtils.waitForFxEvents();
        wheel(robot, 0, -40, false);
        assertThat(reached[0]).isTrue();
    }

    @Test
    void draggingScrollsWithoutSelecting(FxRobot robot) {
        robot.moveTo(matrix.localToScreen(400, 10));
        robot.press(MouseButton.PRIMARY).moveBy(-200, 0).release(MouseButton.PRIMARY);
        assertThat(scroll()).isBetween(180.0, 200.0);
        assertThat(matrix.getSelected()).isNull();
    }

    @Test
    void theBarBelowTheTokensIsDraggedAcrossAllOfThem(FxRobot robot) {
        robot.moveTo(strip.localToScreen(60, strip.getHeight() - 6));
        robot.press(MouseButton.PRIMARY).moveBy(100, 0).release(MouseButton.PRIMARY);
        // The bar is a little shorter than the view, and all steps are 4,000 pixels wide.
        assertThat(scroll()).isGreaterThan(100 * 4000 / 600.0);
        robot.clickOn(strip.localToScreen(540, strip.getHeight() - 6));
        assertThat(axis.lastVisible()).isEqualTo(199);
        assertThat(strip.getSelected()).isNull();
    }

    @Test
    void aTokenThatIsScrolledAwayLeavesNoMark(FxRobot robot) {
        robot.interact(() -> {
            axis.minColumnWidthProperty().set(5);
            axis.setPosition(0);
            strip.setSelected(new Cell(0, 1));
        });
        Color accent = strip.theme().accent();
        assertThat(Pictures.count(OnStage.picture(strip), 0, 0, 600, 20, accent))
                .isGreaterThan(100);
        robot.interact(() -> axis.scrollTo(300));
        assertThat(Pictures.count(OnStage.picture(strip), 0, 0, 600, 20, accent))
                .isZero();
    }

    @Test
    void theStripSaysThatThereIsMoreWhereNotAllFits(FxRobot robot) {
        Color muted = strip.theme().muted();
        double line = strip.getHeight() - 12;
        robot.interact(() -> axis.scrollTo(1000));
        Image more = OnStage.picture(strip);
        assertThat(Pictures.near(more, 0, line, 30, 12, muted)).isPositive();
        assertThat(Pictures.near(more, 570, line, 30, 12, muted)).isPositive();
        double withLine = strip.getHeight();
        robot.interact(() -> axis.setCount(20));
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(strip.getHeight()).isLessThan(withLine);
    }

    @Test
    void thirtyEightTokensInSixHundredPixelsAreStillRead() {
        TimeAxis own = new TimeAxis();
        own.setCount(38);
        TokenStrip tokens = new TokenStrip(own);
        tokens.setTokens(List.of("HELLOHELLOHELLOHELLOHELLOHELLOHELLOHEL".split("")));
        Image image = Pictures.of(400, 40, tokens);
        Color ink = tokens.theme().ink();
        for (int t = 0; t < 38; t++) {
            assertThat(Pictures.near(image, own.left(t), 0, own.getColumnWidth(), 30, ink))
                    .as("token %d", t)
                    .isGreaterThan(5);
        }
    }

    @Test
    void fewTokensHaveLargeTypeAndManyDoNot() {
        assertThat(inkHeight(4)).isGreaterThan(19 * inkHeight(20) / 10);
    }

    /** The height in pixels of the letters of a strip that is 1,500 pixels wide. */
    private static int inkHeight(int steps) {
        TimeAxis own = new TimeAxis();
        own.setCount(steps);
        TokenStrip tokens = new TokenStrip(own);
        tokens.setTokens(Samples.tokens(steps));
        Image image = Pictures.of(1500, 100, tokens);
        int rows = 0;
        for (int y = 0; y < 100; y++) {
            if (Pictures.near(
                            image,
                            own.left(0),
                            y,
                            own.getColumnWidth(),
                            1,
                            tokens.theme().ink())
                    > 0) rows++;
        }
        return rows;
    }
}
