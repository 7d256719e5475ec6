package dev.unroll.engine.train;

import dev.unroll.engine.tensor.Tensor;

import java.util.List;

/** How large gradients are. */
public final class GradientNorms {
    private GradientNorms() {}

    /** The norm of all numbers together; infinite or no number if one of them is. */
    public static double norm(List<Tensor> tensors) {
        double sum = 0;
        for (Tensor tensor : tensors) sum += squared(tensor);
        return Math.sqrt(sum);
    }

    /** The norm of one tensor. */
    public static double norm(Tensor tensor) {
        return Math.sqrt(squared(tensor));
    }

    private static double squared(Tensor tensor) {
        float[] values = tensor.read();
        double sum = 0;
        for (int i = tensor.offset(); i < tensor.offset() + tensor.length(); i++) sum += (double) values[i] * values[i];
        return sum;
    }
}
