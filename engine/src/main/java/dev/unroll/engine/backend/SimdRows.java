package dev.unroll.engine.backend;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import static dev.unroll.engine.backend.Lanes.L;
import static dev.unroll.engine.backend.Lanes.S;
import static dev.unroll.engine.backend.Lanes.before;
import static jdk.incubator.vector.VectorOperators.MAX;

/** Softmax, one row at a time. */
final class SimdRows {
    private SimdRows() {}

    /**
     * Softmax of one row.
     *
     * @return the logarithm of the sum of the exponentials
     */
    static double softmax(float[] x, int xAt, float[] out, int outAt, int columns) {
        float max = max(x, xAt, columns);
        FloatVector sums = FloatVector.zero(S);
        for (int j = 0; j < columns; j += L) {
            VectorMask<Float> inside = before(j, columns);
            FloatVector e = SimdFunctions.exp(
                    FloatVector.fromArray(S, x, xAt + j, inside).sub(max));
            e.intoArray(out, outAt + j, inside);
            sums = sums.add(e, inside);
        }
        float sum = Lanes.sum(sums);
        scale(1 / sum, out, outAt, columns);
        return max + Math.log(sum);
    }

    private static float max(float[] x, int at, int columns) {
        FloatVector largest = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        for (int j = 0; j < columns; j += L) {
            VectorMask<Float> inside = before(j, columns);
            largest = largest.lanewise(MAX, FloatVector.fromArray(S, x, at + j, inside), inside);
        }
        return Lanes.max(largest);
    }

    private static void scale(float factor, float[] x, int at, int columns) {
        for (int j = 0; j < columns; j += L) {
            VectorMask<Float> inside = before(j, columns);
            FloatVector.fromArray(S, x, at + j, inside).mul(factor).intoArray(x, at + j, inside);
        }
    }
}
