package dev.unroll.viz.sequence;

import org.jspecify.annotations.Nullable;

/**
 * Two time steps that are to be compared.
 *
 * @param first a step from 0, or one below 0 for no pair
 * @param second another
 */
public record StepPair(int first, int second) {
    /** The first and the last of the steps before one, as far back as {@code count} of them reach; null where there are none. */
    public static @Nullable StepPair before(int step, int count) {
        return count == 0 || step <= 0 ? null : new StepPair(Math.max(0, step - count), step - 1);
    }
}
