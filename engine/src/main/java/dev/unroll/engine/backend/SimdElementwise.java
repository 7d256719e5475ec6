package dev.unroll.engine.backend;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import static dev.unroll.engine.backend.Lanes.L;
import static dev.unroll.engine.backend.Lanes.S;
import static dev.unroll.engine.backend.Lanes.before;
import static dev.unroll.engine.backend.Lanes.fma;
import static dev.unroll.engine.backend.Lanes.load;

/** Sums and products element by element, over stretches of arrays. */
final class SimdElementwise {
    private SimdElementwise() {}

    static void add(float[] x, int xAt, float[] y, int yAt, float[] out, int outAt, int length) {
        int i = 0;
        for (; i + L <= length; i += L) load(x, xAt + i).add(load(y, yAt + i)).intoArray(out, outAt + i);
        if (i == length) return;
        VectorMask<Float> rest = before(i, length);
        FloatVector a = FloatVector.fromArray(S, x, xAt + i, rest);
        a.add(FloatVector.fromArray(S, y, yAt + i, rest)).intoArray(out, outAt + i, rest);
    }

    static void multiply(float[] x, int xAt, float[] y, int yAt, float[] out, int outAt, int length) {
        int i = 0;
        for (; i + L <= length; i += L) load(x, xAt + i).mul(load(y, yAt + i)).intoArray(out, outAt + i);
        if (i == length) return;
        VectorMask<Float> rest = before(i, length);
        FloatVector a = FloatVector.fromArray(S, x, xAt + i, rest);
        a.mul(FloatVector.fromArray(S, y, yAt + i, rest)).intoArray(out, outAt + i, rest);
    }

    static void addProduct(float[] x, int xAt, float[] y, int yAt, float[] out, int outAt, int length) {
        int i = 0;
        for (; i + L <= length; i += L) {
            fma(load(x, xAt + i), load(y, yAt + i), load(out, outAt + i)).intoArray(out, outAt + i);
        }
        if (i == length) return;
        VectorMask<Float> rest = before(i, length);
        FloatVector a = FloatVector.fromArray(S, x, xAt + i, rest);
        FloatVector b = FloatVector.fromArray(S, y, yAt + i, rest);
        fma(a, b, FloatVector.fromArray(S, out, outAt + i, rest)).intoArray(out, outAt + i, rest);
    }

    static void addScaled(float alpha, float[] x, int xAt, float[] out, int outAt, int length) {
        FloatVector scale = FloatVector.broadcast(S, alpha);
        int i = 0;
        for (; i + L <= length; i += L)
            fma(scale, load(x, xAt + i), load(out, outAt + i)).intoArray(out, outAt + i);
        if (i == length) return;
        VectorMask<Float> rest = before(i, length);
        FloatVector a = FloatVector.fromArray(S, x, xAt + i, rest);
        fma(scale, a, FloatVector.fromArray(S, out, outAt + i, rest)).intoArray(out, outAt + i, rest);
    }

    /**
     * Adds to {@code out} the sum of the rows of a matrix, in their order, from column {@code from} to column {@code to}.
     *
     * @param out its elements {@code outAt + from} to {@code outAt + to} are added to
     */
    static void addRows(float[] x, int xAt, int rows, int columns, float[] out, int outAt, int from, int to) {
        int j = from;
        for (; j + 4 * L <= to; j += 4 * L) {
            FloatVector s0 = load(out, outAt + j);
            FloatVector s1 = load(out, outAt + j + L);
            FloatVector s2 = load(out, outAt + j + 2 * L);
            FloatVector s3 = load(out, outAt + j + 3 * L);
            for (int row = 0, at = xAt + j; row < rows; row++, at += columns) {
                s0 = s0.add(load(x, at));
                s1 = s1.add(load(x, at + L));
                s2 = s2.add(load(x, at + 2 * L));
                s3 = s3.add(load(x, at + 3 * L));
            }
            s0.intoArray(out, outAt + j);
            s1.intoArray(out, outAt + j + L);
            s2.intoArray(out, outAt + j + 2 * L);
            s3.intoArray(out, outAt + j + 3 * L);
        }
        for (; j < to; j += L) {
            VectorMask<Float> inside = before(j, to);
            FloatVector sum = FloatVector.fromArray(S, out, outAt + j, inside);
            for (int row = 0, at = xAt + j; row < rows; row++, at += columns) {
                sum = sum.add(FloatVector.fromArray(S, x, at, inside));
            }
            sum.intoArray(out, outAt + j, inside);
        }
    }
}
