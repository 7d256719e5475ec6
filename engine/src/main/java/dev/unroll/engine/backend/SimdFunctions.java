package dev.unroll.engine.backend;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Exponential, tanh and sigmoid on vectors, by the polynomials of Moshier's Cephes library: about 2 units in the last place. Every
 * lane does the same arithmetic, so the bits depend neither on the vector's length nor on the platform's mathematics library.
 */
final class SimdFunctions {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    /** Adding and subtracting it rounds to a whole number, which then stands in the low bits of the sum. */
    private static final float ROUND = 12_582_912f;

    private SimdFunctions() {}

    static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.max(-87.3f).min(88.3f);
        FloatVector shifted = clamped.fma(FloatVector.broadcast(S, 1.44269504f), FloatVector.broadcast(S, ROUND));
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(S, -0.693359375f), clamped);
        r = n.fma(FloatVector.broadcast(S, 2.12194440e-4f), r);
        FloatVector p = FloatVector.broadcast(S, 1.9875691500e-4f);
        p = p.fma(r, FloatVector.broadcast(S, 1.3981999507e-3f));
        p = p.fma(r, FloatVector.broadcast(S, 8.3334519073e-3f));
        p = p.fma(r, FloatVector.broadcast(S, 4.1665795894e-2f));
        p = p.fma(r, FloatVector.broadcast(S, 1.6666665459e-1f));
        p = p.fma(r, FloatVector.broadcast(S, 5.0000001201e-1f));
        FloatVector y = p.fma(r.mul(r), r).add(1f);
        FloatVector power = shifted.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, 23)
                .add(127 << 23)
                .reinterpretAsFloats();
        return y.mul(power);
    }

    static FloatVector sigmoid(FloatVector x) {
        return FloatVector.broadcast(S, 1f).div(exp(x.neg()).add(1f));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector size = x.abs();
        FloatVector large = FloatVector.broadcast(S, 1f)
                .sub(FloatVector.broadcast(S, 2f).div(exp(size.add(size)).add(1f)));
        FloatVector z = x.mul(x);
        FloatVector p = FloatVector.broadcast(S, -5.70498872745e-3f);
        p = p.fma(z, FloatVector.broadcast(S, 2.06390887954e-2f));
        p = p.fma(z, FloatVector.broadcast(S, -5.37397155531e-2f));
        p = p.fma(z, FloatVector.broadcast(S, 1.33314422036e-1f));
        p = p.fma(z, FloatVector.broadcast(S, -3.33332819422e-1f));
        FloatVector small = p.mul(z).fma(x, x);
        VectorMask<Float> negative = x.lt(0);
        return small.blend(large.lanewise(VectorOperators.NEG, negative), size.compare(VectorOperators.GE, 0.625f));
    }

    /** Applies tanh or sigmoid to a stretch of numbers. */
    static void apply(boolean isTanh, float[] x, int xAt, float[] out, int outAt, int length) {
        int i = 0;
        for (; i + L <= length; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, xAt + i);
            (isTanh ? tanh(v) : sigmoid(v)).intoArray(out, outAt + i);
        }
        if (i < length) {
            VectorMask<Float> rest = S.indexInRange(i, length);
            FloatVector v = FloatVector.fromArray(S, x, xAt + i, rest);
            (isTanh ? tanh(v) : sigmoid(v)).intoArray(out, outAt + i, rest);
        }
    }

    /** The sum of the lanes, halves onto halves. {@code reduceLanes} may take another order once it is compiled. */
    static float sum(FloatVector v) {
        float[] lanes = v.toArray();
        for (int half = L / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) lanes[i] += lanes[i + half];
        }
        return lanes[0];
    }

    /**
     * Softmax of one row.
     *
     * @return the logarithm of the sum of the exponentials
     */
    static double softmax(float[] x, int xAt, float[] out, int outAt, int columns) {
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < columns; j++) max = Math.max(max, x[xAt + j]);
        FloatVector sums = FloatVector.zero(S);
        for (int j = 0; j < columns; j += L) {
            VectorMask<Float> inside = S.indexInRange(j, columns);
            FloatVector e = exp(FloatVector.fromArray(S, x, xAt + j, inside).sub(max));
            e.intoArray(out, outAt + j, inside);
            sums = sums.add(e, inside);
        }
        float sum = sum(sums);
        for (int j = 0; j < columns; j++) out[outAt + j] /= sum;
        return max + Math.log(sum);
    }
}
