package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Tensor;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

import static dev.unroll.engine.backend.Lanes.L;

/** Softmax and cross-entropy, some rows at a time. */
final class SimdRows {
    private SimdRows() {}

    static void softmax(Tensor x, IntUnaryOperator lengths, Tensor out, int from, int to) {
        int columns = x.shape().columns();
        for (int row = from; row < to; row++) {
            int length = lengths.applyAsInt(row);
            int outAt = out.offset() + row * columns;
            softmax(x.read(), x.offset() + row * columns, length, out.write(), outAt, columns);
        }
    }

    /**
     * Softmax of the first {@code length} numbers of one row, with zeros after them. Whole vectors are computed, since odd ends take
     * longer than they do.
     *
     * @return the logarithm of the sum of the exponentials
     */
    static double softmax(float[] x, int xAt, int length, float[] out, int outAt, int columns) {
        float max = SimdSums.max(x, xAt, length);
        int computed = Math.min(columns, (length + L - 1) / L * L);
        SimdActivations.exp(x, xAt, max, out, outAt, computed);
        if (length < columns) Arrays.fill(out, outAt + length, outAt + columns, 0);
        float sum = SimdSums.sum(out, outAt, computed);
        if (length > 0) SimdElementwise.scale(1 / sum, out, outAt, computed);
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
            double logSumExp = softmax(z, at, columns, p, probabilities.offset() + row * columns, columns);
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
