package dev.unroll.engine.text;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.function.IntPredicate;

/**
 * Where in a text each context stands: the places of all tokens, sorted by the token before, then by the one before that, and so on, as
 * a suffix array read backwards. All places after the same context of any length up to the longest lie side by side in it, so that
 * one index counts n-grams of every order, and those of any beginning of the text too. Immutable.
 */
public final class ContextIndex {
    /** Before the beginning of a text. */
    private static final int NOTHING = -1;

    /** Of so many stretches of a text one is held out. */
    private static final int HELD_OUT = 10;

    private static final int LONGEST_STRETCH = 100;

    private final int[] ids;
    private final int vocabularySize;
    private final int longest;
    private final int[] places;

    /** What follows the same context. */
    private record Block(int from, int to) {}

    /**
     * The different contexts of one length, in the order in which they first appear in the text.
     *
     * @param firsts the place of the token after each of them when it first appears, ascending
     */
    public record Contexts(int length, int[] firsts) {
        /** How many have appeared before place {@code end}. */
        public int before(int end) {
            int at = Arrays.binarySearch(firsts, end);
            return at < 0 ? -at - 1 : at;
        }
    }

    /**
     * What counting makes of a text that is cut in two: one part is counted, on both it is measured.
     *
     * @param contexts how many different contexts the counted part has
     * @param once which share of these was seen once only
     * @param never which share of the held-out places has a context that the counted part never has; NaN where nothing is held out
     * @param learnt bits per token on the counted part
     * @param heldOut bits per token on the held-out part; NaN where nothing is held out
     */
    public record Measured(int contexts, double once, double never, double learnt, double heldOut) {}

    /**
     * Sorts a text, in time that grows as its length times the longest context.
     *
     * @param longest how many tokens before a place can be told apart
     */
    public ContextIndex(int[] ids, int vocabularySize, int longest) {
        this.ids = ids;
        this.vocabularySize = vocabularySize;
        this.longest = longest;
        int[] sorted = new int[ids.length];
        for (int t = 0; t < sorted.length; t++) sorted[t] = t;
        for (int back = longest; back > 0; back--) sorted = sortedBy(back, sorted);
        places = sorted;
    }

    /** Sorts places by the token that stands {@code back} before them; equal ones keep their order. */
    private int[] sortedBy(int back, int[] order) {
        int[] starts = new int[vocabularySize + 2];
        for (int place : order) starts[before(place, back) + 2]++;
        for (int id = 1; id < starts.length; id++) starts[id] += starts[id - 1];
        int[] sorted = new int[order.length];
        for (int place : order) sorted[starts[before(place, back) + 1]++] = place;
        return sorted;
    }

    private int before(int place, int back) {
        return place < back ? NOTHING : ids[place - back];
    }

    /** How many tokens the text has. */
    public int length() {
        return ids.length;
    }

    /** How many tokens the vocabulary has. */
    public int vocabularySize() {
        return vocabularySize;
    }

    /** How long a context can be. */
    public int longest() {
        return longest;
    }

    /** The context of a length before a place; shorter at the beginning of the text. */
    public int[] context(int place, int length) {
        return Arrays.copyOfRange(ids, Math.max(0, place - length), place);
    }

    /**
     * Counts what follows a context in the beginning of the text.
     *
     * @param context up to {@link #longest} tokens
     * @param end where that beginning ends
     * @param counts gets the count of each token, {@code [TOKEN]} from {@code offset} on
     */
    public void count(int[] context, int end, float[] counts, int offset) {
        Block block = block(context);
        for (int i = block.from; i < block.to; i++) if (places[i] < end) counts[offset + ids[places[i]]]++;
    }

    /** The place at which a context first has a token after it, or −1 if it never has. */
    public int first(int[] context) {
        Block block = block(context);
        int first = Integer.MAX_VALUE;
        for (int i = block.from; i < block.to; i++) first = Math.min(first, places[i]);
        return block.from == block.to ? -1 : first;
    }

    private Block block(int[] context) {
        return new Block(search(context, 0), search(context, 1));
    }

    /** The first place whose context is not smaller than {@code context}, or than the next greater one. */
    private int search(int[] context, int beyond) {
        int low = 0;
        int high = places.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(places[middle], context) < beyond) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private int compare(int place, int[] context) {
        for (int back = 1; back <= context.length; back++) {
            int order = Integer.compare(before(place, back), context[context.length - back]);
            if (order != 0) return order;
        }
        return 0;
    }

    private boolean same(int a, int b, int length) {
        for (int back = 1; back <= length; back++) if (before(a, back) != before(b, back)) return false;
        return true;
    }

    private int end(int from, int length) {
        int to = from + 1;
        while (to < places.length && same(places[from], places[to], length)) to++;
        return to;
    }

    /** The different contexts of a length; at the beginning of the text, where there are fewer tokens, there are none. */
    public Contexts contexts(int length) {
        int[] firsts = new int[places.length];
        int count = 0;
        for (int from = 0; from < places.length; ) {
            int to = end(from, length);
            int first = Integer.MAX_VALUE;
            for (int i = from; i < to; i++) first = Math.min(first, places[i]);
            if (first >= length) firsts[count++] = first;
            from = to;
        }
        firsts = Arrays.copyOf(firsts, count);
        Arrays.sort(firsts);
        return new Contexts(length, firsts);
    }

    /**
     * Counts a part of the text and measures the loss of all of it under {@code P(w | context) = (count + k) / (Σ count + k · V)}.
     *
     * @param length of the contexts
     * @param smoothing k, above 0
     * @param heldOut which places are not counted
     * @return null if the thread was interrupted on the way
     */
    public @Nullable Measured measure(int length, double smoothing, IntPredicate heldOut) {
        int[] counts = new int[vocabularySize];
        Sums sums = new Sums();
        for (int from = 0; from < places.length; ) {
            if (Thread.currentThread().isInterrupted()) return null;
            int to = end(from, length);
            int total = 0;
            for (int i = from; i < to; i++) {
                if (heldOut.test(places[i])) continue;
                counts[ids[places[i]]]++;
                total++;
            }
            if (total > 0) sums.contexts++;
            if (total == 1) sums.once++;
            for (int i = from; i < to; i++) {
                double p = (counts[ids[places[i]]] + smoothing) / (total + smoothing * vocabularySize);
                sums.add(heldOut.test(places[i]), total == 0, -Math.log(p) / Math.log(2));
            }
            for (int i = from; i < to; i++) counts[ids[places[i]]] = 0;
            from = to;
        }
        return sums.measured();
    }

    /**
     * As {@link #measure}, for each length of the context from 0 to the longest, with every tenth stretch of the text held out.
     *
     * @param progress told which share is done, from 0 to 1
     * @return empty if the thread was interrupted on the way
     */
    public List<Measured> measureAll(double smoothing, DoubleConsumer progress) {
        int stretch = Math.clamp(ids.length / LONGEST_STRETCH, 1, LONGEST_STRETCH);
        List<Measured> all = new ArrayList<>();
        for (int length = 0; length <= longest; length++) {
            progress.accept((double) length / (longest + 1));
            Measured one = measure(length, smoothing, place -> place / stretch % HELD_OUT == HELD_OUT - 1);
            if (one == null) return List.of();
            all.add(one);
        }
        progress.accept(1);
        return List.copyOf(all);
    }

    private static final class Sums {
        private int contexts;
        private int once;
        private int never;
        private int held;
        private int counted;
        private double heldBits;
        private double bits;

        void add(boolean out, boolean unseen, double loss) {
            if (out) {
                held++;
                heldBits += loss;
                if (unseen) never++;
            } else {
                counted++;
                bits += loss;
            }
        }

        Measured measured() {
            double nothing = Double.NaN;
            return new Measured(
                    contexts,
                    (double) once / contexts,
                    held == 0 ? nothing : (double) never / held,
                    bits / counted,
                    held == 0 ? nothing : heldBits / held);
        }
    }
}
