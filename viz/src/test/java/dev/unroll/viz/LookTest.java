package dev.unroll.viz;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.array.HeatMap;
import dev.unroll.viz.array.VectorStrip;
import dev.unroll.viz.chart.ColorKey;
import dev.unroll.viz.chart.DistributionBars;
import dev.unroll.viz.chart.DistributionStrip;
import dev.unroll.viz.chart.LossCurve;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.sequence.UnrolledNetwork;
import dev.unroll.viz.view.CanvasView;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Theme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.util.WaitForAsyncUtils;

import java.util.List;
import javafx.geometry.Orientation;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;

import static org.assertj.core.api.Assertions.assertThat;

/** What is not computed, what is masked, what is hidden, what is 0 and what is emphasised each have a look of their own. */
@ExtendWith(ApplicationExtension.class)
class LookTest {
    private static Tensor ones(int steps, int units) {
        Tensor ones = Tensor.zeros(Shape.of(Axis.TIME, steps, Axis.UNIT, units));
        ones.fill(1);
        return ones;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void zeroMaskedAndHiddenAreThreeLooks(boolean dark) {
        HeatMap map = new HeatMap();
        map.setMinHeight(40);
        map.setValues(Tensor.of(Shape.of(Axis.UNIT, 1, Axis.INPUT, 4), 0, 1, 1, 1));
        map.setMasked(cell -> cell.column() == 1);
        map.setVeiled(cell -> cell.column() == 2);
        Image image = Pictures.of(dark, 13, 200, 40, () -> new CanvasView[] {map});
        Theme theme = map.theme();
        Color one = ColorScale.signed(1).color(1, dark);
        assertThat(Pictures.count(image, 0, 0, 50, 39, ColorScale.signed(1).color(0, dark)))
                .isGreaterThan(1000);
        assertThat(Pictures.count(image, 50, 0, 50, 39, one)).isZero();
        assertThat(Pictures.count(image, 50, 0, 50, 39, theme.background())).isBetween(300, 1700);
        assertThat(Pictures.count(image, 100, 0, 50, 39, one)).isZero();
        assertThat(Pictures.near(image, 100, 0, 50, 39, CellPainter.veil(theme)))
                .isGreaterThan(1000);
        assertThat(Pictures.near(image, 100, 0, 50, 39, theme.muted())).isPositive();
        assertThat(Pictures.count(image, 150, 0, 50, 39, one)).isGreaterThan(1000);
    }

    /** A square of .9 em before each name, with room between one name and the next square. */
    @Test
    void aKeyShowsEachColourBesideItsMeaning() {
        Color first = CategoricalPalette.color(0, false);
        Color second = CategoricalPalette.color(1, false);
        ColorKey key = new ColorKey();
        key.setItems(List.of(new ColorKey.Item("there", _ -> first), new ColorKey.Item("back", _ -> second)));
        Image image = Pictures.of(400, 40, key);
        double next = 2.8 * 13 + Theme.width("there", key.theme().font(.85));
        assertThat(Pictures.near(image, 0, 0, 13, 40, first)).isGreaterThan(80);
        assertThat(Pictures.near(image, 0, 0, next - 1, 40, second)).isZero();
        assertThat(Pictures.near(image, next - 1, 0, 14, 40, second)).isGreaterThan(80);
        assertThat(Pictures.near(image, next - 1, 0, 400, 40, first)).isZero();
        assertThat(key.getAccessibleText()).isEqualTo("there, back");
    }

    @Test
    void aMaskOverTinyCellsIsHatchedToo() {
        HeatMap map = new HeatMap();
        map.setMinHeight(100);
        map.setValues(ones(200, 200));
        map.setMasked(cell -> cell.column() > cell.row());
        Image image = Pictures.of(100, 100, map);
        Color one = ColorScale.signed(1).color(1, false);
        assertThat(Pictures.count(image, 0, 60, 40, 40, one)).isEqualTo(1600);
        assertThat(Pictures.count(image, 60, 0, 40, 40, one)).isZero();
        assertThat(Pictures.count(image, 60, 0, 40, 40, map.theme().line())).isBetween(200, 500);
    }

    @Test
    void aColumnIsEmptyUntilItIsComputed() {
        TimeAxis axis = new TimeAxis();
        axis.setCount(3);
        axis.setPosition(1);
        SequenceMatrix matrix = new SequenceMatrix(axis);
        matrix.setValues(ones(3, 2));
        matrix.setHideFuture(true);
        Color one = ColorScale.signed(1).color(1, false);
        Image computed = Pictures.of(600, 60, matrix);
        assertThat(columns(axis, computed, one)).containsExactly(true, true, false);
        matrix.setCurrentComputed(false);
        assertThat(columns(axis, Pictures.of(600, 60, matrix), one)).containsExactly(true, false, false);
        axis.setPosition(-1);
        assertThat(columns(axis, Pictures.of(600, 60, matrix), one)).containsExactly(true, true, true);
    }

    private static List<Boolean> columns(TimeAxis axis, Image image, Color color) {
        return List.of(0, 1, 2).stream()
                .map(t -> Pictures.count(image, axis.left(t), 0, axis.getColumnWidth(), 40, color) > 100)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aVeilGivesNothingAway(boolean dark) {
        for (float value : new float[] {-1, .5f, 1}) {
            for (CellView view : veiledViews(value)) {
                Image image = Pictures.of(dark, 13, 300, 120, () -> new CanvasView[] {view});
                Image other = Pictures.of(dark, 13, 300, 120, () -> {
                    CellView same = veiledViews(.25f).stream()
                            .filter(v -> v.getClass() == view.getClass())
                            .findFirst()
                            .orElseThrow();
                    return new CanvasView[] {same};
                });
                for (int y = 0; y < 120; y++) {
                    for (int x = 0; x < 300; x++)
                        assertThat(Pictures.at(image, x, y))
                                .as("%s at %d, %d", view.getClass().getSimpleName(), x, y)
                                .isEqualTo(Pictures.at(other, x, y));
                }
            }
        }
    }

    private static TimeAxis twoSteps() {
        TimeAxis axis = new TimeAxis();
        axis.setCount(2);
        return axis;
    }

    private static List<CellView> veiledViews(float value) {
        float rest = (1 - value) / 2;
        Tensor rows = Tensor.of(Shape.of(Axis.TIME, 2, Axis.TOKEN, 2), value, rest, rest, value);
        Tensor vector = Tensor.of(Shape.of(Axis.TOKEN, 2), value, rest);
        SequenceMatrix matrix = new SequenceMatrix(twoSteps());
        matrix.setValues(rows);
        UnrolledNetwork network = new UnrolledNetwork(twoSteps());
        network.setStates(rows);
        DistributionStrip strip = new DistributionStrip(twoSteps());
        strip.setTokens(List.of("a", "b"));
        strip.setProbabilities(rows);
        strip.setTargets(List.of(value > .4f ? 0 : 1, 1));
        DistributionBars bars = new DistributionBars();
        bars.setTokens(List.of("a", "b"));
        bars.setProbabilities(vector);
        HeatMap map = new HeatMap();
        map.setValues(rows);
        VectorStrip cells = new VectorStrip(Orientation.HORIZONTAL);
        cells.setValues(vector);
        TokenStrip tokens = new TokenStrip(twoSteps());
        tokens.setTokens(List.of(value > .4f ? "yes" : "n", "b"));
        List<CellView> views = List.of(matrix, network, strip, bars, map, cells, tokens);
        views.forEach(view -> view.setVeiled(cell -> true));
        return views;
    }

    @Test
    void anEmphasisedViewHasABarAtItsEdge() {
        HeatMap map = new HeatMap();
        map.setMinHeight(60);
        map.setValues(ones(2, 2));
        Color accent = map.theme().accent();
        assertThat(Pictures.count(Pictures.of(200, 60, map), 0, 0, 4, 60, accent))
                .isZero();
        map.setEmphasized(true);
        assertThat(Pictures.count(
                        Pictures.of(200, 60, map), 0, 0, 4, 60, map.theme().accent()))
                .isGreaterThan(150);
    }

    @Test
    void viewsThatShareAnAxisAreWholeAfterOneChangeOfTypeSize() {
        int right = WaitForAsyncUtils.waitForAsyncFx(20_000, () -> {
            TimeAxis axis = new TimeAxis();
            axis.setCount(6);
            SequenceMatrix first = new SequenceMatrix(axis);
            first.setValues(ones(6, 2));
            SequenceMatrix second = new SequenceMatrix(axis);
            second.setValues(ones(6, 2));
            second.setRowLabels(List.of("a name of some length", "b"));
            VBox root = new VBox(first, second);
            root.setStyle("-fx-background-color: -viz-background; -fx-font-size: 24px;");
            Scene scene = new Scene(root, 600, 200);
            scene.getStylesheets().add(CanvasView.stylesheet());
            root.applyCss();
            root.layout();
            root.setStyle("-fx-background-color: -viz-background; -fx-font-size: 10px;");
            root.applyCss();
            root.layout();
            Image image = scene.snapshot(null);
            // Both views begin and end with their columns, though the first is painted before the second asks for room.
            Color one = ColorScale.signed(1).color(1, false);
            for (double y : new double[] {3, first.getHeight() + 3}) {
                assertThat(Pictures.at(image, axis.left(0) + 1, y)).isEqualTo(one);
                assertThat(Pictures.at(image, axis.left(0) - 3, y)).isEqualTo(Color.WHITE);
                assertThat(Pictures.at(image, axis.left(6) - 3, y)).isEqualTo(one);
            }
            return (int) axis.left(6);
        });
        assertThat(right).isBetween(590, 600);
    }

    @Test
    void theMarkStandsOnTheStepEvenBeforeItsLossIsKnown() {
        LossCurve curve = new LossCurve();
        curve.setMinHeight(200);
        curve.setSeries(new LossCurve.Series("loss", new float[] {4, 3, 2, 1, 9, 9}, 4));
        curve.setStep(4);
        Image image = Pictures.of(600, 200, curve);
        double left = Math.ceil(3.6 * 13);
        double width = 600 - left - .8 * 13;
        Color accent = curve.theme().accent();
        // Five places, 0 to 4: the mark at the right end, and the curve ends a quarter of the width before it.
        assertThat(Pictures.count(image, left + width - 3, 30, 6, 140, accent)).isGreaterThan(100);
        Color line = CategoricalPalette.color(0, false);
        assertThat(Pictures.near(image, left + .5 * width, 20, .24 * width, 150, line))
                .isPositive();
        assertThat(Pictures.near(image, left + .76 * width, 20, .24 * width - 4, 150, line))
                .isZero();
    }

    @Test
    void aMillionStepsAreHoveredWithinAFrame() {
        float[] losses = Samples.losses(1_000_000);
        LossCurve curve = new LossCurve();
        curve.setMinHeight(200);
        curve.setSeries(new LossCurve.Series("loss", losses, 999_999));
        double millis = WaitForAsyncUtils.waitForAsyncFx(20_000, () -> {
            VBox root = new VBox(curve);
            Scene scene = new Scene(root, 1000, 200);
            scene.getStylesheets().add(CanvasView.stylesheet());
            root.applyCss();
            root.layout();
            double best = Double.MAX_VALUE;
            for (int i = 0; i < 20; i++) {
                curve.setSelected(new Cell(0, 1000 * i));
                long start = System.nanoTime();
                root.layout();
                best = Math.min(best, (System.nanoTime() - start) / 1e6);
            }
            return best;
        });
        assertThat(millis).isLessThan(16);
    }
}
