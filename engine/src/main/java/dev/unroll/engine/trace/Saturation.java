package dev.unroll.engine.trace;

import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * How often a unit is at the ends of its range, where its gradient is small (Karpathy, Johnson and Li 2015, §4.2).
 *
 * @param low the share of steps at which it is near the lower end
 * @param high the share of steps at which it is near the upper end
 */
public record Saturation(double low, double high) {
    /** For gates, whose range is 0 to 1: below 0.1 and above 0.9. */
    public static List<Saturation> ofGates(Tensor activations) {
        return of(activations, 0.1, 0.9);
    }

    /** For tanh, whose range is −1 to 1: below −0.9 and above 0.9. */
    public static List<Saturation> ofTanh(Tensor activations) {
        return of(activations, -0.9, 0.9);
    }

    /** The mean slope of tanh where its outputs are these, {@code 1 − h²}: by how much it shrinks a gradient that goes back. */
    public static double meanSlopeOfTanh(Tensor activations) {
        double sum = 0;
        for (float h : activations.toArray()) sum += 1 - (double) h * h;
        return sum / activations.length();
    }

    /** For each unit, the last axis, over all other axes. */
    private static List<Saturation> of(Tensor activations, double lower, double upper) {
        int units = activations.shape().columns();
        int steps = activations.shape().rows();
        List<Saturation> saturations = new ArrayList<>(units);
        for (int unit = 0; unit < units; unit++) {
            int low = 0;
            int high = 0;
            for (int step = 0; step < steps; step++) {
                float x = activations.at(step * units + unit);
                if (x < lower) low++;
                if (x > upper) high++;
            }
            saturations.add(new Saturation((double) low / steps, (double) high / steps));
        }
        return saturations;
    }
}
