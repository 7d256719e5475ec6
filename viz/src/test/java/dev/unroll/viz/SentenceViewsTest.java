package dev.unroll.viz;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.chart.DotChart;
import dev.unroll.viz.chart.LengthCurve;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.BeamTree;
import dev.unroll.viz.sequence.BeamTree.Fate;
import dev.unroll.viz.sequence.BeamTree.Sequence;
import dev.unroll.viz.sequence.Bottleneck;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.space.PointPlane;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What stands between an encoder and a decoder, many such vectors in a plane, and what comes of them by the length of a sentence. */
@ExtendWith(ApplicationExtension.class)
class SentenceViewsTest {
    private static final ColorScale SCALE = ColorScale.signed(1);

    private final TimeAxis source = new TimeAxis();
    private final TimeAxis target = new TimeAxis();
    private final TokenStrip above = new TokenStrip(source);
    private final TokenStrip below = new TokenStrip(target);
    private final Bottleneck neck = new Bottleneck(source, target);
    private final PointPlane plane = new PointPlane();
    private final LengthCurve curve = new LengthCurve();

    @Start
    void start(Stage stage) {
        source.setCount(4);
        target.setCount(2);
        above.setTokens(List.of("a", "b", "c", "d"));
        below.setTokens(List.of("x", "y"));
        neck.setVectors(List.of(vector("h", 1, -1), vector("c", 0, .5f)));
        neck.setPrefHeight(200);
        plane.setCloud(new PointPlane.Cloud(
                Tensor.of(Shape.of(Axis.TOKEN, 3, Axis.ITEM, 2), 0, 0, 4, 0, 0, 2),
                List.of("left", "right", "top"),
                List.of(0, 1, 1),
                List.of("one", "other"),
                List.of(new PointPlane.Join(0, 2)),
                Set.of(1)));
        plane.setPrefHeight(200);
        curve.setSeries(List.of(
                new LengthCurve.Series("falls", new TreeMap<>(Map.of(5, count(9, 10), 6, count(1, 10)))),
                new LengthCurve.Series("stays", new TreeMap<>(Map.of(5, count(10, 10), 6, count(10, 10))))));
        curve.setPrefHeight(200);
        OnStage.show(stage, 480, 680, new VBox(above, neck, below, plane, curve));
    }

    private static Bottleneck.Vector vector(String name, float... values) {
        return new Bottleneck.Vector(name, Tensor.of(Shape.of(Axis.UNIT, values.length), values), SCALE);
    }

    private static LengthCurve.Count count(int right, int asked) {
        return new LengthCurve.Count(right, asked);
    }

    private static boolean near(Color a, Color b) {
        return Pictures.distance(a, b) < .1;
    }

    private static int pixels(Image image, Color color) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++)
            for (int x = 0; x < image.getWidth(); x++)
                if (near(image.getPixelReader().getColor(x, y), color)) count++;
        return count;
    }

    /** Whether anything is painted near a place at the upper or lower edge of the neck. */
    private static boolean painted(Image image, double x, double y) {
        return !near(image.getPixelReader().getColor((int) x, (int) y), Color.WHITE);
    }

    // --- the one column ---

    @Test
    void theFunnelLeadsFromTheLastColumnReadToTheFirstWritten() {
        Image image = OnStage.picture(neck);
        double bottom = image.getHeight() - 2;
        assertThat(painted(image, source.x(3), 1)).as("the last column read").isTrue();
        assertThat(painted(image, source.x(1), 1)).as("another").isFalse();
        assertThat(painted(image, target.x(0), bottom)).as("the first written").isTrue();
        assertThat(painted(image, target.x(1), bottom)).as("another").isFalse();
        neck.passedOnProperty().set(false);
        assertThat(painted(OnStage.picture(neck), target.x(0), bottom)).isFalse();
        neck.computedProperty().set(false);
        assertThat(painted(OnStage.picture(neck), source.x(3), 1)).isFalse();
    }

    @Test
    void unitsAreColouredErasedAndPointedAt(FxRobot robot) {
        assertThat(pixels(OnStage.picture(neck), SCALE.color(1, false))).isGreaterThan(500);
        List<Cell> clicked = new ArrayList<>();
        robot.interact(() -> neck.setOnActivate(clicked::add));
        robot.clickOn(neck.localToScreen(neck.getWidth() / 2 - 10, 70));
        robot.clickOn(neck.localToScreen(neck.getWidth() / 2 + 10, neck.getHeight() * .8 - 5));
        assertThat(clicked).containsExactly(new Cell(0, 0), new Cell(1, 1));
        assertThat(neck.description(new Cell(1, 0))).isEqualTo("h[1]: −1.0");
        robot.interact(() -> neck.erasedProperty().set(Set.of(0)));
        assertThat(pixels(OnStage.picture(neck), SCALE.color(1, false))).isZero();
        robot.interact(() -> neck.setVeiled(cell -> cell.row() == 1));
        assertThat(neck.isWithheld(new Cell(1, 0))).isTrue();
        robot.interact(() -> neck.computedProperty().set(false));
        assertThat(neck.isWithheld(new Cell(0, 0))).isTrue();
    }

    @Test
    void vectorsOfDifferentLengthsAreRefused() {
        assertThatThrownBy(() -> neck.setVectors(List.of(vector("h", 1), vector("c", 1, 2))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // --- the plane ---

    @Test
    void pointsStandWhereTheyAreAndAreReachedByMouseAndKeys(FxRobot robot) {
        assertThat(pixels(OnStage.picture(plane), plane.theme().accent()))
                .as("what is highlighted")
                .isGreaterThan(40);
        robot.interact(() -> plane.setSelected(0));
        robot.interact(plane::requestFocus);
        robot.type(KeyCode.RIGHT);
        assertThat(plane.getSelected()).isEqualTo(1);
        robot.type(KeyCode.HOME, KeyCode.UP);
        assertThat(plane.getSelected()).isEqualTo(2);
        assertThat(plane.description(2)).isEqualTo("top, other");
        int marked = pixels(OnStage.picture(plane), plane.theme().accent());
        robot.interact(() -> plane.setCloud(null));
        assertThat(pixels(OnStage.picture(plane), plane.theme().accent()))
                .as("the frame of focus alone")
                .isLessThan(marked - 40);
    }

    // --- accuracy by length ---

    @Test
    void sharesStandAtTheirHeightsAndSayTheirCounts(FxRobot robot) {
        OnStage.picture(curve);
        robot.interact(curve::requestFocus);
        robot.type(KeyCode.RIGHT, KeyCode.RIGHT);
        assertThat(curve.getSelected()).isEqualTo(new DotChart.Dot(0, 6));
        assertThat(curve.description(new DotChart.Dot(0, 6))).isEqualTo("falls, length 6: 1 / 10 = 10.0%");
        robot.type(KeyCode.DOWN);
        assertThat(curve.getSelected()).isEqualTo(new DotChart.Dot(1, 6));
        robot.interact(() -> curve.setSelected(null));
        Image image = OnStage.picture(curve);
        Color first = CategoricalPalette.color(0, false);
        assertThat(pixels(image, first)).isGreaterThan(60);
        robot.interact(() -> curve.setSeries(List.of()));
        assertThat(pixels(OnStage.picture(curve), first)).isZero();
    }

    @Test
    void aSeriesStaysAsItWasCounted() {
        TreeMap<Integer, LengthCurve.Count> counting = new TreeMap<>(Map.of(5, count(0, 1)));
        LengthCurve.Series series = new LengthCurve.Series("x", counting);
        counting.merge(5, count(0, 0), (old, one) -> old.plus(true));
        assertThat(series.counts().get(5)).isEqualTo(count(0, 1));
        assertThat(counting.get(5)).isEqualTo(count(1, 2));
        assertThat(counting.get(5).share()).isEqualTo(.5);
    }

    // --- a beam search ---

    private static Sequence sequence(double logProbability, int parent, Fate fate, boolean best, int... ids) {
        return new Sequence(ids, logProbability, parent, fate, best);
    }

    @Test
    void aBeamTreeShowsTheBestAndKeepsWhatWasGivenUp(FxRobot robot) {
        TimeAxis axis = new TimeAxis();
        BeamTree tree = new BeamTree(axis);
        tree.setTokens(List.of("often", "once", "<eos>"));
        axis.setCount(2);
        tree.setColumns(List.of(
                List.of(
                        sequence(-.5, -1, Fate.KEPT, false, 0),
                        sequence(-.9, -1, Fate.KEPT, true, 1),
                        sequence(-4.6, -1, Fate.DROPPED, false, 2)),
                List.of(sequence(-1, 1, Fate.FINISHED, true, 1, 2), sequence(-1.6, 0, Fate.DROPPED, false, 0, 0))));
        robot.interact(() -> {
            ((VBox) above.getParent()).getChildren().setAll(tree);
            VBox.setVgrow(tree, Priority.ALWAYS);
        });
        assertThat(pixels(OnStage.picture(tree), tree.theme().accent()))
                .as("the best")
                .isGreaterThan(100);
        assertThat(tree.description(new Cell(0, 0))).contains("‘often’").contains("goes on");
        assertThat(tree.description(new Cell(2, 0))).contains("‘<eos>’").contains("given up");
        assertThat(tree.description(new Cell(0, 1))).contains("‘once <eos>’").contains("ends here");
        robot.interact(() -> {
            axis.setPosition(0);
            tree.setHideFuture(true);
        });
        assertThat(tree.isWithheld(new Cell(0, 1))).isTrue();
        assertThatThrownBy(() -> tree.setColumns(List.of(List.of(sequence(-1, 0, Fate.KEPT, true, 1)))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
