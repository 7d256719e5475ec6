package dev.unroll.engine.backend;

import dev.unroll.engine.backend.SimdMatmul.Matrix;
import jdk.incubator.vector.FloatVector;

import static dev.unroll.engine.backend.Lanes.FMA;
import static dev.unroll.engine.backend.Lanes.L;
import static dev.unroll.engine.backend.Lanes.MANY_REGISTERS;

/**
 * A block of a matrix product on one thread, after Goto and van de Geijn (2008): a tile of the result stays in registers while a
 * block of the sum is added to it. The left factor is copied, a strip at a time, to where its rows lie at a distance that the compiler
 * knows; the right one is packed into panels that are read from front to back, unless it is small.
 */
final class SimdBlock {
    /** Rows of a tile; the last may have {@value #FEW}. */
    static final int MR = MANY_REGISTERS ? 8 : 4;

    private static final int FEW = 4;

    /** Vectors across a tile, at most. */
    private static final int NV = MANY_REGISTERS || FMA ? 3 : 2;

    /** Columns of a panel. */
    static final int NR = NV * L;

    /** How much of a sum is added at once, */
    static final int KC = 512;

    /** and where the right factor is packed for all: more, so that a large result is gone through less often. */
    static final int DEEP = 1024;

    /** Rows of the left factor between one use of a panel of the right one and the next. */
    private static final int MC = 128;

    /** Rows of a panel of the left factor. */
    static final int LEFT = 2 * MR;

    /** From a row of the left factor's copy to the next: not a power of two, so that rows do not drive each other out of the cache. */
    static final int ROW = DEEP + 16;

    /** A left factor whose columns lie so far apart is copied for that same reason. */
    private static final int FAR = 128;

    private float[] strip = new float[0];
    private float[] right = new float[0];
    private final float[] tile = new float[MR * NR];

    private static final ThreadLocal<SimdBlock> MINE = ThreadLocal.withInitial(SimdBlock::new);

    private SimdBlock() {}

    /**
     * The rows of a left factor as tiles read them: number p of row r lies at {@code at + r / LEFT · panel + r % LEFT · row + p ·
     * step}, and {@code row} is 1 or {@link #ROW}.
     */
    private record Left(float[] values, int at, int panel, int row, int step) {
        int at(int r) {
            return at + r / LEFT * panel + r % LEFT * row;
        }
    }

    /**
     * Computes the rows {@code i} to {@code iEnd} and columns {@code j} to {@code jEnd} of {@code c}, which has {@code n} columns.
     *
     * @param adds whether to add to what is there
     */
    static void multiply(
            Matrix a, Matrix b, float[] c, int cAt, int k, int n, int i, int iEnd, int j, int jEnd, boolean adds) {
        SimdBlock mine = MINE.get();
        for (int from = 0; from < k; from += KC) {
            mine.block(a, b, c, cAt, n, i, iEnd, j, jEnd, from, Math.min(KC, k - from), adds || from > 0);
        }
    }

    private void block(
            Matrix a,
            Matrix b,
            float[] c,
            int cAt,
            int n,
            int i,
            int iEnd,
            int j,
            int jEnd,
            int start,
            int depth,
            boolean adds) {
        int vectors = (jEnd - j + L - 1) / L;
        if (right.length < vectors * L * depth) right = new float[vectors * L * depth];
        boolean packs = b.column() != 1 || iEnd - i > MC && depth * (jEnd - j) > 8192;
        int whole = (jEnd - j) / L;
        if (packs) packRight(b, start, depth, j, jEnd, 0, vectors, right);
        else if (whole < vectors) packRight(b, start, depth, j, jEnd, panelOf(whole, vectors), vectors, right);
        for (int top = i; top < iEnd; top += MC) {
            int bottom = Math.min(iEnd, top + MC);
            rows(
                    b,
                    right,
                    c,
                    cAt,
                    n,
                    left(a, top, bottom, start, depth),
                    top,
                    bottom,
                    j,
                    jEnd,
                    start,
                    depth,
                    packs,
                    adds);
        }
    }

    /** How many vectors wide the next panel is: three, but the last four are two and two. */
    private static int width(int vectorsLeft) {
        return vectorsLeft == 4 && NV == 3 ? 2 : Math.min(NV, vectorsLeft);
    }

    /** How many panels a right factor of so many columns has. */
    static int panels(int n) {
        return (vectors(n) + NV - 1) / NV;
    }

    /** How many numbers the panels of a right factor hold, {@code depth} rows of it. */
    static int packedSize(int n, int depth) {
        return vectors(n) * L * depth;
    }

    private static int vectors(int columns) {
        return (columns + L - 1) / L;
    }

    /** Packs some panels of the rows {@code start} to {@code start + depth} of a right factor, for {@link #multiplyPacked}. */
    static void pack(Matrix b, int n, int start, int depth, int panel, int panelEnd, float[] to) {
        int first = firstVector(panel, n);
        int last = firstVector(panelEnd, n);
        packRight(b, start, depth, 0, n, first, last, to);
    }

    private static int firstVector(int panel, int n) {
        if (panel == panels(n)) return vectors(n);
        return panelOf(NV * panel, vectors(n)) < NV * panel ? vectors(n) - 2 : NV * panel;
    }

    /** Computes the rows {@code i} to {@code iEnd} of {@code c}, or adds to them, with rows of the right factor that are packed. */
    static void multiplyPacked(
            Matrix a,
            Matrix b,
            float[] packed,
            float[] c,
            int cAt,
            int n,
            int i,
            int iEnd,
            int start,
            int depth,
            boolean adds) {
        SimdBlock mine = MINE.get();
        Left left = mine.left(a, i, iEnd, start, depth);
        mine.rows(b, packed, c, cAt, n, left, i, iEnd, 0, n, start, depth, true, adds);
    }

    /** How many rows the next tile has. */
    private static int height(int rowsLeft) {
        return rowsLeft <= FEW ? FEW : MR;
    }

    /** Some rows of the left factor, row after row, or side by side as they lie. What lies where the last tile has more rows is not used. */
    private Left left(Matrix a, int i, int iEnd, int start, int depth) {
        int rows = iEnd - i;
        int from = a.at() + i * a.row() + start * a.column();
        if (a.row() == 1 && a.column() < FAR && rows % FEW == 0) return new Left(a.values(), from, LEFT, 1, a.column());
        int panels = (rows + LEFT - 1) / LEFT;
        // A panel more than its length apart: else what is copied of a row would go to the same places of the cache.
        int panel = a.row() == 1 ? LEFT * (depth + 1) : LEFT * ROW;
        if (strip.length < panels * panel) strip = new float[panels * panel];
        if (a.row() == 1) {
            copyIntoPanels(a.values(), from, a.column(), rows, depth, strip, panel);
            return new Left(strip, 0, panel, 1, LEFT);
        }
        copyRows(a.values(), from, a.row(), depth, rows, strip, 0, ROW);
        return new Left(strip, 0, panel, ROW, 1);
    }

    /** Copies columns that lie one after the other, each cut into stretches of {@link #LEFT} numbers, to a panel each. */
    private static void copyIntoPanels(float[] x, int at, int column, int rows, int depth, float[] out, int panel) {
        int whole = (rows + LEFT - 1) / LEFT * LEFT;
        for (int p = 0, i = at; p < depth; p++, i += column) {
            boolean within = i + whole <= x.length;
            for (int r = 0, o = p * LEFT; r < rows; r += LEFT, o += panel) {
                if (within) copyStretch(x, i + r, out, o);
                else System.arraycopy(x, i + r, out, o, Math.min(LEFT, rows - r));
            }
        }
    }

    private static void copyStretch(float[] x, int at, float[] out, int to) {
        for (int q = 0; q < LEFT; q += L)
            FloatVector.fromArray(Lanes.S, x, at + q).intoArray(out, to + q);
    }

    private void rows(
            Matrix b,
            float[] right,
            float[] c,
            int cAt,
            int n,
            Left left,
            int i,
            int iEnd,
            int j,
            int jEnd,
            int start,
            int depth,
            boolean packs,
            boolean adds) {
        int vectors = (jEnd - j + L - 1) / L;
        int whole = (jEnd - j) / L;
        for (int v = 0; v < vectors; ) {
            int width = width(vectors - v);
            boolean inPlace = !packs && v + width <= whole;
            float[] panel = inPlace ? b.values() : right;
            int panelAt = inPlace ? b.at() + start * b.row() + j + v * L : v * L * depth;
            int panelStep = inPlace ? b.row() : width * L;
            int at = cAt + j + v * L;
            int columns = Math.min(width * L, jEnd - j - v * L);
            for (int r = i, height; r < iEnd; r += height) {
                height = height(iEnd - r);
                int rows = Math.min(height, iEnd - r);
                boolean inside = rows == height && v + width <= whole;
                if (!inside && adds) take(c, at + r * n, n, rows, columns);
                float[] to = inside ? c : tile;
                int toAt = inside ? at + r * n : 0;
                tile(
                        height,
                        width,
                        left.values,
                        left.at(r - i),
                        left.row,
                        left.step,
                        panel,
                        panelAt,
                        panelStep,
                        depth,
                        to,
                        toAt,
                        inside ? n : NR,
                        adds);
                if (!inside) give(c, at + r * n, n, rows, columns);
            }
            v += width;
        }
    }

    private static void tile(
            int height,
            int width,
            float[] a,
            int aAt,
            int row,
            int step,
            float[] b,
            int bAt,
            int bStep,
            int depth,
            float[] c,
            int cAt,
            int n,
            boolean adds) {
        if (height > FEW) SimdTile8.multiply(width, a, aAt, row, step, b, bAt, bStep, depth, c, cAt, n, adds);
        else SimdTile4.multiply(width, a, aAt, row, step, b, bAt, bStep, depth, c, cAt, n, adds);
    }

    /** A tile at the edge of the result is computed whole, beside it, and only what is inside is taken over. */
    private void take(float[] c, int at, int n, int rows, int columns) {
        for (int r = 0; r < rows; r++) System.arraycopy(c, at + r * n, tile, r * NR, columns);
    }

    private void give(float[] c, int at, int n, int rows, int columns) {
        for (int r = 0; r < rows; r++) System.arraycopy(tile, r * NR, c, at + r * n, columns);
    }

    /** The panel that the vector {@code v} of so many belongs to begins with this one. */
    private static int panelOf(int v, int vectors) {
        int first = 0;
        while (first + width(vectors - first) <= v) first += width(vectors - first);
        return first;
    }

    /** Packs the panels of a block of the right factor between two of its vectors, with which panels begin. */
    private static void packRight(
            Matrix b, int start, int depth, int j, int jEnd, int firstVector, int lastVector, float[] right) {
        int vectors = vectors(jEnd - j);
        for (int v = firstVector; v < lastVector; ) {
            int step = width(vectors - v) * L;
            int to = v * L * depth;
            int from = b.at() + start * b.row() + (j + v * L) * b.column();
            int columns = Math.min(step, jEnd - j - v * L);
            if (b.column() == 1) copyRows(b.values(), from, b.row(), columns, depth, right, to, step);
            else turn(b.values(), from, b.column(), b.row(), columns, depth, right, to, step);
            v += step / L;
        }
    }

    /** Element p of line l, to {@code p · step + l}. */
    private static void turn(
            float[] x, int at, int line, int element, int lines, int length, float[] out, int to, int step) {
        if (element == 1) SimdTranspose.transpose(x, at, line, lines, length, out, to, step);
        else SimdTranspose.singly(x, at, line, element, lines, length, out, to, step);
    }

    /** Copies rows in whole vectors; what comes after a row's end is not used. */
    private static void copyRows(float[] x, int at, int row, int columns, int rows, float[] out, int to, int step) {
        int whole = (columns + L - 1) / L * L;
        for (int p = 0, i = at, o = to; p < rows; p++, i += row, o += step) {
            if (i + whole > x.length) System.arraycopy(x, i, out, o, columns);
            else
                for (int q = 0; q < whole; q += L)
                    FloatVector.fromArray(Lanes.S, x, i + q).intoArray(out, o + q);
        }
    }
}
