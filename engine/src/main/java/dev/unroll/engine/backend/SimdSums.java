package dev.unroll.engine.backend;

import jdk.incubator.vector.FloatVector;

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
        float max = Lanes.max(m0.max(m1));
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
        int i = 0;
        for (; i + 2 * L <= length; i += 2 * L) {
            s0 = s0.add(fromArray(S, x, xAt + i).mul(fromArray(S, y, yAt + i)));
            s1 = s1.add(fromArray(S, x, xAt + i + L).mul(fromArray(S, y, yAt + i + L)));
        }
        float sum = Lanes.sum(s0.add(s1));
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
