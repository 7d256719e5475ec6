package dev.unroll.viz;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Point2D;
import javafx.geometry.Pos;
import javafx.geometry.Rectangle2D;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import javafx.stage.Screen;
import javafx.stage.Stage;
import javafx.stage.Window;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(ApplicationExtension.class)
class PointingTest {
    private final TimeAxis axis = new TimeAxis();
    private final SequenceMatrix matrix = new SequenceMatrix(axis);

    @Start
    void start(Stage stage) {
        axis.setCount(4);
        matrix.setValues(constant(.25f));
        VBox root = new VBox(matrix);
        root.setAlignment(Pos.BOTTOM_LEFT);
        OnStage.show(stage, 400, 100, root);
    }

    /** The stage is that of the next test too, which may be too large for the place where it was left. */
    @AfterEach
    void moveBack(FxRobot robot) {
        robot.interact(() -> {
            matrix.getScene().getWindow().setX(0);
            matrix.getScene().getWindow().setY(0);
        });
    }

    private static Tensor constant(float value) {
        Tensor tensor = Tensor.zeros(Shape.of(Axis.TIME, 4, Axis.UNIT, 2));
        tensor.fill(value);
        return tensor;
    }

    private Point2D middle(int t, int unit) {
        return matrix.localToScreen(axis.x(t), (unit + .5) * matrix.getHeight() / 2);
    }

    private static Optional<Tooltip> tip() {
        return Window.getWindows().stream()
                .filter(Tooltip.class::isInstance)
                .map(Tooltip.class::cast)
                .filter(Window::isShowing)
                .findFirst();
    }

    private static String tipText() {
        return tip().map(Tooltip::getText).orElse("");
    }

    @Test
    void theTipSaysWhatIsUnderTheRestingPointerNow(FxRobot robot) {
        robot.moveTo(middle(1, 0));
        assertThat(tipText()).isEqualTo("t=1, unit=0: 0.25");
        robot.interact(() -> matrix.setValues(constant(.75f)));
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(tipText()).isEqualTo("t=1, unit=0: 0.75");
        robot.interact(() -> axis.zoomProperty().set(4));
        robot.interact(() -> axis.scrollTo(3 * axis.getColumnWidth()));
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(tipText()).isEqualTo(matrix.description(matrix.getHovered())).startsWith("t=3");
        robot.moveTo(matrix.localToScreen(200, -20));
        assertThat(tip()).isEmpty();
    }

    @Test
    void theTipNeverLiesUnderThePointer(FxRobot robot) {
        Rectangle2D screen = Screen.getPrimary().getVisualBounds();
        robot.interact(() -> {
            Window stage = matrix.getScene().getWindow();
            stage.setX(screen.getMaxX() - 400);
            stage.setY(screen.getMaxY() - 100);
        });
        List<Cell> activated = new ArrayList<>();
        robot.interact(() -> matrix.setOnActivate(activated::add));
        Point2D corner = matrix.localToScreen(axis.left(4) - 3, matrix.getHeight() - 2);
        robot.moveTo(corner);
        Tooltip shown = tip().orElseThrow();
        assertThat(new Rectangle2D(shown.getX(), shown.getY(), shown.getWidth(), shown.getHeight()).contains(corner))
                .isFalse();
        robot.clickOn(corner);
        assertThat(activated).containsExactly(new Cell(1, 3));
    }

    @Test
    void whatIsUnderTheVeilIsNotToldAndNotActivated(FxRobot robot) {
        List<Cell> activated = new ArrayList<>();
        List<Cell> veiled = new ArrayList<>();
        robot.interact(() -> {
            matrix.setOnActivate(activated::add);
            matrix.setOnVeiled(veiled::add);
            matrix.setVeiled(cell -> cell.column() == 2);
        });
        robot.clickOn(middle(2, 1));
        assertThat(tipText()).isEqualTo("t=2, unit=1: hidden until you have guessed");
        assertThat(matrix.getAccessibleText()).contains("hidden").doesNotContain("0.25");
        robot.type(KeyCode.ENTER);
        assertThat(veiled).containsExactly(new Cell(1, 2), new Cell(1, 2));
        assertThat(activated).isEmpty();
        robot.interact(() -> matrix.setVeiled(null));
        assertThat(matrix.getAccessibleText()).contains("0.25");
        assertThat(tipText()).isEqualTo("t=2, unit=1: 0.25");
        robot.type(KeyCode.ENTER);
        assertThat(activated).containsExactly(new Cell(1, 2));
    }

    @Test
    void whatIsNotComputedYetSaysSo(FxRobot robot) {
        List<Cell> activated = new ArrayList<>();
        robot.interact(() -> {
            matrix.setOnActivate(activated::add);
            matrix.setHideFuture(true);
            axis.setPosition(1);
        });
        robot.clickOn(middle(2, 0));
        assertThat(tipText()).isEqualTo("t=2, unit=0: not computed yet");
        assertThat(activated).isEmpty();
        robot.clickOn(middle(1, 0));
        assertThat(activated).containsExactly(new Cell(0, 1));
    }
}
