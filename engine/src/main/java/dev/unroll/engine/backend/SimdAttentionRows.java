package dev.unroll.engine.backend;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

import static dev.unroll.engine.backend.Lanes.L;
import static dev.unroll.engine.backend.Lanes.S;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

/**
 * What attention does between its products, on blocks with a row for each key and a lane for each query; {@code width} is a whole
 * number of vectors.
 */
final class SimdAttentionRows {
    private SimdAttentionRows() {}

    /** Raises each query's maximum to that of its scores; {@code correction} is what its old exponentials are to be multiplied with. */
    static void raise(float[] scores, int keys, int width, float[] max, float[] correction) {
        for (int t = 0; t < width; t += L) {
            FloatVector before = fromArray(S, max, t);
            FloatVector m = before;
            for (int j = 0, at = t; j < keys; j++, at += width) {
                FloatVector s = fromArray(S, scores, at);
                m = m.blend(s, s.compare(VectorOperators.GT, m));
            }
            m.intoArray(max, t);
            before.sub(m).intoArray(correction, t);
        }
        SimdActivations.exp(correction, 0, 0, correction, 0, width);
    }

    /** Each score becomes its exponential, less {@code shift} of its query. */
    static void exp(float[] scores, int keys, int width, float[] shift) {
        for (int t = 0; t < width; t += L) {
            FloatVector shifts = fromArray(S, shift, t);
            for (int j = 0, at = t; j < keys; j++, at += width) {
                SimdFunctions.exp(fromArray(S, scores, at).sub(shifts)).intoArray(scores, at);
            }
        }
    }

    /** Each gradient of a weight becomes that of its score: {@code scale · weight · (gradient − outDot)}. */
    static void slopes(float[] weights, float[] gradients, int keys, int width, float[] outDot, float scale) {
        FloatVector scales = broadcast(S, scale);
        for (int t = 0; t < width; t += L) {
            FloatVector dots = fromArray(S, outDot, t);
            for (int j = 0, at = t; j < keys; j++, at += width) {
                FloatVector difference = fromArray(S, gradients, at).sub(dots);
                difference.mul(fromArray(S, weights, at)).mul(scales).intoArray(gradients, at);
            }
        }
    }
}
