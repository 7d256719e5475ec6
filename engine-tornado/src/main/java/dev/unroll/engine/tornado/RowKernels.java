package dev.unroll.engine.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Kernels with a group of 64 threads for each row, which add up in local memory; {@code s} begins with rows and columns. The sums are
 * written out each time: TornadoVM gets a method wrong that is given an array in local memory.
 */
final class RowKernels {
    private RowKernels() {}

    static void softmax(KernelContext context, FloatArray x, FloatArray out, IntArray s) {
        int t = context.localIdx;
        int columns = s.get(1);
        int at = context.groupIdx * columns;
        float[] shared = context.allocateFloatLocalArray(64);
        float max = Float.NEGATIVE_INFINITY;
        for (int j = t; j < columns; j += 64) max = TornadoMath.max(max, x.get(at + j));
        shared[t] = max;
        for (int half = 32; half > 0; half /= 2) {
            context.localBarrier();
            if (t < half) shared[t] = TornadoMath.max(shared[t], shared[t + half]);
        }
        context.localBarrier();
        max = shared[0];
        context.localBarrier();
        float sum = 0;
        for (int j = t; j < columns; j += 64) sum += TornadoMath.exp(x.get(at + j) - max);
        shared[t] = sum;
        for (int half = 32; half > 0; half /= 2) {
            context.localBarrier();
            if (t < half) shared[t] += shared[t + half];
        }
        context.localBarrier();
        float norm = 1 / shared[0];
        for (int j = t; j < columns; j += 64) out.set(at + j, norm * TornadoMath.exp(x.get(at + j) - max));
    }

    static void softmaxBackward(KernelContext context, FloatArray y, FloatArray dy, FloatArray dx, IntArray s) {
        int t = context.localIdx;
        int columns = s.get(1);
        int at = context.groupIdx * columns;
        float[] shared = context.allocateFloatLocalArray(64);
        float sum = 0;
        for (int j = t; j < columns; j += 64) sum += y.get(at + j) * dy.get(at + j);
        shared[t] = sum;
        for (int half = 32; half > 0; half /= 2) {
            context.localBarrier();
            if (t < half) shared[t] += shared[t + half];
        }
        context.localBarrier();
        float dot = shared[0];
        for (int j = t; j < columns; j += 64) dx.set(at + j, dx.get(at + j) + y.get(at + j) * (dy.get(at + j) - dot));
    }

    /**
     * After {@link #softmax} has written the probabilities: the loss of each row.
     *
     * @param s and from the third on the targets
     * @param f the label smoothing
     */
    static void crossEntropy(KernelContext context, FloatArray logits, FloatArray losses, IntArray s, FloatArray f) {
        int t = context.localIdx;
        int columns = s.get(1);
        int row = context.groupIdx;
        int at = row * columns;
        float[] shared = context.allocateFloatLocalArray(64);
        float max = Float.NEGATIVE_INFINITY;
        for (int j = t; j < columns; j += 64) max = TornadoMath.max(max, logits.get(at + j));
        shared[t] = max;
        for (int half = 32; half > 0; half /= 2) {
            context.localBarrier();
            if (t < half) shared[t] = TornadoMath.max(shared[t], shared[t + half]);
        }
        context.localBarrier();
        max = shared[0];
        context.localBarrier();
        float sum = 0;
        for (int j = t; j < columns; j += 64) sum += TornadoMath.exp(logits.get(at + j) - max);
        shared[t] = sum;
        for (int half = 32; half > 0; half /= 2) {
            context.localBarrier();
            if (t < half) shared[t] += shared[t + half];
        }
        context.localBarrier();
        float logSumExp = max + TornadoMath.log(shared[0]);
        context.localBarrier();
        float all = 0;
        for (int j = t; j < columns; j += 64) all += logSumExp - logits.get(at + j);
        shared[t] = all;
        for (int half = 32; half > 0; half /= 2) {
            context.localBarrier();
            if (t < half) shared[t] += shared[t + half];
        }
        context.localBarrier();
        if (t == 0) {
            int target = s.get(2 + row);
            float loss = 0;
            if (target >= 0) {
                float smoothing = f.get(0);
                loss = (1 - smoothing) * (logSumExp - logits.get(at + target));
                if (smoothing > 0) loss += smoothing / columns * shared[0];
            }
            losses.set(row, loss);
        }
    }

    /** A thread for each element; {@code s} and {@code f} as for {@link #crossEntropy}. */
    static void crossEntropyBackward(
            KernelContext context,
            FloatArray probabilities,
            FloatArray dLosses,
            FloatArray dLogits,
            IntArray s,
            FloatArray f) {
        int i = context.globalIdx;
        int columns = s.get(1);
        if (i < s.get(0) * columns) {
            int row = i / columns;
            int target = s.get(2 + row);
            if (target >= 0) {
                float wanted = f.get(0) / columns;
                if (i % columns == target) wanted += 1 - f.get(0);
                dLogits.set(i, dLogits.get(i) + dLosses.get(row) * (probabilities.get(i) - wanted));
            }
        }
    }

    /** @param f epsilon */
    static void layerNorm(
            KernelContext context,
            FloatArray x,
            FloatArray weight,
            FloatArray bias,
            FloatArray out,
            FloatArray mean,
            FloatArray rstd,
            IntArray s,
            FloatArray f) {
        int t = context.localIdx;
        int columns = s.get(1);
        int row = context.groupIdx;
        int at = row * columns;
        float[] shared = context.allocateFloatLocalArray(64);
        float sum = 0;
        for (int j = t; j < columns; j += 64) sum += x.get(at + j);
        shared[t] = sum;
        for (int half = 32; half > 0; half /= 2) {
            context.localBarrier();
            if (t < half) shared[t] += shared[t + half];
        }
        context.localBarrier();
        float m = shared[0] / columns;
        context.localBarrier();
        float squares = 0;
        for (int j = t; j < columns; j += 64) squares += (x.get(at + j) - m) * (x.get(at + j) - m);
        shared[t] = squares;
        for (int half = 32; half > 0; half /= 2) {
            context.localBarrier();
            if (t < half) shared[t] += shared[t + half];
        }
        context.localBarrier();
        float r = 1 / TornadoMath.sqrt(shared[0] / columns + f.get(0));
        for (int j = t; j < columns; j += 64) out.set(at + j, (x.get(at + j) - m) * r * weight.get(j) + bias.get(j));
        if (t == 0) {
            mean.set(row, m);
            rstd.set(row, r);
        }
    }

    /** The gradient of the input of {@link #layerNorm}. */
    static void layerNormBackward(
            KernelContext context,
            FloatArray x,
            FloatArray weight,
            FloatArray mean,
            FloatArray rstd,
            FloatArray dy,
            FloatArray dx,
            IntArray s) {
        int t = context.localIdx;
        int columns = s.get(1);
        int row = context.groupIdx;
        int at = row * columns;
        float[] sums = context.allocateFloatLocalArray(64);
        float[] dots = context.allocateFloatLocalArray(64);
        float m = mean.get(row);
        float r = rstd.get(row);
        float sum = 0;
        float dot = 0;
        for (int j = t; j < columns; j += 64) {
            float d = dy.get(at + j) * weight.get(j);
            sum += d;
            dot += d * (x.get(at + j) - m) * r;
        }
        sums[t] = sum;
        dots[t] = dot;
        for (int half = 32; half > 0; half /= 2) {
            context.localBarrier();
            if (t < half) {
                sums[t] += sums[t + half];
                dots[t] += dots[t + half];
            }
        }
        context.localBarrier();
        float meanOfD = sums[0] / columns;
        float meanOfDot = dots[0] / columns;
        for (int j = t; j < columns; j += 64) {
            float d = dy.get(at + j) * weight.get(j);
            float normal = (x.get(at + j) - m) * r;
            dx.set(at + j, dx.get(at + j) + r * (d - meanOfD - normal * meanOfDot));
        }
    }

    /** The gradients of weight and bias of {@link #layerNorm}, a thread for each column. */
    static void layerNormBackwardWeights(
            KernelContext context,
            FloatArray x,
            FloatArray mean,
            FloatArray rstd,
            FloatArray dy,
            FloatArray dWeight,
            FloatArray dBias,
            IntArray s) {
        int column = context.globalIdx;
        int rows = s.get(0);
        int columns = s.get(1);
        if (column < columns) {
            float weight = 0;
            float bias = 0;
            for (int row = 0; row < rows; row++) {
                float d = dy.get(row * columns + column);
                weight += d * (x.get(row * columns + column) - mean.get(row)) * rstd.get(row);
                bias += d;
            }
            dWeight.set(column, dWeight.get(column) + weight);
            dBias.set(column, dBias.get(column) + bias);
        }
    }
}
