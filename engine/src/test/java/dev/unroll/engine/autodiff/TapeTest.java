package dev.unroll.engine.autodiff;

import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TapeTest {
    private final Tape tape = new Tape(new ScalarBackend());
    private final Node x = tape.input(Tensor.of(Shape.of(Axis.UNIT, 3), new float[] {1, 2, 3}));

    @Test
    void gradientsInBetweenAreRetainedUnlessToldOtherwise() {
        Node squares = x.times(x);
        tape.backward(squares.plus(x).sum());
        assertThat(squares.gradient().toArray()).containsExactly(1, 1, 1);
        assertThat(x.gradient().toArray()).containsExactly(3, 5, 7);
    }

    @Test
    void aGradientThatIsNotRetainedIsRefusedAndNotMadeUp() {
        tape.retainGradients(false);
        Node squares = x.times(x).named("squares");
        tape.backward(squares.plus(x).sum());
        assertThat(x.gradient().toArray()).containsExactly(3, 5, 7);
        assertThatThrownBy(squares::gradient)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("squares");
    }

    @Test
    void bothSidesOfASumOfTheSameNodeCount() {
        tape.retainGradients(false);
        Node twice = x.scale(1);
        tape.backward(twice.plus(twice).sum());
        assertThat(x.gradient().toArray()).containsExactly(2, 2, 2);
    }
}
