package dev.unroll.viz.gradient;

import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Powers of ten from the bottom of a diagram to its top.
 *
 * @param low the power of ten at the bottom
 * @param high the power of ten at the top, above {@code low}
 */
public record LogScale(int low, int high) {
    /** As many powers of ten as are shown at most; what is smaller lies at the bottom. */
    private static final int MOST = 40;

    /** @throws IllegalArgumentException if there is nothing between bottom and top */
    public LogScale {
        if (low >= high) throw new IllegalArgumentException("a scale from 10^" + low + " to 10^" + high + " is empty");
    }

    /** The fewest whole powers of ten that hold every number above 0 of the tensors, at least two. */
    public static LogScale of(List<Tensor> tensors) {
        double smallest = Double.POSITIVE_INFINITY;
        double largest = 0;
        for (Tensor tensor : tensors) {
            for (int i = 0; i < tensor.length(); i++) {
                double size = tensor.at(i);
                if (!(size > 0) || Double.isInfinite(size)) continue;
                smallest = Math.min(smallest, size);
                largest = Math.max(largest, size);
            }
        }
        if (largest == 0) return new LogScale(-4, 0);
        int high = (int) Math.ceil(Math.log10(largest) - 1e-6);
        int low = (int) Math.floor(Math.log10(smallest) + 1e-6);
        return new LogScale(Math.clamp(low, high - MOST, high - 2), high);
    }

    /** The same up to its top, reaching down by no more than {@code most} powers of ten. */
    public LogScale atMost(int most) {
        return new LogScale(Math.max(low, high - most), high);
    }

    /** Where a number lies between the bottom (0) and the top (1); beyond them at the ends; NaN for what is no number. */
    public double position(double value) {
        if (Double.isNaN(value)) return Double.NaN;
        if (value <= 0) return 0;
        return Math.clamp((Math.log10(value) - low) / (high - low), 0, 1);
    }

    /** Some of the powers of ten, with the top one, at most {@code most} of them and at least two. */
    public List<Integer> powers(int most) {
        int stride = Math.max(1, Math.ceilDiv(high - low, Math.max(1, most - 1)));
        List<Integer> powers = new ArrayList<>();
        for (int power = high; power >= low; power -= stride) powers.add(power);
        return powers;
    }
}
