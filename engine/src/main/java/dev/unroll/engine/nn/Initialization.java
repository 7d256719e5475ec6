package dev.unroll.engine.nn;

import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.SplittableRandom;

/** Where weights start from. The same seed gives the same weights. */
public final class Initialization {
    private final @Nullable SplittableRandom random;

    /** A source of weights. */
    public Initialization(long seed) {
        this(new SplittableRandom(seed));
    }

    private Initialization(@Nullable SplittableRandom random) {
        this.random = random;
    }

    /** No weights but 0, for a model that is to be filled with others: drawing many takes its time. */
    public static Initialization zeros() {
        return new Initialization((SplittableRandom) null);
    }

    /** Whether it draws numbers, so that who comes first matters. */
    public boolean isRandom() {
        return random != null;
    }

    /** Uniform in ±bound. */
    public Tensor uniform(Shape shape, double bound) {
        SplittableRandom source = random;
        float[] values = new float[shape.length()];
        if (source == null) return Tensor.of(shape, values);
        for (int i = 0; i < values.length; i++) values[i] = (float) source.nextDouble(-bound, Math.nextUp(bound));
        return Tensor.of(shape, values);
    }

    /** Normal with mean 0 and the given standard deviation. */
    public Tensor normal(Shape shape, double standardDeviation) {
        SplittableRandom source = random;
        float[] values = new float[shape.length()];
        if (source == null) return Tensor.of(shape, values);
        for (int i = 0; i < values.length; i++) values[i] = (float) (source.nextGaussian() * standardDeviation);
        return Tensor.of(shape, values);
    }
}
