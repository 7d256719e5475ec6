package dev.unroll.engine.text;

import dev.unroll.engine.message.RefusedException;

import java.util.Arrays;

/**
 * What is read and what is predicted.
 *
 * @param inputs {@code [BATCH][TIME]}
 * @param targets the token that each step should predict, {@code [TIME · BATCH]} with time outermost, as the rows of the logits lie;
 *     negative where none is asked for, so that many-to-one is a sequence with a single target
 */
public record Sequences(int[][] inputs, int[] targets) {
    /**
     * Splits sequences of one token more than is read.
     *
     * @throws IllegalArgumentException if there is nothing to predict or the lengths differ
     */
    public static Sequences split(int[][] sequences) {
        int batch = sequences.length;
        int steps = batch == 0 ? 0 : sequences[0].length - 1;
        if (steps < 1) throw new RefusedException("text.sequenceTooShort");
        int[][] inputs = new int[batch][];
        int[] targets = new int[steps * batch];
        for (int b = 0; b < batch; b++) {
            if (sequences[b].length != steps + 1)
                throw new IllegalArgumentException("The sequences of a batch differ in length.");
            inputs[b] = Arrays.copyOf(sequences[b], steps);
            for (int t = 0; t < steps; t++) targets[t * batch + b] = sequences[b][t + 1];
        }
        return new Sequences(inputs, targets);
    }

    /** The same sequences, of which only the last step of each is asked for a token: many-to-one. */
    public Sequences onlyLast() {
        int[] last = targets.clone();
        Arrays.fill(last, 0, last.length - size(), -1);
        return new Sequences(inputs, last);
    }

    /** How many tokens are to be predicted. */
    public int targetCount() {
        return (int) Arrays.stream(targets).filter(t -> t >= 0).count();
    }

    /** How many sequences there are. */
    public int size() {
        return inputs.length;
    }

    /** How many tokens are read of each sequence. */
    public int length() {
        return inputs[0].length;
    }

    /** The sequences {@code from} up to but without {@code to}. */
    public Sequences part(int from, int to) {
        int count = to - from;
        int[] some = new int[length() * count];
        for (int t = 0; t < length(); t++) System.arraycopy(targets, t * size() + from, some, t * count, count);
        return new Sequences(Arrays.copyOfRange(inputs, from, to), some);
    }
}
