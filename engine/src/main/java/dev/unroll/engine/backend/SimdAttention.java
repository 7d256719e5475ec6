package dev.unroll.engine.backend;

import dev.unroll.engine.backend.SimdMatmul.Matrix;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

import static dev.unroll.engine.backend.Lanes.L;

/**
 * Scaled dot-product attention in blocks, after Dao et al. (2022, FlashAttention): the weights of some queries for some keys at a
 * time, with a softmax that is corrected when a larger score comes along. A block has a row for each key and a lane for each query,
 * so that maxima and sums run down the rows, and no factor of a product needs packing but the queries.
 */
final class SimdAttention {
    /** Vectors of queries in a block, at most. */
    private static final int VECTORS = 3;

    /** Keys in a block. */
    static final int KEYS = 64;

    /** Fewer queries than this are better done one by one, as in generating. */
    private static final int FEW = 3;

    private final Workers workers;
    private final Tensor q;
    private final Tensor k;
    private final Tensor v;
    private final AttentionMask mask;
    private final float scale;
    private final int heads;
    private final int queries;
    private final int keys;
    private final int channels;

    /** Queries in a block, a whole number of vectors. */
    private final int width;

    /** The arrays of a thread's block, by what they are for, kept from call to call. */
    private static final ThreadLocal<float[][]> SCRATCH = ThreadLocal.withInitial(() -> new float[8][0]);

    private static float[] scratch(int purpose, int length) {
        float[][] mine = SCRATCH.get();
        if (mine[purpose].length < length) mine[purpose] = new float[length];
        return mine[purpose];
    }

    SimdAttention(Workers workers, AttentionInputs in) {
        this.workers = workers;
        q = in.query();
        k = in.key();
        v = in.value();
        mask = in.mask();
        scale = in.scale();
        heads = q.shape().size(1);
        queries = q.shape().size(2);
        keys = k.shape().size(2);
        channels = q.shape().size(3);
        int vectors = (queries + L - 1) / L;
        int blocks = Math.max(1, (vectors + VECTORS - 1) / VECTORS);
        width = Math.max(1, (vectors + blocks - 1) / blocks) * L;
    }

    /** As {@link Backend#attention}. */
    void forward(@Nullable Tensor weights, Tensor logSumExp, Tensor out) {
        int all = q.shape().size(0) * heads;
        if (all == 0 || queries == 0) return;
        if (queries <= FEW) {
            workers.stretches(all * queries, Math.max(1, 16_384 / Math.max(1, keys * channels)), (from, to) -> {
                for (int i = from; i < to; i++) one(i, weights, logSumExp, out);
            });
            return;
        }
        int blocks = (queries + width - 1) / width;
        int each = Math.max(1, 100_000 / Math.max(1, width * keys * channels));
        workers.stretches(all * blocks, each, (from, to) -> {
            Forward block = new Forward();
            for (int i = from; i < to; i++) block.compute(i / blocks, i % blocks * width, weights, logSumExp, out);
        });
    }

    /** As {@link Backend#attentionBackward}. */
    void backward(Tensor logSumExp, Tensor out, Tensor dOut, Tensor dq, Tensor dk, Tensor dv) {
        int all = q.shape().size(0) * heads;
        if (all == 0 || queries == 0) return;
        int each = Math.max(1, 50_000 / Math.max(1, queries * keys * channels));
        workers.stretches(all, each, (from, to) -> {
            Backward block = new Backward(logSumExp, out, dOut, dq, dk, dv);
            for (int head = from; head < to; head++) {
                for (int first = 0; first < queries; first += width) block.compute(head, first);
            }
        });
    }

    /** Query {@code i}, counted over batch, head and position, with all its keys in one row. */
    private void one(int i, @Nullable Tensor weights, Tensor logSumExp, Tensor out) {
        int head = i / queries;
        int visible = Math.max(0, mask.visibleKeys(head / heads, i % queries, keys));
        float[] row = new float[keys];
        float[] query = new float[channels];
        for (int c = 0; c < channels; c++) query[c] = scale * q.read()[q.offset() + i * channels + c];
        Matrix key = new Matrix(k.read(), k.offset() + head * keys * channels, 1, channels);
        SimdThin.multiply(Matrix.of(query, 0, channels, false), key, row, 0, 1, channels, keys, 0, visible);
        double lse = visible == 0 ? 0 : SimdRows.softmax(row, 0, visible, row, 0, visible);
        logSumExp.write()[logSumExp.offset() + i] = (float) lse;
        if (weights != null) System.arraycopy(row, 0, weights.write(), weights.offset() + i * keys, keys);
        int at = out.offset() + i * channels;
        Arrays.fill(out.write(), at, at + channels, 0);
        Matrix value = new Matrix(v.read(), v.offset() + head * keys * channels, channels, 1);
        SimdThin.multiply(Matrix.of(row, 0, keys, false), value, out.write(), at, 1, visible, channels, 0, channels);
    }

    /** What forward and backward need of a block of queries: its scores for a block of keys. */
    private class Block {
        final float[] query = scratch(0, channels * width);
        final float[] scores = scratch(1, KEYS * width);

        /** Takes in the queries from {@code first} on, scaled and transposed, with zeros where there are no more. */
        int load(int head, int first) {
            int count = Math.min(width, queries - first);
            transpose(q, (head * queries + first) * channels, count, query);
            SimdElementwise.scale(scale, query, 0, channels * width);
            return count;
        }

        void transpose(Tensor from, int start, int count, float[] to) {
            if (count < width) Arrays.fill(to, 0, channels * width, 0);
            SimdTranspose.transpose(from.read(), from.offset() + start, channels, count, channels, to, 0, width);
        }

        /** How many keys the last of {@code count} queries sees, and so all of them at most. */
        int visible(int head, int first, int count) {
            return Math.max(0, mask.visibleKeys(head / heads, first + count - 1, keys));
        }

        /** The scores of {@code count} keys from {@code key} on, −∞ where they are hidden. */
        void score(int head, int first, int key, int count) {
            Matrix queriesDown = new Matrix(query, 0, width, 1);
            SimdBlock.multiply(rows(k, head, key), queriesDown, scores, 0, channels, width, 0, count, 0, width, false);
            if (!mask.causal()) return;
            for (int j = 0; j < count; j++) {
                int hidden = Math.min(width, key + j - mask.queryOffset() - first);
                if (hidden > 0) Arrays.fill(scores, j * width, j * width + hidden, Float.NEGATIVE_INFINITY);
            }
        }

        /** The keys or values of a head from {@code key} on, a row each. */
        Matrix rows(Tensor tensor, int head, int key) {
            return new Matrix(tensor.read(), tensor.offset() + (head * keys + key) * channels, channels, 1);
        }
    }

    private final class Forward extends Block {
        private final float[] max = scratch(2, width);
        private final float[] sum = scratch(3, width);
        private final float[] correction = scratch(4, width);
        private final float[] result = scratch(5, channels * width);

        void compute(int head, int first, @Nullable Tensor weights, Tensor logSumExp, Tensor out) {
            int count = load(head, first);
            int visible = visible(head, first, count);
            Arrays.fill(max, 0, width, -Float.MAX_VALUE);
            Arrays.fill(sum, 0, width, 0);
            Arrays.fill(result, 0, channels * width, 0);
            for (int key = 0; key < visible; key += KEYS) add(head, first, key, Math.min(KEYS, visible - key));
            int row = head * queries + first;
            for (int t = 0; t < count; t++) {
                max[t] = sum[t] == 0 ? 0 : (float) (max[t] + Math.log(sum[t]));
                correction[t] = sum[t] == 0 ? 0 : 1 / sum[t];
            }
            for (int c = 0; c < channels; c++) {
                SimdElementwise.multiply(result, c * width, correction, 0, result, c * width, width);
            }
            int at = out.offset() + row * channels;
            SimdTranspose.transpose(result, 0, width, channels, count, out.write(), at, channels);
            System.arraycopy(max, 0, logSumExp.write(), logSumExp.offset() + row, count);
            if (weights != null) weights(head, first, count, visible, weights);
        }

        private void add(int head, int first, int key, int count) {
            score(head, first, key, count);
            SimdAttentionRows.raise(scores, count, width, max, correction);
            SimdAttentionRows.exp(scores, count, width, max);
            SimdElementwise.multiply(sum, 0, correction, 0, sum, 0, width);
            SimdElementwise.addRows(scores, 0, count, width, sum, 0, 0, width);
            for (int c = 0; c < channels; c++) {
                SimdElementwise.multiply(result, c * width, correction, 0, result, c * width, width);
            }
            Matrix value = rows(v, head, key).transposed();
            Matrix weight = new Matrix(scores, 0, width, 1);
            SimdBlock.multiply(value, weight, result, 0, count, width, 0, channels, 0, width, true);
        }

        /** The weights are asked for seldom, so they are computed again, from the logarithms now in {@code max}. */
        private void weights(int head, int first, int count, int visible, Tensor weights) {
            float[] to = weights.write();
            int at = weights.offset() + (head * queries + first) * keys;
            Arrays.fill(to, at, at + count * keys, 0);
            for (int key = 0; key < visible; key += KEYS) {
                int some = Math.min(KEYS, visible - key);
                score(head, first, key, some);
                SimdAttentionRows.exp(scores, some, width, max);
                for (int j = 0; j < some; j++) {
                    for (int t = 0; t < count; t++) to[at + t * keys + key + j] = scores[j * width + t];
                }
            }
        }
    }

    private final class Backward extends Block {
        private final Tensor logSumExp;
        private final Tensor out;
        private final Tensor dOut;
        private final Tensor dq;
        private final Tensor dk;
        private final Tensor dv;
        private final float[] lse = scratch(2, width);
        private final float[] outDot = scratch(3, width);
        private final float[] gradient = scratch(6, channels * width);
        private final float[] dScores = scratch(7, KEYS * width);

        Backward(Tensor logSumExp, Tensor out, Tensor dOut, Tensor dq, Tensor dk, Tensor dv) {
            this.logSumExp = logSumExp;
            this.out = out;
            this.dOut = dOut;
            this.dq = dq;
            this.dk = dk;
            this.dv = dv;
        }

        /** Adds what a block of queries contributes to all three gradients. */
        void compute(int head, int first) {
            int count = load(head, first);
            int visible = visible(head, first, count);
            int start = (head * queries + first) * channels;
            transpose(dOut, start, count, gradient);
            Arrays.fill(lse, count, width, Float.MAX_VALUE);
            System.arraycopy(logSumExp.read(), logSumExp.offset() + head * queries + first, lse, 0, count);
            for (int t = 0; t < count; t++) {
                int at = start + t * channels;
                outDot[t] = SimdSums.dot(out.read(), out.offset() + at, dOut.read(), dOut.offset() + at, channels);
            }
            for (int key = 0; key < visible; key += KEYS) {
                add(head, first, count, start, key, Math.min(KEYS, visible - key));
            }
        }

        private void add(int head, int first, int count, int start, int key, int some) {
            score(head, first, key, some);
            SimdAttentionRows.exp(scores, some, width, lse);
            Matrix gradients = new Matrix(gradient, 0, width, 1);
            SimdBlock.multiply(rows(v, head, key), gradients, dScores, 0, channels, width, 0, some, 0, width, false);
            SimdAttentionRows.slopes(scores, dScores, some, width, outDot, scale);

            Matrix weights = new Matrix(scores, 0, width, 1);
            Matrix dScore = new Matrix(dScores, 0, width, 1);
            Matrix query = new Matrix(q.read(), q.offset() + start, channels, 1);
            Matrix dResult = new Matrix(dOut.read(), dOut.offset() + start, channels, 1);
            int keyAt = (head * keys + key) * channels;
            addProduct(weights, dResult, dv, keyAt, count, some);
            addProduct(dScore, query, dk, keyAt, count, some);
            addProduct(dScore.transposed(), rows(k, head, key), dq, start, some, count);
        }

        private void addProduct(Matrix a, Matrix b, Tensor to, int at, int depth, int rows) {
            SimdBlock.multiply(a, b, to.write(), to.offset() + at, depth, channels, 0, rows, 0, channels, true);
        }
    }
}
