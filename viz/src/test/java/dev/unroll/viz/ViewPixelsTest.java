package dev.unroll.viz;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.array.HeatMap;
import dev.unroll.viz.chart.LossCurve;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.sequence.UnrolledNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testfx.framework.junit5.ApplicationExtension;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.image.Image;
import javafx.scene.paint.Color;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(ApplicationExtension.class)
class ViewPixelsTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLargestValueHasTheLastColourOfThePalette(boolean dark) {
        HeatMap map = new HeatMap();
        map.setMinHeight(100);
        map.setValues(Tensor.of(Shape.of(Axis.UNIT, 2, Axis.INPUT, 2), -1, 0, 0.25f, 1));
        Image image = Pictures.of(dark, 13, 400, 100, () -> new Node[] {map});
        ColorScale scale = ColorScale.signed(1);
        // Cells are 182 by 50 pixels; a corner is clear of the number.
        assertThat(Pictures.at(image, 185, 53)).isEqualTo(scale.color(1, dark));
        assertThat(Pictures.at(image, 2, 2)).isEqualTo(scale.color(-1, dark));
        assertThat(Pictures.at(image, 185, 2)).isEqualTo(scale.color(0, dark));
    }

    @Test
    void aHugeMatrixIsDrawnPixelByPixel() {
        Tensor values = Tensor.zeros(Shape.of(Axis.UNIT, 2000, Axis.INPUT, 3000));
        for (int row = 0; row < 1000; row++) {
            for (int column = 0; column < 3000; column++) values.write()[row * 3000 + column] = column < 1500 ? 1 : -1;
        }
        HeatMap map = new HeatMap();
        map.setMinHeight(200);
        map.setValues(values);
        Image image = Pictures.of(false, 13, 300, 200, () -> new Node[] {map});
        ColorScale scale = ColorScale.signed(1);
        assertThat(Pictures.at(image, 149, 50)).isEqualTo(scale.color(1, false));
        assertThat(Pictures.at(image, 151, 50)).isEqualTo(scale.color(-1, false));
        assertThat(Pictures.at(image, 151, 150)).isEqualTo(scale.color(0, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 12})
    void tokensStandInTheColumnsOfTheirStates(int steps) {
        TimeAxis axis = new TimeAxis();
        axis.setCount(steps);
        TokenStrip strip = new TokenStrip(axis);
        strip.setTitle("token");
        strip.setTokens(Samples.tokens(steps));
        SequenceMatrix matrix = new SequenceMatrix(axis);
        matrix.setRowLabels(List.of("a rather long name", "b"));
        Tensor ones = Tensor.zeros(Shape.of(Axis.TIME, steps, Axis.UNIT, 2));
        ones.fill(1);
        matrix.setValues(ones);
        Image image = Pictures.of(false, 13, 900, 200, () -> new Node[] {strip, matrix});
        Color full = ColorScale.signed(1).color(1, false);
        double top = strip.getHeight();
        for (int t = 0; t < steps; t++) {
            assertThat(Pictures.at(image, axis.left(t), top + 3)).isEqualTo(full);
            assertThat(Pictures.at(image, axis.left(t + 1) - 2, top + 3)).isEqualTo(full);
            assertThat(Pictures.at(image, axis.left(t + 1) - 1, top + 3)).isNotEqualTo(full);
            // The chip's edges lie as far to the left of the column's middle as to its right.
            int left = (int) axis.x(t);
            int right = left;
            while (!Pictures.at(image, left - 1, 5).equals(Color.WHITE)) left--;
            while (!Pictures.at(image, right + 1, 5).equals(Color.WHITE)) right++;
            assertThat((left + right + 1) / 2.).isBetween(axis.x(t) - 1, axis.x(t) + 1);
        }
    }

    @Test
    void theArrowsOfTheStepThatIsComputedAreAccented() {
        TimeAxis axis = new TimeAxis();
        axis.setCount(4);
        axis.setPosition(2);
        UnrolledNetwork network = new UnrolledNetwork(axis);
        network.setStates(Samples.states(4, 4));
        Image image = Pictures.of(false, 13, 700, 300, () -> new Node[] {network});
        double y = network.getHeight() / 2;
        Color accent = network.theme().accent();
        assertThat(Pictures.at(image, (axis.x(1) + axis.x(2)) / 2, y)).isEqualTo(accent);
        assertThat(Pictures.at(image, (axis.x(0) + axis.x(1)) / 2, y)).isNotEqualTo(accent);
    }

    @Test
    void statesThatAreNotReachedYetAreEmpty() {
        TimeAxis axis = new TimeAxis();
        axis.setCount(3);
        axis.setPosition(0);
        UnrolledNetwork network = new UnrolledNetwork(axis);
        Tensor ones = Tensor.zeros(Shape.of(Axis.TIME, 3, Axis.UNIT, 4));
        ones.fill(1);
        network.setStates(ones);
        network.setHideFuture(true);
        Image image = Pictures.of(false, 13, 700, 300, () -> new Node[] {network});
        double y = network.getHeight() / 2 - 8;
        Color full = ColorScale.signed(1).color(1, false);
        assertThat(Pictures.at(image, axis.x(0) - 20, y)).isEqualTo(full);
        assertThat(Pictures.at(image, axis.x(1) - 20, y)).isEqualTo(Color.WHITE);
    }

    @Test
    void oneStepAmongThousandsIsNotLostFromTheCurve() {
        float[] losses = new float[20_000];
        losses[10_000] = 5;
        losses[15_000] = Float.NaN;
        LossCurve curve = new LossCurve();
        curve.setMinHeight(200);
        curve.setSeries(new LossCurve.Series("loss", losses, losses.length));
        Image image = Pictures.of(false, 13, 600, 200, () -> new Node[] {curve});
        Image flat = Pictures.of(false, 13, 600, 200, () -> {
            LossCurve other = new LossCurve();
            other.setMinHeight(200);
            float[] calm = losses.clone();
            calm[10_000] = 0;
            calm[0] = 5;
            other.setSeries(new LossCurve.Series("loss", calm, calm.length));
            return new Node[] {other};
        });
        int middle = (int) (47 + (600 - 47 - 10.4) / 2);
        assertThat(darkest(image, middle)).isLessThan(darkest(flat, middle) - .1);
    }

    private static double darkest(Image image, int around) {
        double darkest = 1;
        for (int x = around - 2; x <= around + 2; x++)
            darkest = Math.min(darkest, Pictures.at(image, x, 66).getBrightness());
        return darkest;
    }

    @Test
    void aChangeOfThemeIsSeenWithoutCode() {
        HeatMap map = new HeatMap();
        map.setMinHeight(60);
        map.setValues(Tensor.of(Shape.of(Axis.UNIT, 1), 1));
        Color before = Pictures.at(Pictures.of(false, 13, 80, 60, () -> new Node[] {map}), 3, 3);
        Color after = Pictures.at(Pictures.of(true, 13, 80, 60, () -> new Node[] {map}), 3, 3);
        assertThat(before).isEqualTo(ColorScale.signed(1).color(1, false));
        assertThat(after).isEqualTo(ColorScale.signed(1).color(1, true));
    }
}
