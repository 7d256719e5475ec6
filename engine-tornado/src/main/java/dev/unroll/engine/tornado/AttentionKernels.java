package dev.unroll.engine.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Scaled dot-product attention after Dao et al. (2022, FlashAttention): no array of queries × keys, a softmax that is corrected when a
 * larger score comes along, and in the backward pass weights that are computed again. A thread has a query, or in the backward pass
 * a key, of its own, and 64 of them share 32 of the others in local memory.
 *
 * <p>{@code s} holds queries, keys and units of a head, heads of an example, heads in all, and from the sixth on how many keys each query of each
 * example sees; {@code f} begins with the scale.
 */
final class AttentionKernels {
    /** The most units that a head may have: a thread keeps its query in private memory. */
    static final int UNITS = 128;

    private AttentionKernels() {}

    static void forward(
            KernelContext context,
            FloatArray q,
            FloatArray k,
            FloatArray v,
            FloatArray logSumExp,
            FloatArray out,
            IntArray s,
            FloatArray f) {
        int local = context.localIdx;
        int queries = s.get(0);
        int keys = s.get(1);
        int units = s.get(2);
        int blocks = (queries + 63) / 64;
        int head = context.groupIdx / blocks;
        int t = context.groupIdx % blocks * 64 + local;
        int at = (head * queries + t) * units;
        int keysAt = head * keys * units;
        int visible = 0;
        if (t < queries) visible = s.get(5 + head / s.get(3) * queries + t);
        float[] kTile = context.allocateFloatLocalArray(4096);
        float[] vTile = context.allocateFloatLocalArray(4096);
        float[] query = new float[128];
        float[] sums = new float[128];
        for (int c = 0; c < units; c++) {
            sums[c] = 0;
            query[c] = 0;
            if (t < queries) query[c] = f.get(0) * q.get(at + c);
        }
        float max = -1e30f;
        float sum = 0;
        for (int first = 0; first < keys; first += 32) {
            for (int e = local; e < 32 * units; e += 64) {
                if (first * units + e < keys * units) {
                    kTile[e] = k.get(keysAt + first * units + e);
                    vTile[e] = v.get(keysAt + first * units + e);
                }
            }
            context.localBarrier();
            int count = 32;
            if (visible - first < 32) count = visible - first;
            for (int j = 0; j < count; j++) {
                float score = 0;
                for (int c = 0; c < units; c++) score += query[c] * kTile[j * units + c];
                if (score > max) {
                    float correction = TornadoMath.exp(max - score);
                    sum *= correction;
                    for (int c = 0; c < units; c++) sums[c] *= correction;
                    max = score;
                }
                float weight = TornadoMath.exp(score - max);
                sum += weight;
                for (int c = 0; c < units; c++) sums[c] += weight * vTile[j * units + c];
            }
            context.localBarrier();
        }
        if (t < queries) {
            float norm = 0;
            float lse = 0;
            if (visible > 0) {
                norm = 1 / sum;
                lse = max + TornadoMath.log(sum);
            }
            for (int c = 0; c < units; c++) out.set(at + c, norm * sums[c]);
            logSumExp.set(head * queries + t, lse);
        }
    }

    /** The weights, where somebody wants to see them: a thread for each query and key. */
    static void weights(
            KernelContext context,
            FloatArray q,
            FloatArray k,
            FloatArray logSumExp,
            FloatArray weights,
            IntArray s,
            FloatArray f) {
        int i = context.globalIdx;
        int queries = s.get(0);
        int keys = s.get(1);
        int units = s.get(2);
        int row = i / keys;
        int key = i % keys;
        int head = row / queries;
        if (head < s.get(4)) {
            float weight = 0;
            if (key < s.get(5 + head / s.get(3) * queries + row % queries)) {
                float score = 0;
                for (int c = 0; c < units; c++)
                    score += q.get(row * units + c) * k.get((head * keys + key) * units + c);
                weight = TornadoMath.exp(f.get(0) * score - logSumExp.get(row));
            }
            weights.set(i, weight);
        }
    }

    /** The gradient of the queries. */
    static void backwardQueries(
            KernelContext context,
            FloatArray q,
            FloatArray k,
            FloatArray v,
            FloatArray logSumExp,
            FloatArray out,
            FloatArray dOut,
            FloatArray dq,
            IntArray s,
            FloatArray f) {
        int local = context.localIdx;
        int queries = s.get(0);
        int keys = s.get(1);
        int units = s.get(2);
        int blocks = (queries + 63) / 64;
        int head = context.groupIdx / blocks;
        int t = context.groupIdx % blocks * 64 + local;
        int at = (head * queries + t) * units;
        int keysAt = head * keys * units;
        int visible = 0;
        float lse = 0;
        float outDot = 0;
        float[] kTile = context.allocateFloatLocalArray(4096);
        float[] vTile = context.allocateFloatLocalArray(4096);
        float[] query = new float[128];
        float[] gradient = new float[128];
        float[] sums = new float[128];
        for (int c = 0; c < units; c++) {
            sums[c] = 0;
            query[c] = 0;
            gradient[c] = 0;
        }
        if (t < queries) {
            visible = s.get(5 + head / s.get(3) * queries + t);
            lse = logSumExp.get(head * queries + t);
            for (int c = 0; c < units; c++) {
                query[c] = f.get(0) * q.get(at + c);
                gradient[c] = dOut.get(at + c);
                outDot += gradient[c] * out.get(at + c);
            }
        }
        for (int first = 0; first < keys; first += 32) {
            for (int e = local; e < 32 * units; e += 64) {
                if (first * units + e < keys * units) {
                    kTile[e] = k.get(keysAt + first * units + e);
                    vTile[e] = v.get(keysAt + first * units + e);
                }
            }
            context.localBarrier();
            int count = 32;
            if (visible - first < 32) count = visible - first;
            for (int j = 0; j < count; j++) {
                float score = 0;
                float dot = 0;
                for (int c = 0; c < units; c++) {
                    score += query[c] * kTile[j * units + c];
                    dot += gradient[c] * vTile[j * units + c];
                }
                float slope = f.get(0) * TornadoMath.exp(score - lse) * (dot - outDot);
                for (int c = 0; c < units; c++) sums[c] += slope * kTile[j * units + c];
            }
            context.localBarrier();
        }
        if (t < queries) for (int c = 0; c < units; c++) dq.set(at + c, dq.get(at + c) + sums[c]);
    }

    /** The gradients of keys and values. */
    static void backwardKeys(
            KernelContext context,
            FloatArray q,
            FloatArray k,
            FloatArray v,
            FloatArray logSumExp,
            FloatArray out,
            FloatArray dOut,
            FloatArray dk,
            FloatArray dv,
            IntArray s,
            FloatArray f) {
        int local = context.localIdx;
        int queries = s.get(0);
        int keys = s.get(1);
        int units = s.get(2);
        int blocks = (keys + 63) / 64;
        int head = context.groupIdx / blocks;
        int key = context.groupIdx % blocks * 64 + local;
        int at = (head * keys + key) * units;
        int queriesAt = head * queries * units;
        float[] qTile = context.allocateFloatLocalArray(4096);
        float[] gTile = context.allocateFloatLocalArray(4096);
        float[] dots = context.allocateFloatLocalArray(32);
        float[] myKey = new float[128];
        float[] myValue = new float[128];
        float[] keySums = new float[128];
        float[] valueSums = new float[128];
        for (int c = 0; c < units; c++) {
            keySums[c] = 0;
            valueSums[c] = 0;
            myKey[c] = 0;
            myValue[c] = 0;
            if (key < keys) {
                myKey[c] = f.get(0) * k.get(at + c);
                myValue[c] = v.get(at + c);
            }
        }
        for (int first = 0; first < queries; first += 32) {
            for (int e = local; e < 32 * units; e += 64) {
                if (first * units + e < queries * units) {
                    qTile[e] = q.get(queriesAt + first * units + e);
                    gTile[e] = dOut.get(queriesAt + first * units + e);
                }
            }
            if (local < 32 && first + local < queries) {
                float dot = 0;
                for (int c = 0; c < units; c++) {
                    int i = queriesAt + (first + local) * units + c;
                    dot += dOut.get(i) * out.get(i);
                }
                dots[local] = dot;
            }
            context.localBarrier();
            int count = 32;
            if (queries - first < 32) count = queries - first;
            for (int j = 0; j < count; j++) {
                if (key < s.get(5 + head / s.get(3) * queries + first + j)) {
                    float score = 0;
                    float dot = 0;
                    for (int c = 0; c < units; c++) {
                        score += myKey[c] * qTile[j * units + c];
                        dot += myValue[c] * gTile[j * units + c];
                    }
                    float weight = TornadoMath.exp(score - logSumExp.get(head * queries + first + j));
                    float slope = f.get(0) * weight * (dot - dots[j]);
                    for (int c = 0; c < units; c++) {
                        valueSums[c] += weight * gTile[j * units + c];
                        keySums[c] += slope * qTile[j * units + c];
                    }
                }
            }
            context.localBarrier();
        }
        if (key < keys) {
            for (int c = 0; c < units; c++) {
                dk.set(at + c, dk.get(at + c) + keySums[c]);
                dv.set(at + c, dv.get(at + c) + valueSums[c]);
            }
        }
    }
}
