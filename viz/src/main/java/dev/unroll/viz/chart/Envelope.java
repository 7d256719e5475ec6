package dev.unroll.viz.chart;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * A curve of any number of steps as the few points that can be told apart on a screen: of the steps on each pixel the first
 * smallest and the first largest, in the order in which they came.
 *
 * @param steps the steps to be joined; −1 where the curve is broken
 * @param broken of each pixel with numbers that cannot be drawn, the first of their steps
 */
record Envelope(int[] steps, int[] broken) {
    /**
     * The envelope of the first {@code size} of {@code values}.
     *
     * @param x where a step stands, growing with the step
     * @param logarithmic whether only numbers above 0 can be drawn
     */
    static Envelope of(float[] values, int size, IntToDoubleFunction x, boolean logarithmic) {
        Builder builder = new Builder(values, logarithmic);
        for (int from = 0; from < size; ) {
            int to = nextPixel(from, size, x);
            builder.pixel(from, to);
            from = to;
        }
        return new Envelope(
                Arrays.copyOf(builder.steps, builder.count), Arrays.copyOf(builder.broken, builder.brokenCount));
    }

    /** The first step after {@code from} that falls on another pixel. */
    private static int nextPixel(int from, int size, IntToDoubleFunction x) {
        double pixel = Math.floor(x.applyAsDouble(from));
        int low = from + 1;
        int high = size;
        // Doubling and halving: most pixels of a long curve have as many steps as the one before, those of a short one
        // 1.
        for (int stride = 1; low + stride < high; stride *= 2) {
            if (Math.floor(x.applyAsDouble(low + stride)) > pixel) high = low + stride;
            else low += stride;
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Math.floor(x.applyAsDouble(middle)) > pixel) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private static final class Builder {
        private final float[] values;
        private final boolean logarithmic;
        private int[] steps = new int[256];
        private int count;
        private int[] broken = new int[16];
        private int brokenCount;

        Builder(float[] values, boolean logarithmic) {
            this.values = values;
            this.logarithmic = logarithmic;
        }

        void pixel(int from, int to) {
            int least = -1;
            int largest = -1;
            int lost = -1;
            for (int i = from; i < to; i++) {
                float value = values[i];
                if (!Float.isFinite(value) || logarithmic && value <= 0) {
                    if (lost < 0) lost = i;
                    continue;
                }
                if (least < 0 || value < values[least]) least = i;
                if (largest < 0 || value > values[largest]) largest = i;
            }
            if (lost >= 0) {
                if (brokenCount == broken.length) broken = Arrays.copyOf(broken, 2 * brokenCount);
                broken[brokenCount++] = lost;
            }
            if (least < 0) {
                add(-1);
                return;
            }
            int first = Math.min(least, largest);
            int second = Math.max(least, largest);
            if (lost >= 0 && lost < first) add(-1);
            add(first);
            if (lost > first && lost < second) add(-1);
            if (second != first) add(second);
            if (lost > second) add(-1);
        }

        private void add(int step) {
            if (count == steps.length) steps = Arrays.copyOf(steps, 2 * count);
            steps[count++] = step;
        }
    }
}
