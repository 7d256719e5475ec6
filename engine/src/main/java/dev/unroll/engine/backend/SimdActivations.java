package dev.unroll.engine.backend;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import static dev.unroll.engine.backend.Lanes.L;
import static dev.unroll.engine.backend.Lanes.S;
import static dev.unroll.engine.backend.Lanes.before;
import static dev.unroll.engine.backend.Lanes.fma;
import static jdk.incubator.vector.VectorOperators.GT;

/**
 * Functions of one number over stretches of arrays. Each has a loop of its own: a loop that is told which function to apply keeps
 * its vectors in objects.
 */
final class SimdActivations {
    private SimdActivations() {}

    /** {@code out = f(x)}. */
    static void apply(ElementFunction f, float[] x, int xAt, float[] out, int outAt, int length) {
        switch (f) {
            case TANH -> tanh(x, xAt, out, outAt, length);
            case SIGMOID -> sigmoid(x, xAt, out, outAt, length);
            case RELU -> relu(x, xAt, out, outAt, length);
            case GELU -> gelu(x, xAt, out, outAt, length);
            case LOG_SIGMOID, EXP, LOG -> {
                for (int i = 0; i < length; i++) out[outAt + i] = ElementFunctions.value(f, x[xAt + i]);
            }
        }
    }

    static void tanh(float[] x, int xAt, float[] out, int outAt, int length) {
        for (int i = 0; i < length; i += L) {
            VectorMask<Float> inside = before(i, length);
            SimdFunctions.tanh(FloatVector.fromArray(S, x, xAt + i, inside)).intoArray(out, outAt + i, inside);
        }
    }

    static void sigmoid(float[] x, int xAt, float[] out, int outAt, int length) {
        for (int i = 0; i < length; i += L) {
            VectorMask<Float> inside = before(i, length);
            SimdFunctions.sigmoid(FloatVector.fromArray(S, x, xAt + i, inside)).intoArray(out, outAt + i, inside);
        }
    }

    private static void relu(float[] x, int xAt, float[] out, int outAt, int length) {
        for (int i = 0; i < length; i += L) {
            VectorMask<Float> inside = before(i, length);
            FloatVector.fromArray(S, x, xAt + i, inside).max(0f).intoArray(out, outAt + i, inside);
        }
    }

    private static void gelu(float[] x, int xAt, float[] out, int outAt, int length) {
        for (int i = 0; i < length; i += L) {
            VectorMask<Float> inside = before(i, length);
            SimdFunctions.gelu(FloatVector.fromArray(S, x, xAt + i, inside)).intoArray(out, outAt + i, inside);
        }
    }

    /**
     * {@code dx += f′(x) · dy}, where {@code y = f(x)}.
     *
     * @param x where its numbers begin; likewise in the others
     */
    static void backward(ElementFunction f, Stretch x, Stretch y, Stretch dy, Stretch dx, int length) {
        switch (f) {
            case TANH -> tanhBackward(y, dy, dx, length);
            case SIGMOID -> sigmoidBackward(y, dy, dx, length);
            case RELU -> reluBackward(x, dy, dx, length);
            case GELU -> geluBackward(x, dy, dx, length);
            case LOG_SIGMOID -> logSigmoidBackward(x, dy, dx, length);
            case EXP -> SimdElementwise.addProduct(y.values, y.at, dy.values, dy.at, dx.values, dx.at, length);
            case LOG -> {
                for (int i = 0; i < length; i++) dx.values[dx.at + i] += dy.values[dy.at + i] / x.values[x.at + i];
            }
        }
    }

    /** An array from {@code at} on. */
    record Stretch(float[] values, int at) {
        private FloatVector load(int i, VectorMask<Float> inside) {
            return FloatVector.fromArray(S, values, at + i, inside);
        }

        private void addProduct(FloatVector a, FloatVector b, int i, VectorMask<Float> inside) {
            fma(a, b, load(i, inside)).intoArray(values, at + i, inside);
        }
    }

    private static void tanhBackward(Stretch y, Stretch dy, Stretch dx, int length) {
        for (int i = 0; i < length; i += L) {
            VectorMask<Float> inside = before(i, length);
            dx.addProduct(SimdFunctions.slopeOfTanh(y.load(i, inside)), dy.load(i, inside), i, inside);
        }
    }

    private static void sigmoidBackward(Stretch y, Stretch dy, Stretch dx, int length) {
        for (int i = 0; i < length; i += L) {
            VectorMask<Float> inside = before(i, length);
            dx.addProduct(SimdFunctions.slopeOfSigmoid(y.load(i, inside)), dy.load(i, inside), i, inside);
        }
    }

    private static void reluBackward(Stretch x, Stretch dy, Stretch dx, int length) {
        for (int i = 0; i < length; i += L) {
            VectorMask<Float> inside = before(i, length);
            FloatVector before = dx.load(i, inside);
            VectorMask<Float> passes = x.load(i, inside).compare(GT, 0f);
            before.add(dy.load(i, inside), passes).intoArray(dx.values, dx.at + i, inside);
        }
    }

    private static void geluBackward(Stretch x, Stretch dy, Stretch dx, int length) {
        for (int i = 0; i < length; i += L) {
            VectorMask<Float> inside = before(i, length);
            dx.addProduct(SimdFunctions.slopeOfGelu(x.load(i, inside)), dy.load(i, inside), i, inside);
        }
    }

    private static void logSigmoidBackward(Stretch x, Stretch dy, Stretch dx, int length) {
        for (int i = 0; i < length; i += L) {
            VectorMask<Float> inside = before(i, length);
            dx.addProduct(SimdFunctions.sigmoid(x.load(i, inside).neg()), dy.load(i, inside), i, inside);
        }
    }
}
