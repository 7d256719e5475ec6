package dev.unroll.engine.embedding;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class PlaneAlignmentTest {
    private static final Tensor POINTS = Tensor.of(Shape.of(Axis.TOKEN, 3, Axis.ITEM, 2), 1, 0, 0, 2, -1, -3);

    private static Tensor turned(double angle, int mirrored) {
        Tensor turned = Tensor.zeros(POINTS.shape());
        for (int i = 0; i < POINTS.length(); i += 2) {
            double x = POINTS.at(i);
            double y = mirrored * POINTS.at(i + 1);
            turned.write()[i] = (float) (Math.cos(angle) * x - Math.sin(angle) * y);
            turned.write()[i + 1] = (float) (Math.sin(angle) * x + Math.cos(angle) * y);
        }
        return turned;
    }

    @ParameterizedTest
    @CsvSource({"0.3, 1", "3, 1", "-2, 1", "0.3, -1", "2.5, -1"})
    void whatIsTurnedOrMirroredIsLaidBack(double angle, int mirrored) {
        Tensor back = PlaneAlignment.onto(turned(angle, mirrored), POINTS);
        for (int i = 0; i < back.length(); i++) assertThat(back.at(i)).isCloseTo(POINTS.at(i), within(1e-5f));
    }

    @Test
    void otherPointsAreRefused() {
        Tensor four = Tensor.zeros(Shape.of(Axis.TOKEN, 4, Axis.ITEM, 2));
        assertThatThrownBy(() -> PlaneAlignment.onto(POINTS, four)).isInstanceOf(IllegalArgumentException.class);
    }
}
