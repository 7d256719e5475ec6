package dev.unroll.engine.embedding;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

/** The dot product of every two of some vectors: how alike they are, and how long. */
public final class GramMatrix {
    private GramMatrix() {}

    /**
     * The dot products.
     *
     * @param vectors {@code [TIME, UNIT]}, or another axis in the place of {@code TIME}
     * @return {@code [TIME, KEY]}, symmetric
     * @throws IllegalArgumentException if they are no matrix
     */
    public static Tensor of(Tensor vectors) {
        if (vectors.shape().rank() != 2)
            throw new IllegalArgumentException("a Gram matrix is made of [TIME, UNIT], not " + vectors.shape());
        int count = vectors.shape().size(0);
        Tensor dots = Tensor.zeros(Shape.of(vectors.shape().axis(0), count, Axis.KEY, count));
        for (int a = 0; a < count; a++)
            for (int b = 0; b < count; b++) dots.write()[a * count + b] = dot(vectors.slice(a), vectors.slice(b));
        return dots;
    }

    private static float dot(Tensor a, Tensor b) {
        float sum = 0;
        for (int i = 0; i < a.length(); i++) sum += a.at(i) * b.at(i);
        return sum;
    }
}
