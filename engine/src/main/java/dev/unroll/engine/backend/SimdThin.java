package dev.unroll.engine.backend;

import dev.unroll.engine.backend.SimdMatmul.Matrix;
import jdk.incubator.vector.FloatVector;

import static dev.unroll.engine.backend.Lanes.FMA;
import static dev.unroll.engine.backend.Lanes.L;
import static dev.unroll.engine.backend.Lanes.S;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

/**
 * Products whose left factor has few rows, as in generating token by token: every number of the right factor is used once or a few
 * times, so all that counts is to read it as fast as the memory gives it, in long stretches, a few of them at a time.
 */
final class SimdThin {
    private static final int ROWS = 4;

    /** So many numbers no cache holds. */
    private static final int HUGE = 4_000_000;

    /** So many numbers at most stay in the second cache of a core. */
    private static final int CACHED = 131_072;

    private static final int STRIP_VECTORS = 8;

    /** Columns of a strip, whose results stay in registers while the rows of a small right factor are added up. */
    static final int STRIP = STRIP_VECTORS * L;

    private SimdThin() {}

    /** Whether a product with {@code m} rows and a right factor of {@code size} numbers is for here. */
    static boolean fits(int m, Matrix b, long size) {
        if (b.column() == 1) return m == 1 || m <= ROWS && size > HUGE;
        return m <= ROWS && b.row() == 1;
    }

    /** Whether the right factor, as it is stored, is small enough to be read from a cache, strip by strip of its columns. */
    static boolean inStrips(int m, int k, int n) {
        return m == 1 && (long) k * n <= CACHED;
    }

    /** The left factor's rows one after the other, one of them or {@value #ROWS}, with rows of zeros after those there are. */
    static Matrix rows(Matrix a, int m, int k) {
        if (m == 1 && a.column() == 1) return a;
        float[] rows = new float[(m == 1 ? 1 : ROWS) * k];
        for (int i = 0; i < m; i++) {
            for (int p = 0, at = a.at() + i * a.row(); p < k; p++, at += a.column()) rows[i * k + p] = a.values()[at];
        }
        return new Matrix(rows, 0, k, 1);
    }

    /** Adds to the columns {@code from} to {@code to} of {@code c}. */
    static void multiply(Matrix rows, Matrix b, float[] c, int cAt, int m, int k, int n, int from, int to) {
        if (b.column() == 1) {
            stream(rows, b, c, cAt, m, k, n, from, to, 0, k);
        } else if (m == 1) {
            dots(rows, b, c, cAt, k, from, to);
        } else {
            dotsOfRows(rows.values(), b, c, cAt, m, k, n, from, to);
        }
    }

    // --- the right factor as it is stored: rows of it, scaled, are added up ---

    /** As {@link #multiply} for a right factor that is stored row by row, but only the terms {@code p} to {@code pEnd} of each sum. */
    static void stream(
            Matrix rows, Matrix b, float[] c, int cAt, int m, int k, int n, int from, int to, int p, int pEnd) {
        if (m > 1) {
            streamRows(rows.values(), b, c, cAt, m, k, n, from, to, p, pEnd);
            return;
        }
        float[] x = rows.values();
        int xAt = rows.at();
        int done = from;
        if (inStrips(m, k, n)) {
            for (; done + STRIP <= to; done += STRIP)
                eightVectors(x, xAt + p, b.values(), b.at() + p * b.row() + done, b.row(), c, cAt + done, pEnd - p);
            if (done == to) return;
        }
        int rest = done;
        int step = (pEnd - p) / 8;
        for (int q = p; q < p + step; q++) {
            addEight(x, xAt + q, step, b.values(), b.at() + q * b.row(), step * b.row(), c, cAt, rest, to);
        }
        for (int q = p + 8 * step; q < pEnd; q++) {
            SimdElementwise.addScaled(x[xAt + q], b.values(), b.at() + q * b.row() + rest, c, cAt + rest, to - rest);
        }
    }

    /** {@value #STRIP_VECTORS} vectors of the result stay in registers while all their terms are added. */
    private static void eightVectors(float[] x, int xAt, float[] b, int at, int row, float[] c, int cAt, int k) {
        FloatVector s0 = fromArray(S, c, cAt);
        FloatVector s1 = fromArray(S, c, cAt + L);
        FloatVector s2 = fromArray(S, c, cAt + 2 * L);
        FloatVector s3 = fromArray(S, c, cAt + 3 * L);
        FloatVector s4 = fromArray(S, c, cAt + 4 * L);
        FloatVector s5 = fromArray(S, c, cAt + 5 * L);
        FloatVector s6 = fromArray(S, c, cAt + 6 * L);
        FloatVector s7 = fromArray(S, c, cAt + 7 * L);
        for (int p = 0, i = at; p < k; p++, i += row) {
            FloatVector v = broadcast(S, x[xAt + p]);
            FloatVector b0 = fromArray(S, b, i);
            s0 = FMA ? b0.fma(v, s0) : b0.mul(v).add(s0);
            FloatVector b1 = fromArray(S, b, i + L);
            s1 = FMA ? b1.fma(v, s1) : b1.mul(v).add(s1);
            FloatVector b2 = fromArray(S, b, i + 2 * L);
            s2 = FMA ? b2.fma(v, s2) : b2.mul(v).add(s2);
            FloatVector b3 = fromArray(S, b, i + 3 * L);
            s3 = FMA ? b3.fma(v, s3) : b3.mul(v).add(s3);
            FloatVector b4 = fromArray(S, b, i + 4 * L);
            s4 = FMA ? b4.fma(v, s4) : b4.mul(v).add(s4);
            FloatVector b5 = fromArray(S, b, i + 5 * L);
            s5 = FMA ? b5.fma(v, s5) : b5.mul(v).add(s5);
            FloatVector b6 = fromArray(S, b, i + 6 * L);
            s6 = FMA ? b6.fma(v, s6) : b6.mul(v).add(s6);
            FloatVector b7 = fromArray(S, b, i + 7 * L);
            s7 = FMA ? b7.fma(v, s7) : b7.mul(v).add(s7);
        }
        s0.intoArray(c, cAt);
        s1.intoArray(c, cAt + L);
        s2.intoArray(c, cAt + 2 * L);
        s3.intoArray(c, cAt + 3 * L);
        s4.intoArray(c, cAt + 4 * L);
        s5.intoArray(c, cAt + 5 * L);
        s6.intoArray(c, cAt + 6 * L);
        s7.intoArray(c, cAt + 7 * L);
    }

    /** Terms {@code p}, {@code p + step} and so on: rows far apart, so that each of the eight goes on where it ended. */
    private static void addEight(
            float[] x, int p, int step, float[] b, int at, int row, float[] c, int cAt, int from, int to) {
        FloatVector x0 = broadcast(S, x[p]);
        FloatVector x1 = broadcast(S, x[p + step]);
        FloatVector x2 = broadcast(S, x[p + 2 * step]);
        FloatVector x3 = broadcast(S, x[p + 3 * step]);
        FloatVector x4 = broadcast(S, x[p + 4 * step]);
        FloatVector x5 = broadcast(S, x[p + 5 * step]);
        FloatVector x6 = broadcast(S, x[p + 6 * step]);
        FloatVector x7 = broadcast(S, x[p + 7 * step]);
        int j = from;
        for (; j + L <= to; j += L) {
            int i = at + j;
            FloatVector even = fromArray(S, c, cAt + j);
            FloatVector odd = fromArray(S, b, i + row).mul(x1);
            FloatVector b0 = fromArray(S, b, i);
            even = FMA ? b0.fma(x0, even) : b0.mul(x0).add(even);
            FloatVector b2 = fromArray(S, b, i + 2 * row);
            even = FMA ? b2.fma(x2, even) : b2.mul(x2).add(even);
            FloatVector b4 = fromArray(S, b, i + 4 * row);
            even = FMA ? b4.fma(x4, even) : b4.mul(x4).add(even);
            FloatVector b6 = fromArray(S, b, i + 6 * row);
            even = FMA ? b6.fma(x6, even) : b6.mul(x6).add(even);
            FloatVector b3 = fromArray(S, b, i + 3 * row);
            odd = FMA ? b3.fma(x3, odd) : b3.mul(x3).add(odd);
            FloatVector b5 = fromArray(S, b, i + 5 * row);
            odd = FMA ? b5.fma(x5, odd) : b5.mul(x5).add(odd);
            FloatVector b7 = fromArray(S, b, i + 7 * row);
            odd = FMA ? b7.fma(x7, odd) : b7.mul(x7).add(odd);
            even.add(odd).intoArray(c, cAt + j);
        }
        for (; j < to; j++) {
            float sum = c[cAt + j];
            for (int q = 0; q < 8; q++) sum += b[at + q * row + j] * x[p + q * step];
            c[cAt + j] = sum;
        }
    }

    /** Four rows at once, beside the result; it takes over those that it has. */
    private static void streamRows(
            float[] rows, Matrix b, float[] c, int cAt, int m, int k, int n, int from, int to, int p, int pEnd) {
        int width = to - from;
        float[] sums = new float[ROWS * width];
        int q = p;
        for (; q + 4 <= pEnd; q += 4)
            addFour(rows, q, k, b.values(), b.at() + q * b.row() + from, b.row(), sums, width);
        for (; q < pEnd; q++) {
            for (int i = 0; i < m; i++) {
                int at = b.at() + q * b.row() + from;
                SimdElementwise.addScaled(rows[i * k + q], b.values(), at, sums, i * width, width);
            }
        }
        for (int i = 0; i < m; i++) {
            int at = cAt + i * n + from;
            SimdElementwise.add(c, at, sums, i * width, c, at, width);
        }
    }

    private static void addFour(float[] rows, int p, int k, float[] b, int at, int row, float[] sums, int width) {
        int j = 0;
        for (; j + L <= width; j += L) {
            FloatVector b0 = fromArray(S, b, at + j);
            FloatVector b1 = fromArray(S, b, at + row + j);
            FloatVector b2 = fromArray(S, b, at + 2 * row + j);
            FloatVector b3 = fromArray(S, b, at + 3 * row + j);
            for (int i = 0, x = p, s = j; i < ROWS; i++, x += k, s += width) {
                FloatVector even = b0.mul(broadcast(S, rows[x])).add(b2.mul(broadcast(S, rows[x + 2])));
                FloatVector odd = b1.mul(broadcast(S, rows[x + 1])).add(b3.mul(broadcast(S, rows[x + 3])));
                fromArray(S, sums, s).add(even.add(odd)).intoArray(sums, s);
            }
        }
        for (; j < width; j++) {
            for (int i = 0; i < ROWS; i++) {
                int x = i * k + p;
                float even = b[at + j] * rows[x] + b[at + 2 * row + j] * rows[x + 2];
                float odd = b[at + row + j] * rows[x + 1] + b[at + 3 * row + j] * rows[x + 3];
                sums[i * width + j] += even + odd;
            }
        }
    }

    // --- the right factor transposed: every result is a dot product with a row of what is stored ---

    private static void dots(Matrix x, Matrix b, float[] c, int cAt, int k, int from, int to) {
        float[] sums = new float[8 * L];
        int step = (to - from) / 8;
        for (int j = from; j < from + step; j++) {
            eightDots(x.values(), x.at(), b.values(), b.at() + j * b.column(), step * b.column(), k, sums);
            for (int q = 0; q < 8; q++) addDot(x, b, c, cAt, k, j + q * step, sums, q * L);
        }
        for (int j = from + 8 * step; j < to; j++) {
            eightDots(x.values(), x.at(), b.values(), b.at() + j * b.column(), 0, k, sums);
            addDot(x, b, c, cAt, k, j, sums, 0);
        }
    }

    /** Adds the lanes of a sum and what is left at its end. */
    private static void addDot(Matrix x, Matrix b, float[] c, int cAt, int k, int j, float[] lanes, int at) {
        float sum = Lanes.sum(fromArray(S, lanes, at));
        for (int p = k / L * L; p < k; p++) sum += x.values()[x.at() + p] * b.values()[b.at() + j * b.column() + p];
        c[cAt + j] += sum;
    }

    /**
     * Lane by lane the dot products of a row with eight rows that are far apart, so that each goes on where the one before ended. With
     * more operations than these the compiler now and then gives up and works with vectors as objects, six times slower.
     */
    private static void eightDots(float[] x, int xAt, float[] b, int at, int row, int k, float[] sums) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        for (int p = 0; p + L <= k; p += L) {
            FloatVector v = fromArray(S, x, xAt + p);
            int i = at + p;
            FloatVector b0 = fromArray(S, b, i);
            s0 = FMA ? b0.fma(v, s0) : b0.mul(v).add(s0);
            FloatVector b1 = fromArray(S, b, i + row);
            s1 = FMA ? b1.fma(v, s1) : b1.mul(v).add(s1);
            FloatVector b2 = fromArray(S, b, i + 2 * row);
            s2 = FMA ? b2.fma(v, s2) : b2.mul(v).add(s2);
            FloatVector b3 = fromArray(S, b, i + 3 * row);
            s3 = FMA ? b3.fma(v, s3) : b3.mul(v).add(s3);
            FloatVector b4 = fromArray(S, b, i + 4 * row);
            s4 = FMA ? b4.fma(v, s4) : b4.mul(v).add(s4);
            FloatVector b5 = fromArray(S, b, i + 5 * row);
            s5 = FMA ? b5.fma(v, s5) : b5.mul(v).add(s5);
            FloatVector b6 = fromArray(S, b, i + 6 * row);
            s6 = FMA ? b6.fma(v, s6) : b6.mul(v).add(s6);
            FloatVector b7 = fromArray(S, b, i + 7 * row);
            s7 = FMA ? b7.fma(v, s7) : b7.mul(v).add(s7);
        }
        s0.intoArray(sums, 0);
        s1.intoArray(sums, L);
        s2.intoArray(sums, 2 * L);
        s3.intoArray(sums, 3 * L);
        s4.intoArray(sums, 4 * L);
        s5.intoArray(sums, 5 * L);
        s6.intoArray(sums, 6 * L);
        s7.intoArray(sums, 7 * L);
    }

    private static void dotsOfRows(float[] rows, Matrix b, float[] c, int cAt, int m, int k, int n, int from, int to) {
        float[] four = new float[ROWS];
        for (int j = from; j < to; j++) {
            fourDots(b.values(), b.at() + j * b.column(), rows, k, four);
            for (int i = 0; i < m; i++) c[cAt + i * n + j] += four[i];
        }
    }

    /** The dot products of a row of {@code x} with the four rows. */
    private static void fourDots(float[] x, int xAt, float[] rows, int k, float[] out) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int p = 0;
        for (; p + L <= k; p += L) {
            FloatVector v = fromArray(S, x, xAt + p);
            s0 = s0.add(fromArray(S, rows, p).mul(v));
            s1 = s1.add(fromArray(S, rows, k + p).mul(v));
            s2 = s2.add(fromArray(S, rows, 2 * k + p).mul(v));
            s3 = s3.add(fromArray(S, rows, 3 * k + p).mul(v));
        }
        out[0] = Lanes.sum(s0);
        out[1] = Lanes.sum(s1);
        out[2] = Lanes.sum(s2);
        out[3] = Lanes.sum(s3);
        for (; p < k; p++) {
            for (int i = 0; i < ROWS; i++) out[i] += x[xAt + p] * rows[i * k + p];
        }
    }

    // --- small products ---

    /** A small product of any kind, row by row. */
    static void byRows(Matrix a, Matrix b, float[] c, int cAt, int m, int k, int n) {
        for (int i = 0; i < m; i++) row(a.values(), a.at() + i * a.row(), a.column(), b, c, cAt + i * n, k, n);
    }

    private static void row(float[] x, int xAt, int xStep, Matrix b, float[] c, int cAt, int k, int n) {
        float[] values = b.values();
        int j = 0;
        if (b.column() == 1) {
            for (; j + L <= n; j += L) {
                FloatVector sum = fromArray(S, c, cAt + j);
                for (int p = 0, at = b.at() + j; p < k; p++, at += b.row()) {
                    FloatVector scale = broadcast(S, x[xAt + p * xStep]);
                    sum = FMA
                            ? fromArray(S, values, at).fma(scale, sum)
                            : fromArray(S, values, at).mul(scale).add(sum);
                }
                sum.intoArray(c, cAt + j);
            }
        }
        for (; j < n; j++) {
            float sum = c[cAt + j];
            for (int p = 0, at = b.at() + j * b.column(); p < k; p++, at += b.row()) {
                sum += values[at] * x[xAt + p * xStep];
            }
            c[cAt + j] = sum;
        }
    }
}
