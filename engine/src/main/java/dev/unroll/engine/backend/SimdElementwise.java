package dev.unroll.engine.backend;

import jdk.incubator.vector.FloatVector;

import static dev.unroll.engine.backend.Lanes.L;
import static dev.unroll.engine.backend.Lanes.S;
import static jdk.incubator.vector.FloatVector.fromArray;

/** Sums and products element by element, over stretches of arrays. */
final class SimdElementwise {
    private SimdElementwise() {}

    static void add(float[] x, int xAt, float[] y, int yAt, float[] out, int outAt, int length) {
        int i = 0;
        for (; i + L <= length; i += L)
            fromArray(S, x, xAt + i).add(fromArray(S, y, yAt + i)).intoArray(out, outAt + i);
        for (; i < length; i++) out[outAt + i] = x[xAt + i] + y[yAt + i];
    }

    static void multiply(float[] x, int xAt, float[] y, int yAt, float[] out, int outAt, int length) {
        int i = 0;
        for (; i + L <= length; i += L)
            fromArray(S, x, xAt + i).mul(fromArray(S, y, yAt + i)).intoArray(out, outAt + i);
        for (; i < length; i++) out[outAt + i] = x[xAt + i] * y[yAt + i];
    }

    static void addProduct(float[] x, int xAt, float[] y, int yAt, float[] out, int outAt, int length) {
        int i = 0;
        for (; i + L <= length; i += L) {
            FloatVector product = fromArray(S, x, xAt + i).mul(fromArray(S, y, yAt + i));
            fromArray(S, out, outAt + i).add(product).intoArray(out, outAt + i);
        }
        for (; i < length; i++) out[outAt + i] += x[xAt + i] * y[yAt + i];
    }

    static void addScaled(float alpha, float[] x, int xAt, float[] out, int outAt, int length) {
        FloatVector alphas = FloatVector.broadcast(S, alpha);
        int i = 0;
        for (; i + L <= length; i += L) {
            fromArray(S, out, outAt + i)
                    .add(fromArray(S, x, xAt + i).mul(alphas))
                    .intoArray(out, outAt + i);
        }
        for (; i < length; i++) out[outAt + i] += alpha * x[xAt + i];
    }

    static void scale(float factor, float[] x, int at, int length) {
        FloatVector factors = FloatVector.broadcast(S, factor);
        int i = 0;
        for (; i + L <= length; i += L) fromArray(S, x, at + i).mul(factors).intoArray(x, at + i);
        for (; i < length; i++) x[at + i] *= factor;
    }

    /** {@code out += x · (y − shift)}. */
    static void addProductOfDifference(
            float[] x, int xAt, float[] y, int yAt, float shift, float[] out, int outAt, int length) {
        FloatVector shifts = FloatVector.broadcast(S, shift);
        int i = 0;
        for (; i + L <= length; i += L) {
            FloatVector product =
                    fromArray(S, x, xAt + i).mul(fromArray(S, y, yAt + i).sub(shifts));
            fromArray(S, out, outAt + i).add(product).intoArray(out, outAt + i);
        }
        for (; i < length; i++) out[outAt + i] += x[xAt + i] * (y[yAt + i] - shift);
    }

    /** {@code out += factor · (x − shift)}. */
    static void addScaledDifference(float factor, float[] x, int xAt, float shift, float[] out, int outAt, int length) {
        FloatVector factors = FloatVector.broadcast(S, factor);
        FloatVector shifts = FloatVector.broadcast(S, shift);
        int i = 0;
        for (; i + L <= length; i += L) {
            FloatVector product = fromArray(S, x, xAt + i).sub(shifts).mul(factors);
            fromArray(S, out, outAt + i).add(product).intoArray(out, outAt + i);
        }
        for (; i < length; i++) out[outAt + i] += factor * (x[xAt + i] - shift);
    }

    /**
     * Adds to {@code out} the sum of the rows of a matrix, in their order, from column {@code from} to column {@code to}.
     *
     * @param out its elements {@code outAt + from} to {@code outAt + to} are added to
     */
    static void addRows(float[] x, int xAt, int rows, int columns, float[] out, int outAt, int from, int to) {
        int j = from;
        for (; j + 4 * L <= to; j += 4 * L) {
            FloatVector s0 = fromArray(S, out, outAt + j);
            FloatVector s1 = fromArray(S, out, outAt + j + L);
            FloatVector s2 = fromArray(S, out, outAt + j + 2 * L);
            FloatVector s3 = fromArray(S, out, outAt + j + 3 * L);
            for (int row = 0, at = xAt + j; row < rows; row++, at += columns) {
                s0 = s0.add(fromArray(S, x, at));
                s1 = s1.add(fromArray(S, x, at + L));
                s2 = s2.add(fromArray(S, x, at + 2 * L));
                s3 = s3.add(fromArray(S, x, at + 3 * L));
            }
            s0.intoArray(out, outAt + j);
            s1.intoArray(out, outAt + j + L);
            s2.intoArray(out, outAt + j + 2 * L);
            s3.intoArray(out, outAt + j + 3 * L);
        }
        for (; j + L <= to; j += L) {
            FloatVector sum = fromArray(S, out, outAt + j);
            for (int row = 0, at = xAt + j; row < rows; row++, at += columns) sum = sum.add(fromArray(S, x, at));
            sum.intoArray(out, outAt + j);
        }
        for (; j < to; j++) {
            float sum = out[outAt + j];
            for (int row = 0, at = xAt + j; row < rows; row++, at += columns) sum += x[at];
            out[outAt + j] = sum;
        }
    }
}
