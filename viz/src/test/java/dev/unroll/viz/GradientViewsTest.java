package dev.unroll.viz;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.ClippedStep;
import dev.unroll.viz.chart.Histogram;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.Palette;
import dev.unroll.viz.gradient.ClippedArrows;
import dev.unroll.viz.gradient.FlowCurve;
import dev.unroll.viz.gradient.GradientChain;
import dev.unroll.viz.gradient.GradientTriangle;
import dev.unroll.viz.gradient.LogScale;
import dev.unroll.viz.gradient.ShareBars;
import dev.unroll.viz.gradient.TriangleCurves;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.framework.junit5.ApplicationExtension;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.image.Image;
import javafx.scene.paint.Color;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What is to be seen of gradients on their way back. */
@ExtendWith(ApplicationExtension.class)
class GradientViewsTest {
    private static final int STEPS = 6;
    private static final int WIDTH = 720;
    private final TimeAxis axis = new TimeAxis();
    private final GradientChain chain = new GradientChain(axis);
    private final ColorScale scale = ColorScale.gradient(1e-4, 1);

    @BeforeEach
    void fadingByATenthFromStepFour() {
        axis.setCount(STEPS);
        axis.setBackward(true);
        Tensor vectors = Tensor.zeros(Shape.of(Axis.TIME, STEPS, Axis.UNIT, 3));
        Tensor sizes = Tensor.zeros(Shape.of(Axis.TIME, STEPS));
        for (int t = 0; t <= 4; t++) {
            sizes.write()[t] = (float) Math.pow(10, t - 4);
            for (int unit = 0; unit < 3; unit++) vectors.write()[3 * t + unit] = sizes.at(t) / 2;
        }
        chain.setGradient(vectors, sizes);
        chain.setScale(scale);
        chain.setLossAt(4);
    }

    private Image picture() {
        return Pictures.of(WIDTH, 260, chain);
    }

    /** How many pixels high the arrow is that arrives at a step, just beside its block. */
    private int thickness(Image image, int t) {
        int x = (int) ((axis.x(t) + axis.x(t + 1)) / 2);
        Color arrow = scale.color(Math.pow(10, t - 4), false);
        return Pictures.near(image, x, 0, 1, 180, arrow);
    }

    @Test
    void arrowsAreThinnerFromStepToStepByTheSameAmount() {
        Image image = picture();
        int third = thickness(image, 3);
        int second = thickness(image, 2);
        int first = thickness(image, 1);
        assertThat(third).isGreaterThan(second + 5);
        assertThat(second - first)
                .as("a logarithm makes equal factors equal differences")
                .isBetween(third - second - 3, third - second + 3);
        assertThat(thickness(image, 0))
                .as("at the lower end of the scale there is only a dotted line")
                .isZero();
    }

    @Test
    void nothingIsDrawnAfterTheLossAndNothingBeforeWhereTheBackwardPassStands() {
        axis.setPosition(2);
        chain.setHideFuture(true);
        Image image = picture();
        assertThat(thickness(image, 3)).isPositive();
        assertThat(thickness(image, 2)).isPositive();
        assertThat(thickness(image, 1)).isZero();
        assertThat(chain.isComputed(1)).isFalse();
        assertThat(chain.isComputed(3)).isTrue();
        assertThat(chain.description(new Cell(0, 1))).doesNotContain("0.0005");
        Color fourth = scale.color(.5, false);
        assertThat(Pictures.count(image, axis.left(5) + 1, 40, axis.left(6) - axis.left(5) - 2, 150, fourth))
                .isZero();
    }

    @Test
    void factorIsWhatAStepMultipliesTheSizeBy() {
        assertThat(chain.factor(3)).isCloseTo(.1, within(1e-6));
        assertThat(chain.factor(0)).isNaN();
        assertThat(chain.factor(5)).as("there is no gradient there").isNaN();
        Cell factor = new Cell(3, 2);
        assertThat(chain.isFactor(factor)).isTrue();
        assertThat(chain.description(factor)).contains("0.1");
    }

    @Test
    void wallStandsBeforeTheStepsThatItCutsOff() {
        Image without = picture();
        chain.setWallEvery(3);
        Image with = picture();
        Color ink = chain.theme().ink();
        double x = axis.left(3);
        assertThat(Pictures.count(with, x - 1, 40, 2, 120, ink)).isGreaterThan(100);
        assertThat(Pictures.count(without, x - 1, 40, 2, 120, ink)).isLessThan(20);
    }

    @Test
    void narrowColumnsLeaveABandThatFades() {
        int steps = 120;
        axis.setCount(steps);
        Tensor vectors = Tensor.zeros(Shape.of(Axis.TIME, steps, Axis.UNIT, 3));
        Tensor sizes = Tensor.zeros(Shape.of(Axis.TIME, steps));
        for (int t = 0; t < steps; t++) sizes.write()[t] = (float) Math.pow(.93, steps - 1 - t);
        chain.setLossAt(steps - 1);
        chain.setGradient(vectors, sizes);
        Image image = picture();
        int[] heights = new int[2];
        for (int i = 0; i < 2; i++) {
            int t = i == 0 ? 70 : 110;
            heights[i] = Pictures.near(image, axis.left(t), 0, 1, 180, scale.color(sizes.at(t), false));
        }
        assertThat(heights[0]).isPositive().isLessThan(heights[1]);
    }

    @Test
    void exponentialDecayIsAStraightLineOnTheCurve() {
        FlowCurve curve = new FlowCurve(axis);
        Tensor sizes = Tensor.zeros(Shape.of(Axis.TIME, STEPS));
        for (int t = 0; t < STEPS; t++) sizes.write()[t] = (float) Math.pow(10, t - 5);
        curve.setSeries(List.of(new FlowCurve.Series("h", sizes)));
        curve.setLossAt(5);
        curve.setMinHeight(300);
        Image image = Pictures.of(WIDTH, 300, curve);
        Color color = CategoricalPalette.color(0, false);
        double[] middles = new double[3];
        for (int i = 0; i < 3; i++) {
            double x = (axis.x(i + 1) + axis.x(i + 2)) / 2;
            double sum = 0;
            int count = 0;
            for (int y = 30; y < 300; y++)
                if (Pictures.distance(Pictures.at(image, x, y), color) < .12) {
                    sum += y;
                    count++;
                }
            assertThat(count)
                    .as("the curve is seen between %d and %d", i + 1, i + 2)
                    .isPositive();
            middles[i] = sum / count;
        }
        assertThat(middles[0] - middles[1]).isBetween(middles[1] - middles[2] - 2, middles[1] - middles[2] + 2);
        assertThat(Pictures.at(image, axis.x(5), 28))
                .as("the mark of the loss is hollow")
                .isNotEqualTo(color);
        assertThat(curve.description(new Cell(0, 3))).contains("h: 0.01");
    }

    @Test
    void seriesThatBeginsLaterHasNoValueBefore() {
        FlowCurve curve = new FlowCurve(axis);
        Tensor sizes = Tensor.of(Shape.of(Axis.TIME, 2), 1, 10);
        curve.setSeries(List.of(new FlowCurve.Series("late", 3, sizes, false)));
        assertThat(curve.description(new Cell(0, 2))).doesNotContain("late");
        assertThat(curve.description(new Cell(0, 4))).contains("late: 10");
    }

    @Test
    void logScaleHoldsAllThatIsAboveZeroAndHasAtLeastTwoPowers() {
        assertThat(LogScale.of(List.of(Tensor.of(Shape.of(Axis.TIME, 3), 0, 2e-5f, 3))))
                .isEqualTo(new LogScale(-5, 1));
        assertThat(LogScale.of(List.of(Tensor.of(Shape.of(Axis.TIME, 2), 1, 1))))
                .isEqualTo(new LogScale(-2, 0));
        assertThat(LogScale.of(List.of())).isEqualTo(new LogScale(-4, 0));
        LogScale scale = new LogScale(-4, 0);
        assertThat(scale.position(1e-2)).isEqualTo(.5);
        assertThat(scale.position(0)).isZero();
        assertThat(scale.position(Double.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(scale.powers(3)).containsExactly(0, -2, -4);
    }

    @Test
    void aboveTheDiagonalOfTheTriangleThereIsNothing() {
        GradientTriangle triangle = new GradientTriangle(axis);
        Tensor ones = Tensor.zeros(Shape.of(Axis.TARGET, STEPS, Axis.TIME, STEPS));
        ones.fill(1);
        triangle.setValues(ones);
        triangle.setMinHeight(240);
        Image image = Pictures.of(WIDTH, 240, triangle);
        Color full = scale.color(1, false);
        double row = 240. / STEPS;
        for (int t = 0; t < STEPS; t++)
            for (int s = 0; s < STEPS; s++) {
                Color seen = Pictures.at(image, axis.x(s), (t + .5) * row);
                if (s <= t) assertThat(seen).as("L_%d, h_%d", t, s).isEqualTo(full);
                else assertThat(seen).as("L_%d, h_%d", t, s).isEqualTo(Color.WHITE);
            }
    }

    @Test
    void chosenCellOfTheTriangleBecomesTwoCurvesBesideWhatIsExpected() {
        TriangleCurves both = new TriangleCurves();
        Tensor sizes = Tensor.zeros(Shape.of(Axis.TARGET, 4, Axis.TIME, 4));
        for (int t = 0; t < 4; t++) for (int s = 0; s <= t; s++) sizes.write()[4 * t + s] = (float) Math.pow(.5, t - s);
        both.setValues(sizes, .5);
        assertThat(both.curve().seriesProperty().get()).hasSize(2);
        both.triangle().setSelected(new Cell(2, 1));
        List<FlowCurve.Series> series = both.curve().seriesProperty().get();
        assertThat(series).hasSize(3);
        assertThat(series.get(0).sizes().toArray()).containsExactly(.25f, .5f, 1);
        assertThat(series.get(1).sizes().toArray()).as("expected").containsExactly(.25f, .5f, 1);
        assertThat(series.get(2).sizes().toArray())
                .as("the column from its own step on")
                .containsExactly(1, .5f, .25f);
        assertThat(series.get(2).first()).isEqualTo(1);
        both.setValues(null, .5);
        assertThat(both.curve().seriesProperty().get()).isEmpty();
    }

    @Test
    void barsAreAsHighAsTheirShares() {
        ShareBars bars = new ShareBars(axis);
        bars.setShares(Tensor.of(Shape.of(Axis.TIME, STEPS), 0, .05f, .05f, .1f, .2f, .6f));
        bars.setMinHeight(200);
        Image image = Pictures.of(WIDTH, 200, bars);
        Color color = Palette.GRADIENT.color(.8, false);
        int[] heights = new int[STEPS];
        for (int t = 0; t < STEPS; t++) heights[t] = Pictures.count(image, (int) axis.x(t), 0, 1, 200, color);
        assertThat(heights[0]).isZero();
        assertThat(heights[5]).isBetween(3 * heights[4] - 4, 3 * heights[4] + 4);
        assertThat(bars.description(new Cell(0, 5))).contains("60 %");
    }

    @Test
    void histogramSetsOffWhatIsSaturatedAndTellsNothingUnderTheVeil() {
        Histogram histogram = new Histogram();
        Tensor values = Tensor.zeros(Shape.of(Axis.ITEM, 100));
        for (int i = 0; i < 60; i++) values.write()[i] = .99f;
        histogram.setValues(values);
        histogram.setMinHeight(160);
        Color middle = CategoricalPalette.color(0, false);
        Color end = CategoricalPalette.color(1, false);
        Image image = Pictures.of(400, 160, histogram);
        assertThat(Pictures.near(image, 300, 0, 100, 160, end)).isPositive();
        assertThat(Pictures.near(image, 180, 0, 60, 160, middle)).isPositive();
        assertThat(histogram.description(new Cell(0, 39))).contains("60 (60.0 %)");
        histogram.setVeiled(_ -> true);
        Image veiled = Pictures.of(400, 160, histogram);
        assertThat(Pictures.near(veiled, 0, 0, 400, 160, end)).isZero();
        assertThat(histogram.description(new Cell(0, 39))).doesNotContain("60");
    }

    @Test
    void clippedArrowIsShorterAndBothSayWhereTheyLead() {
        ClippedArrows arrows = new ClippedArrows();
        arrows.setStep(new ClippedStep(10, 1, 1000, 1, 2, 5, 1.5));
        arrows.setMinHeight(90);
        Image image = Pictures.of(false, 13, WIDTH, 90, () -> new Node[] {arrows});
        int raw = Pictures.near(image, 0, 0, WIDTH, 90, CategoricalPalette.color(1, false));
        int clipped = Pictures.near(image, 0, 0, WIDTH, 90, CategoricalPalette.color(0, false));
        assertThat(clipped).isPositive();
        assertThat(raw).isGreaterThan(2 * clipped);
        assertThat(arrows.getAccessibleText()).contains("1000");
    }
}
