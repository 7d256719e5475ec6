package dev.unroll.engine.text;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * A batch of sources and targets, each filled up to the longest.
 *
 * @param sources {@code [BATCH][TIME]}
 * @param sourceLengths how many tokens of each source are real
 * @param targets {@code [BATCH][TARGET + 1]}, from the token that begins a target to the one that ends it
 * @param targetLengths how many tokens of each target are real, those two included
 */
public record Pairs(int[][] sources, int[] sourceLengths, int[][] targets, int[] targetLengths) {
    /** @throws IllegalArgumentException if there is nothing to read or to predict, or the sizes do not fit together */
    public Pairs {
        int batch = sources.length;
        if (batch == 0 || sourceLengths.length != batch || targets.length != batch || targetLengths.length != batch)
            throw new IllegalArgumentException("A batch needs as many sources as targets, and at least one of each.");
        for (int b = 0; b < batch; b++) {
            if (sources[b].length != sources[0].length || targets[b].length != targets[0].length)
                throw new IllegalArgumentException("The sequences of a batch differ in length.");
            if (sourceLengths[b] < 1 || sourceLengths[b] > sources[b].length)
                throw new IllegalArgumentException("A source needs at least one token.");
            if (targetLengths[b] < 2 || targetLengths[b] > targets[b].length)
                throw new IllegalArgumentException(
                        "A target needs at least two tokens: one to read and one to predict.");
        }
    }

    /** One source and its target. */
    public static Pairs of(int[] source, int[] target) {
        return new Pairs(
                new int[][] {source}, new int[] {source.length}, new int[][] {target}, new int[] {target.length});
    }

    /** Several sources and their targets, filled up with {@code padding}. */
    public static Pairs of(int[][] sources, int[][] targets, int padding) {
        return new Pairs(filled(sources, padding), lengths(sources), filled(targets, padding), lengths(targets));
    }

    private static int[] lengths(int[][] sequences) {
        return Arrays.stream(sequences).mapToInt(s -> s.length).toArray();
    }

    private static int[][] filled(int[][] sequences, int padding) {
        int longest = Arrays.stream(sequences).mapToInt(s -> s.length).max().orElse(0);
        int[][] filled = new int[sequences.length][];
        for (int b = 0; b < filled.length; b++) {
            filled[b] = Arrays.copyOf(sequences[b], longest);
            Arrays.fill(filled[b], sequences[b].length, longest, padding);
        }
        return filled;
    }

    /** What the decoder reads, {@code [BATCH][TARGET]}: all but the last token of each target. */
    public int[][] read() {
        return Arrays.stream(targets).map(t -> Arrays.copyOf(t, t.length - 1)).toArray(int[][]::new);
    }

    /** What it should predict, {@code [TARGET · BATCH]} with time outermost; −1 past the end of a target. */
    public int[] predicted() {
        int batch = targets.length;
        int steps = targets[0].length - 1;
        int[] predicted = new int[steps * batch];
        for (int b = 0; b < batch; b++)
            for (int t = 0; t < steps; t++)
                predicted[t * batch + b] = t + 1 < targetLengths[b] ? targets[b][t + 1] : -1;
        return predicted;
    }

    /** The lengths of the sources, or {@code null} where all are of one length and nothing is padding. */
    public int @Nullable [] unequalSourceLengths() {
        return Arrays.stream(sourceLengths).allMatch(l -> l == sources[0].length) ? null : sourceLengths;
    }
}
