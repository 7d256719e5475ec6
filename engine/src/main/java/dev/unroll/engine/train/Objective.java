package dev.unroll.engine.train;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Tape;

/** What a training run makes smaller. */
@FunctionalInterface
public interface Objective {
    /** The loss of the examples of a step, a single number; the same for the same step and weights. */
    Node loss(Tape tape, long step);
}
