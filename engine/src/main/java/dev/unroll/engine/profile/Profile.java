package dev.unroll.engine.profile;

import java.util.List;

/**
 * A pass over a text, operation by operation.
 *
 * @param work what was done, in the order in which it was done
 * @param positions how many tokens were read
 * @param others for each core but the first, when it computed a part of an operation
 */
public record Profile(List<Work> work, int positions, List<List<Span>> others) {
    /**
     * A time in which something was computed, in seconds from the beginning of the pass.
     *
     * @param start when it began
     * @param end when it was done
     */
    public record Span(double start, double end) {}

    /** How long the pass took, in seconds. */
    public double seconds() {
        return work.isEmpty() ? 0 : work.getLast().end();
    }

    /** How many additions and multiplications were made. */
    public long flops() {
        return work.stream().mapToLong(Work::flops).sum();
    }

    /** How many operations the longest chain has: each needs what the one before it computed, so that no two of them can overlap. */
    public int chain() {
        return (int) work.stream().filter(Work::onChain).count();
    }

    /** How many tokens the forward pass has read {@code seconds} after it began. */
    public int read(double seconds) {
        int read = 0;
        while (read < positions && forwardDone(read) <= seconds) read++;
        return read;
    }

    /** When the forward pass has computed all that it computes for a position, in seconds from the beginning of the pass. */
    public double forwardDone(int position) {
        return work.stream()
                .filter(one -> !one.backward() && one.step() == position)
                .mapToDouble(Work::end)
                .max()
                .orElseGet(this::forwardDone);
    }

    /** When the forward pass is over, in seconds from the beginning of the pass. */
    public double forwardDone() {
        return work.stream()
                .filter(one -> !one.backward())
                .mapToDouble(Work::end)
                .max()
                .orElse(0);
    }
}
