package dev.unroll.engine.nn;

import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.SplittableRandom;

/** Where weights start from. The same seed gives the same weights. */
public final class Initialization {
    private final SplittableRandom random;

    /** A source of weights. */
    public Initialization(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Uniform in ±bound. */
    public Tensor uniform(Shape shape, double bound) {
        float[] values = new float[shape.length()];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextDouble(-bound, Math.nextUp(bound));
        return Tensor.of(shape, values);
    }

    /** Normal with mean 0 and the given standard deviation. */
    public Tensor normal(Shape shape, double standardDeviation) {
        float[] values = new float[shape.length()];
        for (int i = 0; i < values.length; i++) values[i] = (float) (random.nextGaussian() * standardDeviation);
        return Tensor.of(shape, values);
    }
}
