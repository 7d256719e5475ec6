package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** Scaled dot-product attention, one query at a time: no array of queries × keys is needed. */
final class ScalarAttention {
    private final Tensor q;
    private final Tensor k;
    private final Tensor v;
    private final AttentionMask mask;
    private final float scale;
    private final int heads;
    private final int queries;
    private final int keys;
    private final int channels;

    private ScalarAttention(AttentionInputs in) {
        q = in.query();
        k = in.key();
        v = in.value();
        mask = in.mask();
        scale = in.scale();
        heads = q.shape().size(1);
        queries = q.shape().size(2);
        keys = k.shape().size(2);
        channels = q.shape().size(3);
    }

    static void forward(AttentionInputs in, @Nullable Tensor weights, Tensor logSumExp, Tensor out) {
        ScalarAttention attention = new ScalarAttention(in);
        float[] row = new float[attention.keys];
        for (int i = 0; i < logSumExp.length(); i++) attention.forward(i, row, weights, logSumExp, out);
    }

    /** Query {@code i}, counted over batch, head and position. */
    private void forward(int i, float[] row, @Nullable Tensor weights, Tensor logSumExp, Tensor out) {
        int visible = visible(i);
        Arrays.fill(row, 0);
        scores(i, visible, row);
        double lse = visible == 0 ? 0 : Rows.softmax(row, 0, row, 0, visible);
        logSumExp.write()[logSumExp.offset() + i] = (float) lse;
        if (weights != null) System.arraycopy(row, 0, weights.write(), weights.offset() + i * keys, keys);
        float[] to = out.write();
        int at = out.offset() + i * channels;
        Arrays.fill(to, at, at + channels, 0);
        for (int j = 0; j < visible; j++) {
            int value = v.offset() + key(i, j);
            for (int c = 0; c < channels; c++) to[at + c] += row[j] * v.read()[value + c];
        }
    }

    private int visible(int i) {
        return mask.visibleKeys(i / (heads * queries), i % queries, keys);
    }

    /** Where the channels of key {@code j} begin, of the head that query {@code i} belongs to. */
    private int key(int i, int j) {
        return (i / queries * keys + j) * channels;
    }

    private void scores(int i, int visible, float[] row) {
        for (int j = 0; j < visible; j++) {
            row[j] = scale * dot(q.read(), q.offset() + i * channels, k.read(), k.offset() + key(i, j));
        }
    }

    private float dot(float[] x, int xAt, float[] y, int yAt) {
        float sum = 0;
        for (int c = 0; c < channels; c++) sum += x[xAt + c] * y[yAt + c];
        return sum;
    }

    static void backward(
            AttentionInputs in, Tensor logSumExp, Tensor out, Tensor dOut, Tensor dq, Tensor dk, Tensor dv) {
        ScalarAttention attention = new ScalarAttention(in);
        float[] row = new float[attention.keys];
        for (int i = 0; i < logSumExp.length(); i++) attention.backward(i, row, logSumExp.at(i), out, dOut, dq, dk, dv);
    }

    private void backward(int i, float[] row, float lse, Tensor out, Tensor dOut, Tensor dq, Tensor dk, Tensor dv) {
        int visible = visible(i);
        scores(i, visible, row);
        int at = i * channels;
        float outDot = dot(out.read(), out.offset() + at, dOut.read(), dOut.offset() + at);
        float[] d = dOut.read();
        for (int j = 0; j < visible; j++) {
            int key = key(i, j);
            float weight = (float) Math.exp(row[j] - lse);
            float dWeight = dot(d, dOut.offset() + at, v.read(), v.offset() + key);
            float dScore = scale * weight * (dWeight - outDot);
            for (int c = 0; c < channels; c++) {
                dv.write()[dv.offset() + key + c] += weight * d[dOut.offset() + at + c];
                dq.write()[dq.offset() + at + c] += dScore * k.read()[k.offset() + key + c];
                dk.write()[dk.offset() + key + c] += dScore * q.read()[q.offset() + at + c];
            }
        }
    }
}
