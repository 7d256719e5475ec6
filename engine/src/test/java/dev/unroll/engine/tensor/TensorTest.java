package dev.unroll.engine.tensor;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TensorTest {
    @Test
    void largestIsTheFirstOfEqualsWithAndWithoutSigns() {
        Tensor t = Tensor.of(Shape.of(Axis.TIME, 2, Axis.UNIT, 4), 9, 9, 9, 9, -3, 1, 2, 2);
        assertThat(t.slice(1).argmax()).isEqualTo(2);
        assertThat(t.slice(1).argmaxOfAbs()).isZero();
        assertThat(t.argmax()).isZero();
        assertThat(t.slice(1).reshape(Shape.of(Axis.TIME, 2, Axis.UNIT, 2)).argmax())
                .as("in row-major order")
                .isEqualTo(2);
    }
}
