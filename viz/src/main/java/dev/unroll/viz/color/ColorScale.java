package dev.unroll.viz.color;

import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javafx.scene.paint.Color;

/**
 * Which number has which colour. Numbers beyond the domain take the colour of its end; NaN and infinities a look of their own.
 *
 * @param palette the colours
 * @param low the number with the first colour
 * @param high the number with the last colour
 * @param logarithmic whether equal ratios rather than equal differences are equally far apart
 */
public record ColorScale(Palette palette, double low, double high, boolean logarithmic) {
    /** @throws IllegalArgumentException if the domain is empty, or reaches 0 on a logarithmic scale */
    public ColorScale {
        if (!(low < high)) throw new IllegalArgumentException("a scale from " + low + " to " + high + " is empty");
        if (logarithmic && low <= 0) {
            throw new IllegalArgumentException("a logarithmic scale begins above 0, not at " + low);
        }
    }

    /** Signed numbers from {@code −extent} to {@code extent}. */
    public static ColorScale signed(double extent) {
        return new ColorScale(Palette.DIVERGING, -extent, extent, false);
    }

    /** Signed numbers, wide enough for every finite number of the tensors, rounded up to 1, 2 or 5 times a power of ten. */
    public static ColorScale signed(Tensor... tensors) {
        double largest = 0;
        for (Tensor tensor : tensors) {
            for (int i = 0; i < tensor.length(); i++) {
                double size = Math.abs(tensor.at(i));
                if (Double.isFinite(size)) largest = Math.max(largest, size);
            }
        }
        return signed(largest == 0 ? 1 : roundUp(largest));
    }

    /**
     * Signed numbers, wide enough for most of them, rounded up likewise: a few that are far larger do not fade the others.
     *
     * @param share how many of all numbers are within the scale, from 0 to 1
     * @throws IllegalArgumentException if there are no numbers
     */
    public static ColorScale signedForMost(double share, List<Tensor> tensors) {
        int count = tensors.stream().mapToInt(Tensor::length).sum();
        if (count == 0) throw new IllegalArgumentException("there are no numbers for a scale");
        float[] sizes = new float[count];
        int at = 0;
        for (Tensor tensor : tensors) for (int i = 0; i < tensor.length(); i++) sizes[at++] = Math.abs(tensor.at(i));
        Arrays.sort(sizes);
        return signed(Tensor.scalar(sizes[(int) (share * (count - 1))]));
    }

    /** Probabilities, from 0 to 1. */
    public static ColorScale probability() {
        return new ColorScale(Palette.PROBABILITY, 0, 1, false);
    }

    /** Sizes such as losses, from 0 to the first whole number that none of the finite ones is above, at least 1. */
    public static ColorScale upTo(Tensor sizes) {
        double largest = 1;
        for (int i = 0; i < sizes.length(); i++)
            if (Float.isFinite(sizes.at(i))) largest = Math.max(largest, sizes.at(i));
        return new ColorScale(Palette.PROBABILITY, 0, Math.ceil(largest), false);
    }

    /** Sizes of gradients on a logarithmic scale. */
    public static ColorScale gradient(double low, double high) {
        return new ColorScale(Palette.GRADIENT, low, high, true);
    }

    /** Sizes of gradients on a logarithmic scale of four powers of ten, up to the first power above the largest finite one. */
    public static ColorScale gradientOf(Tensor sizes) {
        double largest = 0;
        for (int i = 0; i < sizes.length(); i++)
            if (Float.isFinite(sizes.at(i))) largest = Math.max(largest, sizes.at(i));
        double high = largest == 0 ? 1 : Math.pow(10, Math.ceil(Math.log10(largest)));
        return gradient(high * 1e-4, high);
    }

    /** Counts on a logarithmic scale from 1 to the largest, or to 10 where none is larger. */
    public static ColorScale counts(Tensor counts) {
        double largest = 10;
        for (int i = 0; i < counts.length(); i++) largest = Math.max(largest, counts.at(i));
        return new ColorScale(Palette.PROBABILITY, 1, largest, true);
    }

    /** Where a number lies between low (0) and high (1); NaN for what is not finite. */
    public double position(double value) {
        if (!Double.isFinite(value)) return Double.NaN;
        if (!logarithmic) return Math.clamp((value - low) / (high - low), 0, 1);
        if (value <= low) return 0;
        return Math.min(1, Math.log(value / low) / Math.log(high / low));
    }

    /** The colour of a number as ARGB. */
    public int argb(double value, boolean dark) {
        return palette.argb(position(value), dark);
    }

    /** The colour of a number. */
    public Color color(double value, boolean dark) {
        return palette.color(position(value), dark);
    }

    /** Whether the palette shows signs. */
    public boolean isSigned() {
        return palette == Palette.DIVERGING;
    }

    /** Round numbers across the domain: its ends and what lies between, or powers of ten. */
    public List<Double> ticks() {
        if (!logarithmic) return List.of(low, (low + high) / 2, high);
        List<Double> ticks = new ArrayList<>();
        int first = (int) Math.ceil(Math.log10(low) - 1e-9);
        int last = (int) Math.floor(Math.log10(high) + 1e-9);
        int stride = Math.max(1, (last - first + 3) / 4);
        for (int power = first; power <= last; power += stride) ticks.add(Math.pow(10, power));
        return ticks;
    }

    private static double roundUp(double value) {
        double unit = Math.pow(10, Math.floor(Math.log10(value)));
        double[] rounds = {1, 2, 5, 10};
        for (double round : rounds) if (value <= round * unit * (1 + 1e-9)) return round * unit;
        return 10 * unit;
    }
}
