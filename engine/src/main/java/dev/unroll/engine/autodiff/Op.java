package dev.unroll.engine.autodiff;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;

/**
 * One operation of a forward pass with everything that is to be known of it: its result, its derivative, and how to say both in
 * arithmetic. Ops hold their settings and nothing of a run, except buffers that the backward pass needs.
 */
interface Op {
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

    /** The arithmetic of element {@code index} of the result. */
    Expression explain(Node out, int index);

    /** The arithmetic of what this operation adds to the gradient of element {@code index} of its input number {@code input}. */
    Expression explainGradient(Node out, int input, int index);

    /** Whether the result is computed only when it is asked for, because those who use it mostly need not have it. */
    default boolean lazy() {
        return false;
    }

    /** An op that computes nothing: its result shares the numbers of its only input, and so do the gradients. */
    interface View extends Op {
        /** The part of the input's value or gradient that is the result's. */
        Tensor of(Tensor input, Shape shape);

        @Override
        default void forward(Backend backend, Node out) {}

        @Override
        default void backward(Backend backend, Node out) {}
    }
}
