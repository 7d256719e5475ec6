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

    private SimdThin() {}

    /** Whether a product with {@code m} rows is for here. */
    static boolean fits(int m, Matrix b) {
        return m <= ROWS && (b.column() == 1 || b.row() == 1);
    }

    /** The left factor's rows one after the other, one of them or {@value #ROWS}, with rows of zeros after those there are. */
    static float[] rows(Matrix a, int m, int k) {
        float[] rows = new float[(m == 1 ? 1 : ROWS) * k];
        for (int i = 0; i < m; i++) {
            for (int p = 0, at = a.at() + i * a.row(); p < k; p++, at += a.column()) rows[i * k + p] = a.values()[at];
        }
        return rows;
    }

    /** Adds to the columns {@code from} to {@code to} of {@code c}. */
    static void multiply(float[] rows, Matrix b, float[] c, int cAt, int m, int k, int n, int from, int to) {
        if (b.column() == 1) {
            if (m == 1) stream(rows, b, c, cAt, k, from, to);
            else streamRows(rows, b, c, cAt, m, k, n, from, to);
        } else {
            if (m == 1) dots(rows, b, c, cAt, k, from, to);
            else dotsOfRows(rows, b, c, cAt, m, k, n, from, to);
        }
    }

    // --- the right factor as it is stored: rows of it, scaled, are added up ---

    private static void stream(float[] x, Matrix b, float[] c, int cAt, int k, int from, int to) {
        int p = 0;
        for (; p + 8 <= k; p += 8) addEight(x, p, b.values(), b.at() + p * b.row(), b.row(), c, cAt, from, to);
        for (; p < k; p++) {
            SimdElementwise.addScaled(x[p], b.values(), b.at() + p * b.row() + from, c, cAt + from, to - from);
        }
    }

    private static void addEight(float[] x, int p, float[] b, int at, int row, float[] c, int cAt, int from, int to) {
        FloatVector x0 = broadcast(S, x[p]);
        FloatVector x1 = broadcast(S, x[p + 1]);
        FloatVector x2 = broadcast(S, x[p + 2]);
        FloatVector x3 = broadcast(S, x[p + 3]);
        FloatVector x4 = broadcast(S, x[p + 4]);
        FloatVector x5 = broadcast(S, x[p + 5]);
        FloatVector x6 = broadcast(S, x[p + 6]);
        FloatVector x7 = broadcast(S, x[p + 7]);
        int j = from;
        for (; j + L <= to; j += L) {
            int i = at + j;
            FloatVector even =
                    fromArray(S, b, i).mul(x0).add(fromArray(S, b, i + 2 * row).mul(x2));
            FloatVector odd = fromArray(S, b, i + row)
                    .mul(x1)
                    .add(fromArray(S, b, i + 3 * row).mul(x3));
            even = even.add(fromArray(S, b, i + 4 * row).mul(x4))
                    .add(fromArray(S, b, i + 6 * row).mul(x6));
            odd = odd.add(fromArray(S, b, i + 5 * row).mul(x5))
                    .add(fromArray(S, b, i + 7 * row).mul(x7));
            fromArray(S, c, cAt + j).add(even.add(odd)).intoArray(c, cAt + j);
        }
        for (; j < to; j++) {
            float even = 0;
            float odd = 0;
            for (int q = 0; q < 8; q += 2) {
                even += b[at + q * row + j] * x[p + q];
                odd += b[at + (q + 1) * row + j] * x[p + q + 1];
            }
            c[cAt + j] += even + odd;
        }
    }

    /** Four rows at once, beside the result; it takes over those that it has. */
    private static void streamRows(float[] rows, Matrix b, float[] c, int cAt, int m, int k, int n, int from, int to) {
        int width = to - from;
        float[] sums = new float[ROWS * width];
        int p = 0;
        for (; p + 4 <= k; p += 4) addFour(rows, p, k, b.values(), b.at() + p * b.row() + from, b.row(), sums, width);
        for (; p < k; p++) {
            for (int i = 0; i < m; i++) {
                int at = b.at() + p * b.row() + from;
                SimdElementwise.addScaled(rows[i * k + p], b.values(), at, sums, i * width, width);
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

    private static void dots(float[] x, Matrix b, float[] c, int cAt, int k, int from, int to) {
        int j = from;
        for (; j + 4 <= to; j += 4) fourDots(x, 0, b.values(), b.at() + j * b.column(), b.column(), k, c, cAt + j, 1);
        for (; j < to; j++) c[cAt + j] += SimdSums.dot(x, 0, b.values(), b.at() + j * b.column(), k);
    }

    private static void dotsOfRows(float[] rows, Matrix b, float[] c, int cAt, int m, int k, int n, int from, int to) {
        float[] four = new float[ROWS];
        for (int j = from; j < to; j++) {
            java.util.Arrays.fill(four, 0);
            fourDots(b.values(), b.at() + j * b.column(), rows, 0, k, k, four, 0, 1);
            for (int i = 0; i < m; i++) c[cAt + i * n + j] += four[i];
        }
    }

    /** Adds to four numbers of {@code c} the dot products of a row {@code x} with four rows of {@code b}. */
    private static void fourDots(float[] x, int xAt, float[] b, int bAt, int row, int k, float[] c, int cAt, int step) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int p = 0;
        for (; p + L <= k; p += L) {
            FloatVector v = fromArray(S, x, xAt + p);
            s0 = s0.add(fromArray(S, b, bAt + p).mul(v));
            s1 = s1.add(fromArray(S, b, bAt + row + p).mul(v));
            s2 = s2.add(fromArray(S, b, bAt + 2 * row + p).mul(v));
            s3 = s3.add(fromArray(S, b, bAt + 3 * row + p).mul(v));
        }
        float r0 = Lanes.sum(s0);
        float r1 = Lanes.sum(s1);
        float r2 = Lanes.sum(s2);
        float r3 = Lanes.sum(s3);
        for (; p < k; p++) {
            float v = x[xAt + p];
            r0 += b[bAt + p] * v;
            r1 += b[bAt + row + p] * v;
            r2 += b[bAt + 2 * row + p] * v;
            r3 += b[bAt + 3 * row + p] * v;
        }
        c[cAt] += r0;
        c[cAt + step] += r1;
        c[cAt + 2 * step] += r2;
        c[cAt + 3 * step] += r3;
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
