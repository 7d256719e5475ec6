package dev.unroll.engine.nn;

import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import static dev.unroll.engine.tensor.Axis.TIME;
import static dev.unroll.engine.tensor.Axis.UNIT;

/** The fixed position encoding of Vaswani et al. (2017, §3.5): a sine and a cosine for each of many wavelengths. */
public final class SinusoidalPositions {
    private SinusoidalPositions() {}

    /** {@code PE(p, 2i) = sin(p / 10000^(2i/units))}, {@code PE(p, 2i+1) = cos(…)}: {@code [TIME, UNIT]}. */
    public static Tensor table(int positions, int units) {
        Tensor table = Tensor.zeros(Shape.of(TIME, positions, UNIT, units));
        for (int p = 0; p < positions; p++) {
            for (int unit = 0; unit < units; unit++) {
                double angle = p / Math.pow(10_000, (unit - unit % 2) / (double) units);
                table.write()[p * units + unit] = (float) (unit % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
            }
        }
        return table;
    }
}
