package dev.unroll.engine.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Kernels with a thread for each element; {@code s} begins with how many there are. */
final class Elements {
    private Elements() {}

    static void add(KernelContext context, FloatArray a, FloatArray b, FloatArray out, IntArray s) {
        int i = context.globalIdx;
        if (i < s.get(0)) out.set(i, a.get(i) + b.get(i));
    }

    static void multiply(KernelContext context, FloatArray a, FloatArray b, FloatArray out, IntArray s) {
        int i = context.globalIdx;
        if (i < s.get(0)) out.set(i, a.get(i) * b.get(i));
    }

    static void addProduct(KernelContext context, FloatArray a, FloatArray b, FloatArray out, IntArray s) {
        int i = context.globalIdx;
        if (i < s.get(0)) out.set(i, out.get(i) + a.get(i) * b.get(i));
    }

    /** @param f alpha */
    static void addScaled(KernelContext context, FloatArray x, FloatArray out, IntArray s, FloatArray f) {
        int i = context.globalIdx;
        if (i < s.get(0)) out.set(i, out.get(i) + f.get(0) * x.get(i));
    }

    /** @param s and how many columns the bias has */
    static void addBias(KernelContext context, FloatArray x, FloatArray bias, FloatArray out, IntArray s) {
        int i = context.globalIdx;
        if (i < s.get(0)) out.set(i, x.get(i) + bias.get(i % s.get(1)));
    }

    /** A thread for each column. */
    static void addBiasBackward(KernelContext context, FloatArray dy, FloatArray dBias, IntArray s) {
        int column = context.globalIdx;
        int columns = s.get(1);
        if (column < columns) {
            float sum = 0;
            for (int i = column; i < s.get(0); i += columns) sum += dy.get(i);
            dBias.set(column, dBias.get(column) + sum);
        }
    }

    /** @param s and how many rows and columns the matrix has */
    static void transpose(KernelContext context, FloatArray x, FloatArray out, IntArray s) {
        int i = context.globalIdx;
        int rows = s.get(1);
        int columns = s.get(2);
        if (i < s.get(0)) out.set(i % columns * rows + i / columns, x.get(i));
    }

    /** As {@link dev.unroll.engine.backend.Backend#splitHeads}; {@code s} as for {@link #inRows}. */
    static void splitHeads(KernelContext context, FloatArray rows, FloatArray heads, IntArray s) {
        int i = context.globalIdx;
        if (i < s.get(0)) heads.set(i, rows.get(inRows(i, s)));
    }

    /** The way back. */
    static void mergeHeads(KernelContext context, FloatArray heads, FloatArray rows, IntArray s) {
        int i = context.globalIdx;
        if (i < s.get(0)) rows.set(inRows(i, s), heads.get(i));
    }

    /**
     * Where element {@code i} of the heads stands in the rows.
     *
     * @param s elements, time, batch, heads, units of a head, part and parts
     */
    private static int inRows(int i, IntArray s) {
        int channels = s.get(4);
        int t = i / channels % s.get(1);
        int head = i / channels / s.get(1) % s.get(3);
        int example = i / channels / s.get(1) / s.get(3);
        int row = t * s.get(2) + example;
        return ((row * s.get(6) + s.get(5)) * s.get(3) + head) * channels + i % channels;
    }

    /** With zeros. */
    static void clear(KernelContext context, FloatArray x, IntArray s) {
        int i = context.globalIdx;
        if (i < s.get(0)) x.set(i, 0);
    }

    /** @param s and the number of the function, in the order of {@link dev.unroll.engine.backend.ElementFunction} */
    static void apply(KernelContext context, FloatArray in, FloatArray out, IntArray s) {
        int i = context.globalIdx;
        int f = s.get(1);
        if (i < s.get(0)) {
            float x = in.get(i);
            float y = x;
            if (f == 0) y = 1 - 2 / (TornadoMath.exp(2 * x) + 1);
            if (f == 1) y = 1 / (1 + TornadoMath.exp(-x));
            if (f == 2 && !(x > 0)) y = x * 0;
            if (f == 3) {
                float u = x * (1.5957691216f + 0.0713548162726f * x * x);
                y = x / (1 + TornadoMath.exp(-u));
            }
            if (f == 4) {
                float magnitude = x;
                float below = 0;
                if (x < 0) {
                    magnitude = -x;
                    below = x;
                }
                y = below - TornadoMath.log(1 + TornadoMath.exp(-magnitude));
            }
            if (f == 5) y = TornadoMath.exp(x);
            if (f == 6) y = TornadoMath.log(x);
            out.set(i, y);
        }
    }

    /** As {@link #apply}: {@code dx += f′(x) · dy}. */
    static void applyBackward(
            KernelContext context, FloatArray in, FloatArray out, FloatArray dy, FloatArray dx, IntArray s) {
        int i = context.globalIdx;
        int f = s.get(1);
        if (i < s.get(0)) {
            float x = in.get(i);
            float y = out.get(i);
            float slope = 0;
            if (f == 0) slope = 1 - y * y;
            if (f == 1) slope = y * (1 - y);
            if (f == 2 && x > 0) slope = 1;
            if (f == 3) {
                float near = x;
                if (x > 20) near = 20;
                if (x < -20) near = -20;
                float square = near * near;
                float sigmoid = 1 / (1 + TornadoMath.exp(-near * (1.5957691216f + 0.0713548162726f * square)));
                slope = sigmoid + near * sigmoid * (1 - sigmoid) * (1.5957691216f + 0.2140644488178f * square);
            }
            if (f == 4) slope = 1 - TornadoMath.exp(y);
            if (f == 5) slope = y;
            if (f == 6) slope = 1 / x;
            dx.set(i, dx.get(i) + slope * dy.get(i));
        }
    }

    /**
     * The gates of an LSTM, a thread for each unit of each row.
     *
     * @param s units of all rows, units of one
     */
    static void lstm(
            KernelContext context,
            FloatArray a,
            FloatArray before,
            FloatArray gates,
            FloatArray c,
            FloatArray h,
            IntArray s) {
        int index = context.globalIdx;
        int units = s.get(1);
        if (index < s.get(0)) {
            int at = index / units * 4 * units + index % units;
            float i = 1 / (1 + TornadoMath.exp(-a.get(at)));
            float f = 1 / (1 + TornadoMath.exp(-a.get(at + units)));
            float g = 1 - 2 / (TornadoMath.exp(2 * a.get(at + 2 * units)) + 1);
            float o = 1 / (1 + TornadoMath.exp(-a.get(at + 3 * units)));
            float next = f * before.get(index) + i * g;
            gates.set(at, i);
            gates.set(at + units, f);
            gates.set(at + 2 * units, g);
            gates.set(at + 3 * units, o);
            c.set(index, next);
            h.set(index, o * (1 - 2 / (TornadoMath.exp(2 * next) + 1)));
        }
    }

    /** The gradients of {@link #lstm}. */
    static void lstmBackward(
            KernelContext context,
            FloatArray gates,
            FloatArray before,
            FloatArray c,
            FloatArray dh,
            FloatArray dc,
            FloatArray da,
            FloatArray dBefore,
            IntArray s) {
        int index = context.globalIdx;
        int units = s.get(1);
        if (index < s.get(0)) {
            int at = index / units * 4 * units + index % units;
            float i = gates.get(at);
            float f = gates.get(at + units);
            float g = gates.get(at + 2 * units);
            float o = gates.get(at + 3 * units);
            float tanhC = 1 - 2 / (TornadoMath.exp(2 * c.get(index)) + 1);
            float dNext = dc.get(index) + dh.get(index) * o * (1 - tanhC * tanhC);
            da.set(at, da.get(at) + dNext * g * i * (1 - i));
            da.set(at + units, da.get(at + units) + dNext * before.get(index) * f * (1 - f));
            da.set(at + 2 * units, da.get(at + 2 * units) + dNext * i * (1 - g * g));
            da.set(at + 3 * units, da.get(at + 3 * units) + dh.get(index) * tanhC * o * (1 - o));
            dBefore.set(index, dBefore.get(index) + dNext * f);
        }
    }
}
