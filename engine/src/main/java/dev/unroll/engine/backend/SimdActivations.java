package dev.unroll.engine.backend;

import jdk.incubator.vector.FloatVector;

import static dev.unroll.engine.backend.Lanes.L;
import static dev.unroll.engine.backend.Lanes.S;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;

/**
 * Functions of one number over stretches of arrays. Each has a loop of its own, and only one copy of the function in it: what is
 * left at the end, less than a vector, goes through the same code by way of a short array.
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

    /** Where the vector at {@code i} begins: the last one reaches back over what is done already, unless that is overwritten by now. */
    private static int start(int i, int length, boolean inPlace) {
        return inPlace || length < L ? i : Math.min(i, length - L);
    }

    /** Up to a vector's length of numbers from {@code at} on, with zeros after them. */
    private static float[] end(float[] x, int at, int length) {
        float[] end = new float[L];
        System.arraycopy(x, at, end, 0, length);
        return end;
    }

    static void tanh(float[] x, int xAt, float[] out, int outAt, int length) {
        for (int i = 0; i < length; i += L) {
            int from = start(i, length, x == out);
            boolean whole = from + L <= length;
            float[] end = whole ? out : end(x, xAt + from, length - from);
            FloatVector y = SimdFunctions.tanh(fromArray(S, whole ? x : end, whole ? xAt + from : 0));
            y.intoArray(end, whole ? outAt + from : 0);
            if (!whole) System.arraycopy(end, 0, out, outAt + from, length - from);
        }
    }

    static void sigmoid(float[] x, int xAt, float[] out, int outAt, int length) {
        for (int i = 0; i < length; i += L) {
            int from = start(i, length, x == out);
            boolean whole = from + L <= length;
            float[] end = whole ? out : end(x, xAt + from, length - from);
            FloatVector y = SimdFunctions.sigmoid(fromArray(S, whole ? x : end, whole ? xAt + from : 0));
            y.intoArray(end, whole ? outAt + from : 0);
            if (!whole) System.arraycopy(end, 0, out, outAt + from, length - from);
        }
    }

    private static void gelu(float[] x, int xAt, float[] out, int outAt, int length) {
        for (int i = 0; i < length; i += L) {
            int from = start(i, length, x == out);
            boolean whole = from + L <= length;
            float[] end = whole ? out : end(x, xAt + from, length - from);
            FloatVector y = SimdFunctions.gelu(fromArray(S, whole ? x : end, whole ? xAt + from : 0));
            y.intoArray(end, whole ? outAt + from : 0);
            if (!whole) System.arraycopy(end, 0, out, outAt + from, length - from);
        }
    }

    /** {@code out = exp(x − shift)}. */
    static void exp(float[] x, int xAt, float shift, float[] out, int outAt, int length) {
        FloatVector shifts = FloatVector.broadcast(S, shift);
        for (int i = 0; i < length; i += L) {
            int from = start(i, length, x == out);
            boolean whole = from + L <= length;
            float[] end = whole ? out : end(x, xAt + from, length - from);
            FloatVector y = SimdFunctions.exp(
                    fromArray(S, whole ? x : end, whole ? xAt + from : 0).sub(shifts));
            y.intoArray(end, whole ? outAt + from : 0);
            if (!whole) System.arraycopy(end, 0, out, outAt + from, length - from);
        }
    }

    private static void relu(float[] x, int xAt, float[] out, int outAt, int length) {
        FloatVector zero = FloatVector.zero(S);
        int i = 0;
        for (; i + L <= length; i += L) fromArray(S, x, xAt + i).max(zero).intoArray(out, outAt + i);
        for (; i < length; i++) out[outAt + i] = Math.max(0, x[xAt + i]);
    }

    /** An array from {@code at} on. */
    record Stretch(float[] values, int at) {}

    /** {@code dx += f′(x) · dy}, where {@code y = f(x)}. */
    static void backward(ElementFunction f, Stretch x, Stretch y, Stretch dy, Stretch dx, int length) {
        switch (f) {
            case TANH -> tanhBackward(y.values, y.at, dy.values, dy.at, dx.values, dx.at, length);
            case SIGMOID -> sigmoidBackward(y.values, y.at, dy.values, dy.at, dx.values, dx.at, length);
            case RELU -> reluBackward(x.values, x.at, dy.values, dy.at, dx.values, dx.at, length);
            case GELU -> geluBackward(x.values, x.at, dy.values, dy.at, dx.values, dx.at, length);
            case EXP -> SimdElementwise.addProduct(y.values, y.at, dy.values, dy.at, dx.values, dx.at, length);
            case LOG_SIGMOID, LOG -> {
                for (int i = 0; i < length; i++) {
                    float slope = ElementFunctions.slope(f, x.values[x.at + i], y.values[y.at + i]);
                    dx.values[dx.at + i] += slope * dy.values[dy.at + i];
                }
            }
        }
    }

    private static void tanhBackward(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        int i = 0;
        for (; i + L <= length; i += L) {
            FloatVector v = fromArray(S, y, yAt + i);
            FloatVector d = one.sub(v.mul(v)).mul(fromArray(S, dy, dyAt + i));
            fromArray(S, dx, dxAt + i).add(d).intoArray(dx, dxAt + i);
        }
        for (; i < length; i++) dx[dxAt + i] += (1 - y[yAt + i] * y[yAt + i]) * dy[dyAt + i];
    }

    private static void sigmoidBackward(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        int i = 0;
        for (; i + L <= length; i += L) {
            FloatVector v = fromArray(S, y, yAt + i);
            FloatVector d = v.mul(one.sub(v)).mul(fromArray(S, dy, dyAt + i));
            fromArray(S, dx, dxAt + i).add(d).intoArray(dx, dxAt + i);
        }
        for (; i < length; i++) dx[dxAt + i] += y[yAt + i] * (1 - y[yAt + i]) * dy[dyAt + i];
    }

    private static void geluBackward(float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
        int whole = length / L * L;
        for (int i = 0; i < whole; i += L) {
            FloatVector slope = SimdFunctions.slopeOfGelu(fromArray(S, x, xAt + i));
            FloatVector d = slope.mul(fromArray(S, dy, dyAt + i));
            fromArray(S, dx, dxAt + i).add(d).intoArray(dx, dxAt + i);
        }
        if (whole == length) return;
        float[] slopes = slopesOfGelu(end(x, xAt + whole, length - whole));
        for (int i = whole; i < length; i++) dx[dxAt + i] += slopes[i - whole] * dy[dyAt + i];
    }

    /** In place of a vector of numbers the slopes there. */
    private static float[] slopesOfGelu(float[] x) {
        SimdFunctions.slopeOfGelu(fromArray(S, x, 0)).intoArray(x, 0);
        return x;
    }

    private static void reluBackward(float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
        FloatVector zero = FloatVector.zero(S);
        int i = 0;
        for (; i + L <= length; i += L) {
            FloatVector d = zero.blend(
                    fromArray(S, dy, dyAt + i), fromArray(S, x, xAt + i).compare(GT, zero));
            fromArray(S, dx, dxAt + i).add(d).intoArray(dx, dxAt + i);
        }
        for (; i < length; i++) dx[dxAt + i] += x[xAt + i] > 0 ? dy[dyAt + i] : 0;
    }
}
