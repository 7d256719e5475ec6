package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Tensor;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Softmax and cross-entropy, some rows at a time. */
final class SimdRows {
    private SimdRows() {}

    static void softmax(Tensor x, IntUnaryOperator lengths, Tensor out, int from, int to) {
        int columns = x.shape().columns();
        for (int row = from; row < to; row++) {
            int length = lengths.applyAsInt(row);
            int outAt = out.offset() + row * columns;
            if (length > 0) softmax(x.read(), x.offset() + row * columns, out.write(), outAt, length);
            if (length < columns) Arrays.fill(out.write(), outAt + length, outAt + columns, 0);
        }
    }

    /**
     * Softmax of one row.
     *
     * @return the logarithm of the sum of the exponentials
     */
    static double softmax(float[] x, int xAt, float[] out, int outAt, int columns) {
        float max = SimdSums.max(x, xAt, columns);
        SimdActivations.exp(x, xAt, max, out, outAt, columns);
        float sum = SimdSums.sum(out, outAt, columns);
        SimdElementwise.scale(1 / sum, out, outAt, columns);
        return max + Math.log(sum);
    }

    /** The gradient of {@link #softmax}; the equation is that of {@link Backend#softmaxBackward}. */
    static void softmaxBackward(Tensor y, Tensor dy, Tensor dx, int from, int to) {
        float[] ys = y.read();
        float[] dys = dy.read();
        int columns = y.shape().columns();
        for (int row = from; row < to; row++) {
            int yAt = y.offset() + row * columns;
            int dyAt = dy.offset() + row * columns;
            int dxAt = dx.offset() + row * columns;
            float dot = SimdSums.dot(ys, yAt, dys, dyAt, columns);
            SimdElementwise.addProductOfDifference(ys, yAt, dys, dyAt, dot, dx.write(), dxAt, columns);
        }
    }

    /** The losses are those of {@link Backend#crossEntropy}. */
    static void crossEntropy(
            Tensor logits, int[] targets, float labelSmoothing, Tensor probabilities, Tensor losses, int from, int to) {
        float[] z = logits.read();
        float[] p = probabilities.write();
        int columns = logits.shape().columns();
        for (int row = from; row < to; row++) {
            int at = logits.offset() + row * columns;
            double logSumExp = softmax(z, at, p, probabilities.offset() + row * columns, columns);
            double loss = 0;
            if (targets[row] >= 0) {
                loss = (1 - labelSmoothing) * (logSumExp - z[at + targets[row]]);
                if (labelSmoothing > 0) loss += labelSmoothing * (logSumExp - SimdSums.sum(z, at, columns) / columns);
            }
            losses.write()[losses.offset() + row] = (float) loss;
        }
    }

    /** The gradient of {@link #crossEntropy}. */
    static void crossEntropyBackward(
            Tensor probabilities,
            int[] targets,
            float labelSmoothing,
            Tensor dLosses,
            Tensor dLogits,
            int from,
            int to) {
        float[] p = probabilities.read();
        float[] dz = dLogits.write();
        int columns = probabilities.shape().columns();
        float evenly = labelSmoothing / columns;
        for (int row = from; row < to; row++) {
            if (targets[row] < 0) continue;
            float scale = dLosses.at(row);
            int pAt = probabilities.offset() + row * columns;
            int at = dLogits.offset() + row * columns;
            SimdElementwise.addScaledDifference(scale, p, pAt, evenly, dz, at, columns);
            dz[at + targets[row]] -= scale * (1 - labelSmoothing);
        }
    }
}
