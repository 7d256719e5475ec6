package dev.unroll.engine.backend;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

import java.util.Arrays;

/**
 * Matrix products on vectors, after Goto and van de Geijn (2008): both factors are packed into panels that are read from front to
 * back, and a tile of the result stays in registers while a block of the sum is added to it. The order of each sum is that of its
 * index, whatever the number of threads.
 */
final class SimdMatmul {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    /** Rows of a tile. */
    private static final int MR = 8;

    /** Vectors across a tile. Narrow vectors mean few registers as well. */
    private static final int NV = L >= 16 ? 3 : 1;

    private static final int NR = NV * L;
    private static final int KC = 256;

    /** Rows of the left factor that are packed at once. */
    private static final int MC = 128;

    private static final int SMALL = 12_000;
    private static final ThreadLocal<float[]> LEFT = ThreadLocal.withInitial(() -> new float[MC * KC]);
    private static final ThreadLocal<float[]> TILE = ThreadLocal.withInitial(() -> new float[MR * NR]);

    private final Workers workers;
    private final ThreadLocal<float[]> right = ThreadLocal.withInitial(() -> new float[0]);

    SimdMatmul(Workers workers) {
        this.workers = workers;
    }

    /** A matrix in an array: element (i, j) lies at {@code at + i · row + j · column}. */
    record Matrix(float[] values, int at, int row, int column) {
        static Matrix of(float[] values, int at, int columns, boolean transposed) {
            return transposed ? new Matrix(values, at, 1, columns) : new Matrix(values, at, columns, 1);
        }
    }

    /** {@code c = a · b}, or {@code c += a · b}; {@code c} is dense, m × n, and begins at {@code cAt}. */
    void multiply(Matrix a, Matrix b, float[] c, int cAt, int m, int k, int n, boolean accumulate) {
        if (m == 0 || n == 0) return;
        if (!accumulate) Arrays.fill(c, cAt, cAt + m * n, 0);
        if (k == 0) return;
        long work = (long) m * k * n;
        if (m == 1 && a.column == 1) vectorTimesMatrix(a, b, c, cAt, k, n);
        else if (work <= SMALL || n < 4) small(a, b, c, cAt, m, k, n);
        else packed(a, b, c, cAt, m, k, n);
    }

    // --- small products, and those with a single row ---

    private static void small(Matrix a, Matrix b, float[] c, int cAt, int m, int k, int n) {
        for (int i = 0; i < m; i++) row(a.values, a.at + i * a.row, a.column, b, c, cAt + i * n, k, 0, n);
    }

    private void vectorTimesMatrix(Matrix a, Matrix b, float[] c, int cAt, int k, int n) {
        if ((long) k * n < 60_000) {
            row(a.values, a.at, 1, b, c, cAt, k, 0, n);
            return;
        }
        int part = Math.max(L, (n / (4 * workers.count()) + L - 1) / L * L);
        workers.run(
                (n + part - 1) / part,
                p -> row(a.values, a.at, 1, b, c, cAt, k, p * part, Math.min(n, (p + 1) * part)));
    }

    /** Columns {@code from} to {@code to} of one row of the result. */
    private static void row(float[] x, int xAt, int xStep, Matrix b, float[] c, int cAt, int k, int from, int to) {
        if (b.column == 1) {
            int j = from;
            for (; j + L <= to; j += L) {
                FloatVector sum = FloatVector.fromArray(S, c, cAt + j);
                for (int p = 0, at = b.at + j; p < k; p++, at += b.row) {
                    sum = FloatVector.fromArray(S, b.values, at).fma(FloatVector.broadcast(S, x[xAt + p * xStep]), sum);
                }
                sum.intoArray(c, cAt + j);
            }
            for (; j < to; j++) {
                float sum = c[cAt + j];
                for (int p = 0, at = b.at + j; p < k; p++, at += b.row)
                    sum = Math.fma(b.values[at], x[xAt + p * xStep], sum);
                c[cAt + j] = sum;
            }
        } else if (b.row == 1 && xStep == 1) {
            for (int j = from; j < to; j++) c[cAt + j] += dot(x, xAt, b.values, b.at + j * b.column, k);
        } else {
            for (int j = from; j < to; j++) {
                float sum = c[cAt + j];
                for (int p = 0; p < k; p++)
                    sum = Math.fma(b.values[b.at + p * b.row + j * b.column], x[xAt + p * xStep], sum);
                c[cAt + j] = sum;
            }
        }
    }

    static float dot(float[] x, int xAt, float[] y, int yAt, int length) {
        int i = 0;
        float sum = 0;
        if (length >= 4 * L) {
            FloatVector s0 = FloatVector.zero(S);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            for (; i + 4 * L <= length; i += 4 * L) {
                s0 = load(x, xAt + i).fma(load(y, yAt + i), s0);
                s1 = load(x, xAt + i + L).fma(load(y, yAt + i + L), s1);
                s2 = load(x, xAt + i + 2 * L).fma(load(y, yAt + i + 2 * L), s2);
                s3 = load(x, xAt + i + 3 * L).fma(load(y, yAt + i + 3 * L), s3);
            }
            sum = Lanes.sum(s0.add(s1).add(s2.add(s3)));
        }
        for (; i < length; i++) sum = Math.fma(x[xAt + i], y[yAt + i], sum);
        return sum;
    }

    private static FloatVector load(float[] values, int at) {
        return FloatVector.fromArray(S, values, at);
    }

    // --- packed products ---

    private void packed(Matrix a, Matrix b, float[] c, int cAt, int m, int k, int n) {
        int panels = (n + NR - 1) / NR;
        float[] packedRight = right.get();
        int needed = panels * NR * Math.min(k, KC);
        if (packedRight.length < needed) right.set(packedRight = new float[needed]);
        float[] shared = packedRight;
        boolean alone = (long) m * k * n < 400_000;
        for (int from = 0; from < k; from += KC) {
            int depth = Math.min(KC, k - from);
            int start = from;
            if (alone) {
                for (int p = 0; p < panels; p++) packRight(b, start, depth, p, n, shared);
                for (int i = 0; i < m; i += MC)
                    block(a, i, Math.min(MC, m - i), start, depth, shared, 0, panels, c, cAt, n);
                continue;
            }
            int panelsEach = Math.max(1, (panels + 4 * workers.count() - 1) / (4 * workers.count()));
            workers.run((panels + panelsEach - 1) / panelsEach, part -> {
                for (int p = part * panelsEach; p < Math.min(panels, (part + 1) * panelsEach); p++)
                    packRight(b, start, depth, p, n, shared);
            });
            split(a, m, start, depth, shared, panels, c, cAt, n);
        }
    }

    /** Cuts the result into blocks of rows, and of columns too where there are too few rows for everybody. */
    private void split(Matrix a, int m, int start, int depth, float[] shared, int panels, float[] c, int cAt, int n) {
        int rows = Math.min(MC, Math.max(MR, (m / (2 * workers.count()) + MR - 1) / MR * MR));
        int rowBlocks = (m + rows - 1) / rows;
        int columnBlocks = Math.min(panels, Math.max(1, (4 * workers.count() + rowBlocks - 1) / rowBlocks));
        int panelsEach = (panels + columnBlocks - 1) / columnBlocks;
        int blocks = (panels + panelsEach - 1) / panelsEach;
        workers.run(rowBlocks * blocks, part -> {
            int i = part / blocks * rows;
            int firstPanel = part % blocks * panelsEach;
            block(
                    a,
                    i,
                    Math.min(rows, m - i),
                    start,
                    depth,
                    shared,
                    firstPanel,
                    Math.min(panels, firstPanel + panelsEach),
                    c,
                    cAt,
                    n);
        });
    }

    private static void packRight(Matrix b, int start, int depth, int panel, int n, float[] out) {
        int to = panel * NR * depth;
        int first = panel * NR;
        int width = Math.min(NR, n - first);
        int from = b.at + start * b.row + first * b.column;
        if (b.column == 1) {
            for (int p = 0; p < depth; p++, to += NR, from += b.row) {
                System.arraycopy(b.values, from, out, to, width);
                if (width < NR) Arrays.fill(out, to + width, to + NR, 0);
            }
        } else {
            if (width < NR) Arrays.fill(out, to, to + NR * depth, 0);
            for (int j = 0; j < width; j++) {
                int at = from + j * b.column;
                for (int p = 0; p < depth; p++) out[to + p * NR + j] = b.values[at + p * b.row];
            }
        }
    }

    private static void block(
            Matrix a,
            int i,
            int rows,
            int start,
            int depth,
            float[] right,
            int firstPanel,
            int lastPanel,
            float[] c,
            int cAt,
            int n) {
        float[] left = LEFT.get();
        int strips = (rows + MR - 1) / MR;
        for (int s = 0; s < strips; s++)
            packLeft(a, i + s * MR, Math.min(MR, rows - s * MR), start, depth, left, s * MR * depth);
        for (int panel = firstPanel; panel < lastPanel; panel++) {
            int width = Math.min(NR, n - panel * NR);
            for (int s = 0; s < strips; s++) {
                int height = Math.min(MR, rows - s * MR);
                int at = cAt + (i + s * MR) * n + panel * NR;
                if (height == MR && width == NR) {
                    tile(left, s * MR * depth, right, panel * NR * depth, depth, c, at, n);
                } else {
                    edge(left, s * MR * depth, right, panel * NR * depth, depth, c, at, n, height, width);
                }
            }
        }
    }

    private static void packLeft(Matrix a, int i, int height, int start, int depth, float[] out, int to) {
        if (height < MR) Arrays.fill(out, to, to + MR * depth, 0);
        for (int r = 0; r < height; r++) {
            int at = a.at + (i + r) * a.row + start * a.column;
            for (int p = 0; p < depth; p++) out[to + p * MR + r] = a.values[at + p * a.column];
        }
    }

    /** A tile at the edge of the result is computed whole, beside it, and only what is inside is taken over. */
    private static void edge(
            float[] left,
            int leftAt,
            float[] right,
            int rightAt,
            int depth,
            float[] c,
            int cAt,
            int n,
            int height,
            int width) {
        float[] whole = TILE.get();
        for (int r = 0; r < height; r++) System.arraycopy(c, cAt + r * n, whole, r * NR, width);
        tile(left, leftAt, right, rightAt, depth, whole, 0, NR);
        for (int r = 0; r < height; r++) System.arraycopy(whole, r * NR, c, cAt + r * n, width);
    }

    private static void tile(
            float[] left, int leftAt, float[] right, int rightAt, int depth, float[] c, int cAt, int n) {
        if (NV == 3) SimdTile.of8x3(left, leftAt, right, rightAt, depth, c, cAt, n);
        else SimdTile.of8x1(left, leftAt, right, rightAt, depth, c, cAt, n);
    }
}
