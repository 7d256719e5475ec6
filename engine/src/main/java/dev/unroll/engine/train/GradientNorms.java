package dev.unroll.engine.train;

import dev.unroll.engine.tensor.Tensor;

import java.util.List;
import java.util.stream.IntStream;

/** How large gradients are. */
public final class GradientNorms {
    private GradientNorms() {}

    /** The norm of all numbers together; infinite or no number if one of them is. */
    public static double norm(List<Tensor> tensors) {
        double[] squares = new double[tensors.size()];
        IntStream.range(0, squares.length).parallel().forEach(i -> squares[i] = squared(tensors.get(i)));
        double sum = 0;
        for (double square : squares) sum += square; // in order, so that it is always the same sum
        return Math.sqrt(sum);
    }

    private static double squared(Tensor tensor) {
        float[] values = tensor.read();
        double sum = 0;
        for (int i = tensor.offset(); i < tensor.offset() + tensor.length(); i++) sum += (double) values[i] * values[i];
        return sum;
    }
}
