package dev.unroll.engine.train;

import java.util.Arrays;

/**
 * The whole state of a training run after a number of steps. The arrays are never changed.
 *
 * @param step how many updates had been made
 * @param weights the numbers of each parameter, in the model's order
 * @param optimizer what the optimiser remembers
 * @param carried what the objective carries from step to step
 */
public record Keyframe(long step, float[][] weights, Optimizer.State optimizer, float[][] carried) {
    /** How many bytes it takes. */
    public long bytes() {
        return optimizer.bytes() + bytes(weights) + bytes(carried);
    }

    private static long bytes(float[][] arrays) {
        return Arrays.stream(arrays).mapToLong(a -> 4L * a.length).sum();
    }
}
