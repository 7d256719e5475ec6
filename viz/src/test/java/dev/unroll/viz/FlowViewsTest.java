package dev.unroll.viz;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.gradient.FlowCurve;
import dev.unroll.viz.gradient.FlowStrips;
import dev.unroll.viz.sequence.TimeAxis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testfx.framework.junit5.ApplicationExtension;

import java.util.List;
import javafx.scene.image.Image;
import javafx.scene.paint.Color;

import static org.assertj.core.api.Assertions.assertThat;

/** Gradients that go back step by step beside one that leaps. */
@ExtendWith(ApplicationExtension.class)
class FlowViewsTest {
    private static final int STEPS = 10;
    private static final int LOSS_AT = 9;
    private static final ColorScale SCALE = ColorScale.gradient(1e-4, 1);

    private final TimeAxis axis = new TimeAxis();

    private FlowStrips strips(int position) {
        axis.setCount(STEPS);
        axis.setBackward(true);
        axis.setPosition(position);
        Tensor ones = Tensor.zeros(Shape.of(Axis.TIME, STEPS));
        ones.fill(1);
        FlowStrips strips = new FlowStrips(axis);
        strips.setScale(SCALE);
        strips.setLossAt(LOSS_AT);
        strips.setRows(List.of(new FlowStrips.Row("RNN", ones, false, 0), new FlowStrips.Row("GPT", ones, true, 1)));
        strips.setHideFuture(true);
        strips.setMinHeight(120);
        strips.setMaxHeight(120);
        return strips;
    }

    /** Whether the cell of a row is drawn in the colour of its number. */
    private boolean filled(Image image, int row, int step) {
        return Pictures.at(image, axis.x(step), (row + .75) * 60).equals(SCALE.color(1, false));
    }

    @ParameterizedTest
    @CsvSource({"9, false", "6, true", "0, true"})
    void whatLeapsIsThereAtOnceAndWhatHopsStepByStep(int position, boolean everywhere) {
        Image image = Pictures.of(600, 120, strips(position));
        for (int t = 0; t < STEPS; t++) {
            assertThat(filled(image, 0, t)).as("RNN, t = %d", t).isEqualTo(t >= position);
            assertThat(filled(image, 1, t)).as("GPT, t = %d", t).isEqualTo(everywhere || t == LOSS_AT);
        }
    }

    @Test
    void theWayLeadsFromTheLossToThePositionInHopsOrInOneLeap() {
        Image image = Pictures.of(600, 120, strips(5));
        Color hops = CategoricalPalette.color(0, false);
        Color leap = CategoricalPalette.color(1, false);
        double middle = axis.x(4.5);
        double width = axis.getColumnWidth();
        assertThat(Pictures.near(image, axis.getGutter(), 0, axis.left(4) - axis.getGutter(), 28, hops))
                .isZero();
        for (int t = 5; t < LOSS_AT; t++)
            assertThat(Pictures.near(image, axis.x(t), 0, width, 29, hops))
                    .as("hop to %d", t)
                    .isPositive();
        assertThat(Pictures.near(image, axis.x(6.5), 59, width, 12, leap))
                .as("the top of the leap")
                .isPositive();
        assertThat(Pictures.near(image, axis.getGutter(), 60, middle - axis.getGutter(), 28, leap))
                .isZero();
    }

    @Test
    void nothingIsOnItsWayToWhereTheLossArises() {
        Image image = Pictures.of(600, 120, strips(LOSS_AT));
        assertThat(Pictures.near(image, axis.getGutter(), 0, 600, 28, CategoricalPalette.color(0, false)))
                .isZero();
    }

    @Test
    void aCurveThatLeapsIsWholeWhereTheOtherIsNot() {
        strips(7);
        Tensor sizes = Tensor.zeros(Shape.of(Axis.TIME, STEPS));
        for (int t = 0; t < STEPS; t++) sizes.write()[t] = (float) Math.pow(10, t - LOSS_AT);
        Tensor level = Tensor.zeros(sizes.shape());
        level.fill(1e-4f);
        FlowCurve curve = new FlowCurve(axis);
        curve.setLossAt(LOSS_AT);
        curve.setHideFuture(true);
        curve.setSeries(
                List.of(new FlowCurve.Series("RNN", sizes), new FlowCurve.Series("GPT", 0, level, false, true, 1)));
        curve.setMinHeight(200);
        Image image = Pictures.of(600, 200, curve);
        double left = axis.x(0);
        double width = axis.x(5) - left;
        assertThat(Pictures.near(image, left, 40, width, 160, CategoricalPalette.color(0, false)))
                .isZero();
        assertThat(Pictures.near(image, left, 40, width, 160, CategoricalPalette.color(1, false)))
                .isGreaterThan(50);
    }
}
