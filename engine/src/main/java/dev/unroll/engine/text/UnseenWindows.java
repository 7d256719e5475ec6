package dev.unroll.engine.text;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/** How much of what is read a text has never shown: the price of long contexts. */
public final class UnseenWindows {
    private UnseenWindows() {}

    /**
     * The share of the different windows of {@code read} that do not stand in {@code text}, from 0 to 1, for each width from 1. A window
     * ends at a token that another one follows, and may reach beyond the beginning.
     *
     * @param widest how many widths there are
     * @return {@code [ITEM]}, width 1 first
     */
    public static Tensor shares(int[] text, int[] read, int widest) {
        long[][] wanted = new long[widest][];
        for (int width = 1; width <= widest; width++) {
            int of = width;
            wanted[width - 1] = IntStream.range(0, read.length - 1)
                    .mapToLong(t -> window(read, t, of))
                    .distinct()
                    .sorted()
                    .toArray();
        }
        BitSet[] found = new BitSet[widest];
        Arrays.setAll(found, width -> new BitSet());
        for (int t = 0; t < text.length - 1; t++) {
            long window = 0;
            for (int i = 0; i < widest; i++) {
                window = longer(window, text, t - i);
                int known = Arrays.binarySearch(wanted[i], window);
                if (known < 0) break; // nor does any that is longer
                found[i].set(known);
            }
        }
        Tensor shares = Tensor.zeros(Shape.of(Axis.ITEM, widest));
        for (int i = 0; i < widest; i++)
            if (wanted[i].length > 0) shares.write()[i] = 1 - (float) found[i].cardinality() / wanted[i].length;
        return shares;
    }

    /** A number that stands for a window, with next to no chance that another has the same. */
    private static long window(int[] ids, int t, int width) {
        long window = 0;
        for (int i = 0; i < width; i++) window = longer(window, ids, t - i);
        return window;
    }

    private static long longer(long window, int[] ids, int t) {
        return (window + (t < 0 ? 1 : ids[t] + 2)) * 0x9E3779B97F4A7C15L;
    }
}
