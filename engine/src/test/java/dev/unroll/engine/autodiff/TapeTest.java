package dev.unroll.engine.autodiff;

import dev.unroll.engine.backend.Form;
import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

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

    @Test
    void inferenceWorksInTheBuffersOfTheLayerBeforeAndKeepsItsResults() {
        List<Node> squares = new ArrayList<>();
        Node first = tape.inference(() -> sumOfSquares(x, squares));
        Node second = tape.inference(() -> sumOfSquares(first, squares));
        assertThat(first.value().toArray()).containsExactly(2, 6, 12);
        assertThat(second.value().toArray()).containsExactly(6, 42, 156);
        assertThat(squares.get(1).value().read())
                .isSameAs(squares.get(0).value().read());
        assertThat(tape.nodes()).doesNotContainAnyElementsOf(squares).contains(second);
    }

    @Test
    void aTapeThatIsUsedAgainTakesTheSameBuffers() {
        Tensor before = tape.inference(() -> sumOfSquares(x, new ArrayList<>())).value();
        tape.reset();
        Node again = tape.input(Tensor.of(Shape.of(Axis.UNIT, 3), new float[] {3, 2, 1}));
        Tensor after =
                tape.inference(() -> sumOfSquares(again, new ArrayList<>())).value();
        assertThat(after.toArray()).containsExactly(12, 6, 2);
        assertThat(after.read()).isSameAs(before.read());
    }

    private static Node sumOfSquares(Node x, List<Node> squares) {
        squares.add(x.times(x));
        return squares.getLast().plus(x);
    }

    @Test
    void aWeightThatSeveralProductsShareGetsTheGradientOfAll() {
        for (boolean retains : new boolean[] {true, false}) {
            tape.reset();
            tape.retainGradients(retains);
            Node w = tape.input(Tensor.of(Shape.of(Axis.UNIT, 2, Axis.INPUT, 2), 1, 2, 3, 4));
            Node h = tape.constant(Tensor.of(Shape.of(Axis.BATCH, 1, Axis.INPUT, 2), 1, -1));
            Node once = h.linear(w); // (−1, −1)
            Node twice = once.linear(w); // (−3, −7)
            Node other = h.matmul(Form.NN, w); // (−2, −2)
            tape.backward(twice.plus(other).sum());
            // Σ dyᵀ input: of the second step (1, 1) and (−1, −1), of the first (4, 6) and (1, −1), and hᵀ(1, 1).
            assertThat(w.gradient().toArray()).containsExactly(-1 + 4 + 1, -1 - 4 + 1, -1 + 6 - 1, -1 - 6 - 1);
            tape.backward(other.sum());
            assertThat(w.gradient().toArray())
                    .as("nothing is left of the pass before")
                    .containsExactly(1, 1, -1, -1);
        }
    }

    @Test
    void aWeightThatSeveralProductsShareIsTheSameInAllAndInTheNextPass() {
        for (float factor : new float[] {1, 2}) {
            tape.reset();
            Node w = tape.input(Tensor.of(Shape.of(Axis.UNIT, 2, Axis.INPUT, 2), factor, 2, 3, 4));
            Node h = tape.constant(Tensor.of(Shape.of(Axis.BATCH, 1, Axis.INPUT, 2), 1, -1));
            float[] expected = {factor - 2, -1};
            for (int part = 0; part < 3; part++) {
                assertThat(tape.inference(() -> h.linear(w)).value().toArray()).containsExactly(expected);
                tape.inference(() -> w.scale(5)); // takes the buffers of the part before
            }
            assertThat(h.linear(w).value().toArray()).containsExactly(expected);
        }
    }

    @Test
    void copiedParametersStayAsTheyWere() {
        Parameter parameter = new Parameter("p", Tensor.of(Shape.of(Axis.UNIT, 2), 1, 2));
        tape.copyParameters();
        Node p = tape.parameter(parameter);
        Node square = p.times(p);
        parameter.value().fill(9);
        tape.backward(square.sum());
        assertThat(p.value().toArray()).containsExactly(1, 2);
        assertThat(p.gradient().toArray()).containsExactly(2, 4);
    }
}
