package dev.unroll.engine.backend;

import jdk.incubator.vector.FloatVector;

import static dev.unroll.engine.backend.Lanes.FMA;
import static dev.unroll.engine.backend.Lanes.L;
import static dev.unroll.engine.backend.Lanes.S;
import static jdk.incubator.vector.FloatVector.fromArray;

/** Numbers made of a stretch of an array, each in an order that depends on the stretch's length alone. */
final class SimdSums {
    private SimdSums() {}

    static float max(float[] x, int at, int length) {
        FloatVector m0 = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        FloatVector m1 = m0;
        int i = 0;
        for (; i + 2 * L <= length; i += 2 * L) {
            m0 = m0.max(fromArray(S, x, at + i));
            m1 = m1.max(fromArray(S, x, at + i + L));
        }
        if (i + L <= length) m0 = m0.max(fromArray(S, x, at + i));
        // The last vector reaches back over what has been seen.
        if (length >= L) return Lanes.max(m0.max(m1).max(fromArray(S, x, at + length - L)));
        float max = Float.NEGATIVE_INFINITY;
        for (; i < length; i++) max = Math.max(max, x[at + i]);
        return max;
    }

    static float sum(float[] x, int at, int length) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = s0;
        int i = 0;
        for (; i + 2 * L <= length; i += 2 * L) {
            s0 = s0.add(fromArray(S, x, at + i));
            s1 = s1.add(fromArray(S, x, at + i + L));
        }
        if (i + L <= length) {
            s0 = s0.add(fromArray(S, x, at + i));
            i += L;
        }
        float sum = Lanes.sum(s0.add(s1));
        for (; i < length; i++) sum += x[at + i];
        return sum;
    }

    /** The sum of {@code (x − mean)²}. */
    static float squares(float[] x, int at, float mean, int length) {
        FloatVector means = FloatVector.broadcast(S, mean);
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = s0;
        int i = 0;
        for (; i + 2 * L <= length; i += 2 * L) {
            FloatVector d0 = fromArray(S, x, at + i).sub(means);
            FloatVector d1 = fromArray(S, x, at + i + L).sub(means);
            s0 = s0.add(d0.mul(d0));
            s1 = s1.add(d1.mul(d1));
        }
        float sum = Lanes.sum(s0.add(s1));
        for (; i < length; i++) sum += (x[at + i] - mean) * (x[at + i] - mean);
        return sum;
    }

    static float dot(float[] x, int xAt, float[] y, int yAt, int length) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int i = 0;
        for (; i + 4 * L <= length; i += 4 * L) {
            FloatVector x0 = fromArray(S, x, xAt + i);
            FloatVector x1 = fromArray(S, x, xAt + i + L);
            FloatVector x2 = fromArray(S, x, xAt + i + 2 * L);
            FloatVector x3 = fromArray(S, x, xAt + i + 3 * L);
            FloatVector y0 = fromArray(S, y, yAt + i);
            FloatVector y1 = fromArray(S, y, yAt + i + L);
            FloatVector y2 = fromArray(S, y, yAt + i + 2 * L);
            FloatVector y3 = fromArray(S, y, yAt + i + 3 * L);
            s0 = FMA ? x0.fma(y0, s0) : x0.mul(y0).add(s0);
            s1 = FMA ? x1.fma(y1, s1) : x1.mul(y1).add(s1);
            s2 = FMA ? x2.fma(y2, s2) : x2.mul(y2).add(s2);
            s3 = FMA ? x3.fma(y3, s3) : x3.mul(y3).add(s3);
        }
        for (; i + L <= length; i += L) s0 = s0.add(fromArray(S, x, xAt + i).mul(fromArray(S, y, yAt + i)));
        float sum = Lanes.sum(s0.add(s1).add(s2.add(s3)));
        for (; i < length; i++) sum += x[xAt + i] * y[yAt + i];
        return sum;
    }

    /** The sum of {@code x · y · (z − shift)}. */
    static float dot(float[] x, int xAt, float[] y, int yAt, float[] z, int zAt, float shift, int length) {
        FloatVector shifts = FloatVector.broadcast(S, shift);
        FloatVector sums = FloatVector.zero(S);
        int i = 0;
        for (; i + L <= length; i += L) {
            FloatVector product = fromArray(S, x, xAt + i).mul(fromArray(S, y, yAt + i));
            sums = sums.add(product.mul(fromArray(S, z, zAt + i).sub(shifts)));
        }
        float sum = Lanes.sum(sums);
        for (; i < length; i++) sum += x[xAt + i] * y[yAt + i] * (z[zAt + i] - shift);
        return sum;
    }
}
