package dev.unroll.engine.train;

import java.util.Arrays;

/**
 * The whole state of a training run after a number of steps. The arrays are never changed.
 *
 * @param step how many updates had been made
 * @param weights the numbers of each parameter, in the model's order
 * @param optimizer what the optimiser remembers
 */
public record Keyframe(long step, float[][] weights, Optimizer.State optimizer) {
    /** How many bytes it takes. */
    public long bytes() {
        return optimizer.bytes()
                + Arrays.stream(weights).mapToLong(w -> 4L * w.length).sum();
    }
}
