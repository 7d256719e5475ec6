package dev.unroll.app.lesson;

import dev.unroll.engine.trace.Place;

/**
 * Something that is computed at a time step.
 *
 * @param id names it in the texts, after the lesson's id and {@code .operation.}
 * @param place the number that stands for it
 */
public record Operation<S>(String id, At<S> place) {
    /** Where the number stands at a time step. */
    @FunctionalInterface
    public interface At<S> {
        /** The place at time step {@code t}, from 0. */
        Place at(S reading, int t);
    }
}
