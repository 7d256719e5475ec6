package dev.unroll.viz.cell;

import dev.unroll.viz.color.ColorScale;

import java.util.Map;

/**
 * What one unit of a recurrent cell holds at a time step. A part without a number is 0, as the states before the first step are.
 *
 * @param step the time step, from 0
 * @param values the number of each part
 * @param unchanged what those numbers would be that another was set by hand for, or that follow from it; the others may be left out
 * @param gradients the gradient of each part; empty where there is none
 */
public record UnitStep(
        int step, Map<CellPart, Float> values, Map<CellPart, Float> unchanged, Map<CellPart, Float> gradients) {
    /** Nothing yet. */
    public static final UnitStep NONE = new UnitStep(0, Map.of(), Map.of(), Map.of());

    /** Copies the maps. */
    public UnitStep {
        values = Map.copyOf(values);
        unchanged = Map.copyOf(unchanged);
        gradients = Map.copyOf(gradients);
    }

    /** What is smaller than the largest gradient by this has the faintest colour. */
    private static final double DEEPEST = 1e-4;

    /** Which size of a gradient has which colour. */
    public ColorScale gradientScale() {
        double top = steepest() > 0 ? steepest() : 1;
        return ColorScale.gradient(top * DEEPEST, top);
    }

    /** The size of the largest gradient. */
    double steepest() {
        double largest = 0;
        for (float gradient : gradients.values())
            if (Float.isFinite(gradient)) largest = Math.max(largest, Math.abs(gradient));
        return largest;
    }

    /** The number of a part. */
    public float value(CellPart part) {
        return values.getOrDefault(part, 0f);
    }

    /** The number of a part of this step. */
    float value(String name) {
        return value(CellPart.of(name));
    }

    /** The gradient of a part of this step. */
    float gradient(String name) {
        return gradients.getOrDefault(CellPart.of(name), 0f);
    }
}
