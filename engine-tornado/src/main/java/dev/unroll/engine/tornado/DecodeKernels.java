package dev.unroll.engine.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * What a GPT computes for one token. Products have a group of 64 threads for each row of the weight, which is read once, from front to
 * back; {@code s} holds the position, units, and heads.
 */
final class DecodeKernels {
    /** The longest context that attention has room for in local memory. */
    static final int CONTEXT = 4096;

    private DecodeKernels() {}

    /** {@code out = norm(x)}, by one group. */
    static void norm(
            KernelContext context,
            FloatArray x,
            FloatArray weight,
            FloatArray bias,
            FloatArray out,
            IntArray s,
            FloatArray f) {
        int t = context.localIdx;
        int units = s.get(1);
        float[] shared = context.allocateFloatLocalArray(64);
        float sum = 0;
        for (int j = t; j < units; j += 64) sum += x.get(j);
        shared[t] = sum;
        for (int half = 32; half > 0; half /= 2) {
            context.localBarrier();
            if (t < half) shared[t] += shared[t + half];
        }
        context.localBarrier();
        float mean = shared[0] / units;
        context.localBarrier();
        float squares = 0;
        for (int j = t; j < units; j += 64) squares += (x.get(j) - mean) * (x.get(j) - mean);
        shared[t] = squares;
        for (int half = 32; half > 0; half /= 2) {
            context.localBarrier();
            if (t < half) shared[t] += shared[t + half];
        }
        context.localBarrier();
        float rstd = 1 / TornadoMath.sqrt(shared[0] / units + f.get(0));
        for (int j = t; j < units; j += 64) out.set(j, (x.get(j) - mean) * rstd * weight.get(j) + bias.get(j));
    }

    /**
     * {@code out = W x + b}, {@code out = gelu(W x + b)} or {@code out += W x + b}.
     *
     * @param columns of the weight
     * @param what 0, 1 or 2
     */
    static void linear(
            KernelContext context,
            FloatArray x,
            FloatArray weight,
            FloatArray bias,
            FloatArray out,
            int columns,
            int what) {
        int t = context.localIdx;
        int row = context.groupIdx;
        float[] shared = context.allocateFloatLocalArray(64);
        float sum = 0;
        for (int j = t; j < columns; j += 64) sum += weight.get(row * columns + j) * x.get(j);
        shared[t] = sum;
        for (int half = 32; half > 0; half /= 2) {
            context.localBarrier();
            if (t < half) shared[t] += shared[t + half];
        }
        context.localBarrier();
        if (t == 0) {
            float y = shared[0] + bias.get(row);
            if (what == 1) {
                float u = y * (1.5957691216f + 0.0713548162726f * y * y);
                y = y / (1 + TornadoMath.exp(-u));
            }
            if (what == 2) y += out.get(row);
            out.set(row, y);
        }
    }

    /** Puts the key and the value of this position with the others, {@code [position, unit]}. */
    static void remember(KernelContext context, FloatArray qkv, FloatArray keys, FloatArray values, IntArray s) {
        int i = context.globalIdx;
        int units = s.get(1);
        if (i < units) {
            keys.set(s.get(0) * units + i, qkv.get(units + i));
            values.set(s.get(0) * units + i, qkv.get(2 * units + i));
        }
    }

    /** Attention of this position to all up to itself, a group for each head. */
    static void attend(
            KernelContext context, FloatArray qkv, FloatArray keys, FloatArray values, FloatArray out, IntArray s) {
        int t = context.localIdx;
        int units = s.get(1);
        int channels = units / s.get(2);
        int first = context.groupIdx * channels;
        int count = s.get(0) + 1;
        float[] scores = context.allocateFloatLocalArray(4096);
        float[] shared = context.allocateFloatLocalArray(64);
        float scale = 1 / TornadoMath.sqrt(channels);
        float max = Float.NEGATIVE_INFINITY;
        for (int j = t; j < count; j += 64) {
            float score = 0;
            for (int c = 0; c < channels; c++) score += qkv.get(first + c) * keys.get(j * units + first + c);
            score *= scale;
            scores[j] = score;
            max = TornadoMath.max(max, score);
        }
        shared[t] = max;
        for (int half = 32; half > 0; half /= 2) {
            context.localBarrier();
            if (t < half) shared[t] = TornadoMath.max(shared[t], shared[t + half]);
        }
        context.localBarrier();
        max = shared[0];
        context.localBarrier();
        float sum = 0;
        for (int j = t; j < count; j += 64) {
            float weight = TornadoMath.exp(scores[j] - max);
            scores[j] = weight;
            sum += weight;
        }
        shared[t] = sum;
        for (int half = 32; half > 0; half /= 2) {
            context.localBarrier();
            if (t < half) shared[t] += shared[t + half];
        }
        context.localBarrier();
        float norm = 1 / shared[0];
        for (int c = t; c < channels; c += 64) {
            float mixed = 0;
            for (int j = 0; j < count; j++) mixed += scores[j] * values.get(j * units + first + c);
            out.set(first + c, norm * mixed);
        }
    }
}
