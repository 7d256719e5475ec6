package dev.unroll.engine.autodiff;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;

/**
 * One operation of a forward pass: its result and its derivative, and where it is {@link Explained}, how to say both in arithmetic. Ops
 * hold their settings and nothing of a run, except buffers that the backward pass needs.
 */
sealed interface Op {
    /**
     * The shape of the result.
     *
     * @throws IllegalArgumentException if the inputs do not fit together
     */
    Shape shape(List<Node> inputs);

    /** Writes {@code out.value()}. */
    void forward(Backend backend, Node out);

    /** Adds to the gradient of each input that {@link Node#needsGradient} what {@code out.gradient()} passes back to it. */
    void backward(Backend backend, Node out);

    /** Whether the result is computed only when it is asked for, because those who use it mostly need not have it. */
    default boolean lazy() {
        return false;
    }

    /** An op without inputs: its numbers are given. */
    non-sealed interface Given extends Op {
        /** Element {@code index}. */
        Expression explain(int index);

        @Override
        default void backward(Backend backend, Node out) {}
    }

    /** An op that says what it does in arithmetic. */
    non-sealed interface Explained extends Op {
        /** The arithmetic of element {@code index} of the result. */
        Expression explain(Node out, int index);

        /** The arithmetic of what this operation adds to the gradient of element {@code index} of its input number {@code input}. */
        Expression explainGradient(Node out, int input, int index);
    }

    /** Several steps of a model as one, which are recorded one by one where somebody looks: those are explained. */
    non-sealed interface Fused extends Op {}

    /** An op that computes nothing: its result shares the numbers of its only input, and so do the gradients. */
    interface View extends Explained {
        /** The part of the input's value or gradient that is the result's. */
        Tensor of(Tensor input, Shape shape);

        @Override
        default void forward(Backend backend, Node out) {}

        @Override
        default void backward(Backend backend, Node out) {}
    }
}
