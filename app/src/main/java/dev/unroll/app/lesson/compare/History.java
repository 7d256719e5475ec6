package dev.unroll.app.lesson.compare;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Numbers that were measured at some of the training steps.
 *
 * @param first the step that training began at
 * @param measured by step, always as many numbers
 */
record History(long first, NavigableMap<Long, double[]> measured) {
    /** A copy, which does not change any more. */
    History {
        measured = new TreeMap<>(measured);
    }

    /** The first step at which a number was at least so large; −1 if it never was. */
    long reached(int index, double least) {
        for (Map.Entry<Long, double[]> at : measured.entrySet()) if (at.getValue()[index] >= least) return at.getKey();
        return -1;
    }

    /** A number at every step from the first on; between two measurements that of the earlier. */
    float[] curve(int index) {
        if (measured.isEmpty()) return new float[0];
        float[] curve = new float[(int) (measured.lastKey() - first) + 1];
        Arrays.fill(curve, Float.NaN);
        for (Map.Entry<Long, double[]> at : measured.entrySet())
            Arrays.fill(curve, (int) (at.getKey() - first), curve.length, (float) at.getValue()[index]);
        return curve;
    }

    /** A number as it was measured last up to a step; null if it was not. */
    @Nullable
    Double upTo(long step, int index) {
        Map.Entry<Long, double[]> newest = measured.floorEntry(step);
        return newest == null ? null : newest.getValue()[index];
    }
}
