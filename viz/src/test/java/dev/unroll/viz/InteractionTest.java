package dev.unroll.viz;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.viz.array.HeatMap;
import dev.unroll.viz.array.VectorStrip;
import dev.unroll.viz.chart.DistributionBars;
import dev.unroll.viz.chart.DistributionStrip;
import dev.unroll.viz.chart.LossCurve;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.sequence.UnrolledNetwork;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Orientation;
import javafx.geometry.Point2D;
import javafx.geometry.VerticalDirection;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(ApplicationExtension.class)
class InteractionTest {
    private final TimeAxis axis = new TimeAxis();
    private final TokenStrip strip = new TokenStrip(axis);
    private final SequenceMatrix matrix = new SequenceMatrix(axis);
    private final UnrolledNetwork network = new UnrolledNetwork(axis);
    private final DistributionStrip distributions = new DistributionStrip(axis);
    private final DistributionBars bars = new DistributionBars();
    private final LossCurve curve = new LossCurve();
    private final HeatMap map = new HeatMap();
    private final VectorStrip vector = new VectorStrip(Orientation.HORIZONTAL);

    @Start
    void start(Stage stage) {
        axis.setCount(5);
        strip.setTokens(Samples.tokens(5));
        matrix.setValues(Samples.states(5, 3));
        network.setStates(Samples.states(5, 4));
        distributions.setTokens(Samples.VOCABULARY);
        distributions.setProbabilities(Samples.probabilities(5, 5));
        distributions.setTargets(Samples.targets(5));
        bars.setTokens(Samples.VOCABULARY);
        bars.setProbabilities(Samples.probabilities(1, 5).reshape(Shape.of(Axis.TOKEN, 5)));
        curve.setSeries(new LossCurve.Series("loss", Samples.losses(101), 101));
        map.setValues(Samples.states(3, 4));
        vector.setValues(Samples.states(1, 4));
        OnStage.show(stage, 700, 900, new VBox(6, strip, matrix, network, distributions, bars, curve, map, vector));
    }

    private static Point2D inside(CellView view, double x, double y) {
        return view.localToScreen(x, y);
    }

    @Test
    void aClickSelectsAndActivatesTheCellUnderIt(FxRobot robot) {
        List<Cell> activated = new ArrayList<>();
        robot.interact(() -> matrix.setOnActivate(activated::add));
        robot.clickOn(inside(matrix, axis.x(3), matrix.getHeight() / 2));
        assertThat(matrix.getSelected()).isEqualTo(new Cell(1, 3));
        assertThat(activated).containsExactly(new Cell(1, 3));
        assertThat(matrix.getAccessibleText()).contains("t=3, unit=1");
    }

    @Test
    void theColumnUnderThePointerIsTheSameInAllViews(FxRobot robot) {
        robot.moveTo(inside(network, axis.x(2), network.getHeight() / 2));
        assertThat(network.getHovered()).isNotNull();
        assertThat(axis.getHovered()).isEqualTo(2);
        robot.moveTo(inside(strip, axis.x(4), 10));
        assertThat(network.getHovered()).isNull();
        assertThat(axis.getHovered()).isEqualTo(4);
        assertThat(strip.getHovered()).isEqualTo(new Cell(0, 4));
    }

    @Test
    void arrowsHomeAndEndMoveTheSelectionAndEnterActivatesIt(FxRobot robot) {
        List<Cell> activated = new ArrayList<>();
        robot.interact(() -> {
            network.setOnActivate(activated::add);
            network.requestFocus();
        });
        robot.type(KeyCode.RIGHT, KeyCode.RIGHT, KeyCode.DOWN);
        assertThat(network.getSelected()).isEqualTo(new Cell(1, 1));
        robot.type(KeyCode.END, KeyCode.RIGHT);
        assertThat(network.getSelected()).isEqualTo(new Cell(1, 4));
        robot.type(KeyCode.UP, KeyCode.UP, KeyCode.HOME, KeyCode.ENTER);
        assertThat(activated).containsExactly(new Cell(0, 0));
    }

    @Test
    void everyViewCanBeReachedByTab(FxRobot robot) {
        robot.interact(strip::requestFocus);
        for (CellView view : List.of(matrix, network, distributions, bars, curve, map, vector)) {
            robot.type(KeyCode.TAB);
            assertThat(view.isFocused()).isTrue();
            assertThat(view.isFocusVisible()).isTrue();
        }
    }

    @Test
    void aClickOnTheCurveSelectsItsStep(FxRobot robot) {
        robot.clickOn(inside(curve, curve.getWidth() - 11, curve.getHeight() / 2));
        assertThat(curve.getSelected()).isEqualTo(new Cell(0, 100));
    }

    @Test
    void barsTellWhichTokenTheyStandFor(FxRobot robot) {
        robot.clickOn(inside(bars, 100, 5));
        assertThat(bars.getSelected()).isEqualTo(new Cell(0, 0));
        assertThat(Samples.VOCABULARY.get(bars.token(0))).isEqualTo(" ");
        robot.clickOn(inside(distributions, axis.x(0), 5));
        assertThat(distributions.token(distributions.getSelected())).isEqualTo(bars.token(0));
    }

    @Test
    void theWheelAndTheKeysZoomAHeatMap(FxRobot robot) {
        robot.moveTo(inside(map, 20, 10));
        robot.scroll(5, VerticalDirection.UP);
        double wheel = map.zoomProperty().get();
        assertThat(wheel).isNotEqualTo(1);
        robot.interact(map::requestFocus);
        robot.write("0");
        assertThat(map.zoomProperty().get()).isEqualTo(1);
        robot.write("+");
        assertThat(map.zoomProperty().get()).isEqualTo(1.25);
    }

    @Test
    void aVectorsElementsAreSelectedByKeys(FxRobot robot) {
        robot.interact(vector::requestFocus);
        robot.type(KeyCode.RIGHT, KeyCode.RIGHT, KeyCode.RIGHT);
        assertThat(vector.getSelected()).isEqualTo(new Cell(0, 2));
    }
}
