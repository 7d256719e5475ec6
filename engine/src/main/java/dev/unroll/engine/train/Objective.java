package dev.unroll.engine.train;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Tape;

/** What a training run makes smaller. */
@FunctionalInterface
public interface Objective {
    /** The loss of the examples of a step, a single number; the same for the same step and weights. */
    Node loss(Tape tape, long step);

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
