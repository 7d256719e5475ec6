package dev.unroll.engine.profile;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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

    /**
     * The same pass if each operation had taken another time; what the other cores did keeps its place in the operation it belongs to.
     *
     * @param seconds of each operation, in their order
     */
    Profile lasting(double[] seconds) {
        double[] ends = seconds.clone();
        Arrays.parallelPrefix(ends, Double::sum);
        List<Work> moved = IntStream.range(0, ends.length)
                .mapToObj(i -> work.get(i).at(i == 0 ? 0 : ends[i - 1], ends[i]))
                .toList();
        double[] before = work.stream().mapToDouble(Work::end).toArray();
        List<List<Span>> movedOthers = others.stream()
                .map(spans -> spans.stream()
                        .map(span -> new Span(moved(span.start, before, moved), moved(span.end, before, moved)))
                        .toList())
                .toList();
        return new Profile(moved, positions, movedOthers);
    }

    /** Where a time of this pass lies when its operations have moved. */
    private double moved(double time, double[] ends, List<Work> moved) {
        if (ends.length == 0) return time;
        int found = Arrays.binarySearch(ends, time);
        int i = Math.min(found < 0 ? -found - 1 : found, ends.length - 1);
        Work from = work.get(i);
        double share = from.seconds() > 0 ? Math.min(1, (time - from.start()) / from.seconds()) : 0;
        return moved.get(i).start() + share * moved.get(i).seconds();
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
