package dev.unroll.viz;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.cell.CellPart;
import dev.unroll.viz.cell.LstmCircuit;
import dev.unroll.viz.cell.UnitBars;
import dev.unroll.viz.cell.UnitStep;
import dev.unroll.viz.color.CategoricalPalette.Gate;
import dev.unroll.viz.sequence.GateTracks;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.geometry.Point2D;
import javafx.scene.image.PixelReader;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

@ExtendWith(ApplicationExtension.class)
class CellCircuitTest {
    private static final CellPart FORGET = CellPart.of("forgetGate");
    private static final CellPart CELL = CellPart.of("cellState");

    private final LstmCircuit circuit = new LstmCircuit();
    private final TimeAxis axis = new TimeAxis();
    private final GateTracks tracks = new GateTracks(axis);
    private final UnitBars bars = new UnitBars();
    private final List<String> turned = new ArrayList<>();

    @Start
    void start(Stage stage) {
        circuit.setMinHeight(300);
        circuit.extentProperty().set(4);
        circuit.setUnitStep(step(.5f, -4));
        circuit.setOnTurn((part, opening) -> turned.add(part.name() + " " + opening));
        axis.setCount(4);
        tracks.setTracks(List.of(
                new GateTracks.Track("f", Gate.FORGET, series(1, 0, 1, 1), series(1, .75f, 1, 1), 0, 1),
                new GateTracks.Track("c", null, series(-2, 0, 0, 1), null, -2, 2)));
        bars.setValues(Tensor.of(Shape.of(Axis.UNIT, 3), 1, -2, .5f));
        OnStage.show(stage, 800, 600, new VBox(6, circuit, tracks, bars));
    }

    private static Tensor series(float... values) {
        return Tensor.of(Shape.of(Axis.TIME, values.length), values);
    }

    private static UnitStep step(float forget, float before) {
        return new UnitStep(
                3,
                Map.of(FORGET, forget, CellPart.before("cellState"), before, CELL, forget * before),
                Map.of(CELL, before),
                Map.of());
    }

    /** The middle of a part, found as a person finds it: with the pointer. */
    private Point2D middle(FxRobot robot, CellPart part) {
        List<Point2D> found = new ArrayList<>();
        robot.interact(() -> {
            for (double x = 3; x < circuit.getWidth(); x += 5)
                for (double y = 3; y < circuit.getHeight(); y += 5) {
                    OnStage.point(circuit, x, y);
                    if (part.equals(circuit.getHovered())) found.add(circuit.localToScreen(x, y));
                }
        });
        assertThat(found).as("where %s is", part).isNotEmpty();
        double minX = found.stream().mapToDouble(Point2D::getX).min().orElseThrow();
        double maxX = found.stream().mapToDouble(Point2D::getX).max().orElseThrow();
        double minY = found.stream().mapToDouble(Point2D::getY).min().orElseThrow();
        double maxY = found.stream().mapToDouble(Point2D::getY).max().orElseThrow();
        return new Point2D((minX + maxX) / 2, (minY + maxY) / 2);
    }

    // --- by hand ---

    @Test
    void draggingABladeHandsOverHowFarItIsOpen(FxRobot robot) {
        Point2D middle = middle(robot, FORGET);
        robot.moveTo(middle).press(MouseButton.PRIMARY);
        robot.moveBy(0, 20).moveBy(0, 60).release(MouseButton.PRIMARY);
        assertThat(turned).containsExactly("forgetGate 1.0");
        robot.moveTo(middle.add(0, 25)).press(MouseButton.PRIMARY);
        robot.moveTo(middle.add(0, 10)).moveTo(middle).release(MouseButton.PRIMARY);
        assertThat(turned).hasSize(2);
        assertThat(Double.parseDouble(turned.getLast().split(" ", -1)[1])).isCloseTo(0, within(.1));
    }

    @Test
    void aClickTurnsNothing(FxRobot robot) {
        List<CellPart> explained = new ArrayList<>();
        robot.interact(() -> circuit.setOnActivate(explained::add));
        robot.clickOn(middle(robot, FORGET));
        assertThat(turned).isEmpty();
        assertThat(explained).containsExactly(FORGET);
    }

    @Test
    void keysShutOpenAndLetGoOfASluice(FxRobot robot) {
        robot.interact(circuit::requestFocus);
        robot.interact(() -> circuit.setSelected(FORGET));
        robot.type(KeyCode.DIGIT0, KeyCode.DIGIT1, KeyCode.DELETE);
        assertThat(turned).containsExactly("forgetGate 0.0", "forgetGate 1.0", "forgetGate null");
        robot.interact(() -> circuit.setSelected(CELL));
        robot.type(KeyCode.DIGIT0);
        assertThat(turned).as("a state is no valve").hasSize(3);
    }

    @Test
    void aHiddenGateIsNeitherToldNorTurned(FxRobot robot) {
        robot.interact(() -> circuit.setVeiled(FORGET::equals));
        assertThat(circuit.description(FORGET)).doesNotContain("0.5");
        robot.moveTo(middle(robot, FORGET)).press(MouseButton.PRIMARY);
        robot.moveBy(0, 20).moveBy(0, 20).release(MouseButton.PRIMARY);
        assertThat(turned).isEmpty();
    }

    // --- what is seen and said ---

    @Test
    void everyPartIsReachedByTheArrowKeys(FxRobot robot) {
        Set<CellPart> reached = new HashSet<>();
        robot.interact(circuit::requestFocus);
        robot.type(KeyCode.RIGHT);
        for (KeyCode key : List.of(KeyCode.RIGHT, KeyCode.DOWN, KeyCode.LEFT, KeyCode.UP, KeyCode.RIGHT, KeyCode.DOWN))
            for (int i = 0; i < 8; i++) {
                robot.type(key);
                reached.add(circuit.getSelected());
            }
        assertThat(reached.stream().map(CellPart::name))
                .contains("forgetGate", "inputGate", "outputGate", "cellCandidate", "cellState", "hiddenState");
    }

    @Test
    void theBeltIsAsThickAsTheNumberThatItCarries(FxRobot robot) {
        int whole = beltBehindTheForgetGate(robot, step(1, -4));
        int half = beltBehindTheForgetGate(robot, step(.5f, -4));
        int none = beltBehindTheForgetGate(robot, step(0, -4));
        assertThat(half).isCloseTo(whole / 2, within(3));
        assertThat(whole).isGreaterThan(20);
        assertThat(none).isLessThan(3);
    }

    /** How many pixels of a column between the forget gate and the sum are of the belt's blue. */
    private int beltBehindTheForgetGate(FxRobot robot, UnitStep step) {
        robot.interact(() -> circuit.setUnitStep(step));
        PixelReader pixels = OnStage.picture(circuit).getPixelReader();
        int x = (int) (circuit.screenToLocal(middle(robot, FORGET)).getX() + 45);
        int blue = 0;
        for (int y = 0; y < circuit.getHeight() / 2; y++) {
            Color color = pixels.getColor(x, y);
            if (color.getBlue() > color.getRed() + .2) blue++;
        }
        return blue;
    }

    @Test
    void whatThereWouldHaveBeenIsSaid() {
        assertThat(circuit.description(CELL))
                .contains("t=3")
                .contains("−2.0")
                .contains("← −4.0")
                .contains("Δ 2.00");
        assertThat(tracks.description(new Cell(0, 1)))
                .contains("f")
                .contains("← 0.75")
                .contains("Δ −0.750");
        assertThat(tracks.description(new Cell(0, 2))).doesNotContain("Δ");
    }

    @Test
    void tracksAreFilledFromZeroAndHideWhatIsVeiled(FxRobot robot) {
        robot.interact(() -> tracks.setVeiled(new Cell(0, 3)::equals));
        assertThat(tracks.description(new Cell(0, 3))).doesNotContain("1.0");
        PixelReader pixels = OnStage.picture(tracks).getPixelReader();
        int y = (int) (tracks.getHeight() / 4);
        Color full = pixels.getColor((int) axis.left(2) + 4, y); // beside the numbers in the middle
        Color empty = pixels.getColor((int) axis.left(3) + 4, y);
        assertThat(full.getSaturation()).isGreaterThan(empty.getSaturation() + .2);
    }

    @Test
    void aClickOnABarIsAClickOnItsUnit(FxRobot robot) {
        List<Cell> clicked = new ArrayList<>();
        robot.interact(() -> bars.setOnActivate(clicked::add));
        robot.clickOn(bars.localToScreen(50, bars.getHeight() / 2));
        assertThat(clicked).containsExactly(new Cell(0, 1));
        assertThat(bars.description(new Cell(0, 1))).isEqualTo("unit=1: −2.0");
    }
}
