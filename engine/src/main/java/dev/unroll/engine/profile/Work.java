package dev.unroll.engine.profile;

/**
 * One operation of a pass, as it was measured.
 *
 * @param kernels what was computed, as {@link dev.unroll.engine.backend.Backend} calls it, such as {@code matmul + add}
 * @param step the position in the text that it belongs to; {@link #ALL_POSITIONS} if it is made for all of them at once
 * @param backward whether it belongs to the backward pass
 * @param start when it began, in seconds from the beginning of the pass
 * @param end when it was done, in seconds from the beginning of the pass
 * @param flops how many additions and multiplications it makes
 * @param onChain whether it lies on the chain of the most operations that wait for one another, which is the same in each measurement
 */
public record Work(String kernels, int step, boolean backward, double start, double end, long flops, boolean onChain) {
    /** The step of an operation that is made for all positions at once. */
    public static final int ALL_POSITIONS = -1;

    /** How long it took, in seconds. */
    public double seconds() {
        return end - start;
    }

    /** The same at another time, in seconds from the beginning of the pass. */
    Work at(double newStart, double newEnd) {
        return new Work(kernels, step, backward, newStart, newEnd, flops, onChain);
    }

    /** Whether it computes something for a position. */
    public boolean covers(int position) {
        return step == ALL_POSITIONS || step == position;
    }
}
