package dev.unroll.viz.chart;

/**
 * The smallest and the largest number of a curve that only ever grows at its end: each number is looked at once.
 */
final class Extent {
    private float[] values = {};
    private int seen;
    private float low;
    private float lowPositive;
    private float high;

    /** Takes note of the numbers added since the last call; another array, or a shorter curve, begins anew. */
    void include(float[] all, int size) {
        if (all != values || size < seen || seen == 0) {
            values = all;
            seen = 0;
            low = Float.POSITIVE_INFINITY;
            lowPositive = Float.POSITIVE_INFINITY;
            high = Float.NEGATIVE_INFINITY;
        }
        for (; seen < size; seen++) {
            float value = all[seen];
            if (!Float.isFinite(value)) continue;
            low = Math.min(low, value);
            high = Math.max(high, value);
            if (value > 0) lowPositive = Math.min(lowPositive, value);
        }
    }

    /** The smallest finite number, or ∞ if there is none. */
    float low() {
        return low;
    }

    /** The smallest finite number above 0, or ∞ if there is none. */
    float lowPositive() {
        return lowPositive;
    }

    /** The largest finite number, or −∞ if there is none. */
    float high() {
        return high;
    }
}
