package dev.unroll.engine.train;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Tape;

import java.util.List;
import java.util.function.Function;

/** What a training run makes smaller. */
@FunctionalInterface
public interface Objective {
    /** The loss of the examples of a step, a single number; the same for the same step and weights. */
    Node loss(Tape tape, long step);

    /**
     * Some of the examples of a step.
     *
     * @param weight their share of the step's loss: it is the sum of the parts' losses by their weights
     */
    record Part(Function<Tape, Node> loss, float weight) {}

    /**
     * The examples of a step in parts that can be computed independently; a single one where that is not possible or does not pay.
     *
     * @param rows about how many tokens a part is to have
     */
    default List<Part> parts(long step, int rows) {
        return List.of(new Part(tape -> loss(tape, step), 1));
    }

    /** The step whose loss was asked for last has been made, and its weights are there. */
    default void stepMade() {}

    /** What is carried from step to step beside the weights; nothing unless {@link #stepMade} says otherwise. Never changed later. */
    default float[][] carried() {
        return new float[0][];
    }

    /**
     * Goes on from what {@link #carried} gave.
     *
     * @throws IllegalArgumentException if it does not fit
     */
    default void restore(float[][] carried) {}
}
