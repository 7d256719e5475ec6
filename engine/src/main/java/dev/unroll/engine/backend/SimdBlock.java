package dev.unroll.engine.backend;

import dev.unroll.engine.backend.SimdMatmul.Matrix;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

import static dev.unroll.engine.backend.Lanes.FMA;
import static dev.unroll.engine.backend.Lanes.L;
import static dev.unroll.engine.backend.Lanes.MANY_REGISTERS;

/**
 * A block of a matrix product on one thread, after Goto and van de Geijn (2008): a tile of the result stays in registers while a
 * block of the sum is added to it. The left factor is read where it lies, a number at a time; the right one is packed into panels that are
 * read from front to back, unless it is small.
 */
final class SimdBlock {
    /** Rows of a tile. */
    static final int MR = MANY_REGISTERS ? 8 : 4;

    /** Vectors across a tile, at most. */
    private static final int NV = MANY_REGISTERS || FMA ? 3 : 2;

    /** Columns of a panel. */
    static final int NR = NV * L;

    /** How much of a sum is added at once. */
    static final int KC = 512;

    /** Rows of the left factor between one use of a panel of the right one and the next. */
    private static final int MC = 128;

    /** Rows of a panel of the left factor. */
    static final int LEFT = 2 * MR;

    /** From so many columns on the left factor is used often enough to be packed. */
    private static final int WIDE = 256;

    /** A left factor whose columns lie so far apart is copied: its numbers would drive each other out of the cache. */
    private static final int FAR = 128;

    private final float[] left = new float[MR * KC];
    private float[] right = new float[0];
    private float[] strip = new float[0];
    private final float[] tile = new float[MR * NR];

    private static final ThreadLocal<SimdBlock> MINE = ThreadLocal.withInitial(SimdBlock::new);

    private SimdBlock() {}

    /** Adds to the rows {@code i} to {@code iEnd} and columns {@code j} to {@code jEnd} of {@code c}, which has {@code n} columns. */
    static void multiply(Matrix a, Matrix b, float[] c, int cAt, int k, int n, int i, int iEnd, int j, int jEnd) {
        SimdBlock mine = MINE.get();
        for (int from = 0; from < k; from += KC) {
            mine.add(a, b, c, cAt, n, i, iEnd, j, jEnd, from, Math.min(KC, k - from));
        }
    }

    private void add(
            Matrix a, Matrix b, float[] c, int cAt, int n, int i, int iEnd, int j, int jEnd, int start, int depth) {
        int vectors = (jEnd - j + L - 1) / L;
        if (right.length < vectors * L * depth) right = new float[vectors * L * depth];
        boolean packs = b.column() != 1 || iEnd - i > MC && depth * (jEnd - j) > 8192;
        int whole = (jEnd - j) / L;
        if (packs) packRight(b, start, depth, j, jEnd, 0, vectors, right);
        else if (whole < vectors) packRight(b, start, depth, j, jEnd, panelOf(whole, vectors), vectors, right);
        for (int top = i; top < iEnd; top += MC) {
            int bottom = Math.min(iEnd, top + MC);
            Matrix left = near(a, top, bottom, start, depth);
            rows(left, b, right, c, cAt, n, top, bottom, j, jEnd, start, depth, packs);
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

    /** Packs some panels of the rows {@code start} to {@code start + depth} of a right factor, for {@link #addPacked}. */
    static void pack(Matrix b, int n, int start, int depth, int panel, int panelEnd, float[] to) {
        int first = firstVector(panel, n);
        int last = firstVector(panelEnd, n);
        packRight(b, start, depth, 0, n, first, last, to);
    }

    private static int firstVector(int panel, int n) {
        if (panel == panels(n)) return vectors(n);
        return panelOf(NV * panel, vectors(n)) < NV * panel ? vectors(n) - 2 : NV * panel;
    }

    /**
     * Adds to the rows {@code i} to {@code iEnd} of {@code c} the product with rows of the right factor that are packed. The left factor
     * is packed first too, where that pays: rows of a large matrix drive each other out of the cache.
     */
    static void addPacked(
            Matrix a, Matrix b, float[] packed, float[] c, int cAt, int n, int i, int iEnd, int start, int depth) {
        SimdBlock mine = MINE.get();
        boolean packsLeft = n >= WIDE;
        if (packsLeft) mine.packStrip(a, i, iEnd, start, depth);
        Matrix left = packsLeft ? null : mine.near(a, i, iEnd, start, depth);
        mine.rows(left, b, packed, c, cAt, n, i, iEnd, 0, n, start, depth, true);
    }

    /** A left factor where it lies, or some rows of it as a copy where its columns lie too far apart. */
    private Matrix near(Matrix a, int i, int iEnd, int start, int depth) {
        return a.column() < FAR ? a : strip(a, i, iEnd, start, depth);
    }

    /** Packs rows of the left factor into panels of two tiles' rows, with zeros where there are no more. */
    private void packStrip(Matrix a, int i, int iEnd, int start, int depth) {
        int size = (iEnd - i + LEFT - 1) / LEFT * LEFT * depth;
        if (strip.length < size) strip = new float[size];
        for (int r = i; r < iEnd; r += LEFT) {
            int rows = Math.min(LEFT, iEnd - r);
            int at = a.at() + r * a.row() + start * a.column();
            int to = (r - i) * depth;
            if (rows < LEFT) Arrays.fill(strip, to, to + LEFT * depth, 0);
            if (a.row() == 1) copyRows(a.values(), at, a.column(), rows, depth, strip, to, LEFT);
            else turn(a.values(), at, a.row(), a.column(), rows, depth, strip, to, LEFT);
        }
    }

    private Matrix strip(Matrix a, int i, int iEnd, int start, int depth) {
        int width = iEnd - i;
        if (strip.length < width * KC) strip = new float[width * KC];
        copyRows(a.values(), a.at() + i + start * a.column(), a.column(), width, depth, strip, 0, width);
        return new Matrix(strip, -i - start * width, 1, width);
    }

    /** @param a the left factor, or {@code null} where it has been packed into {@link #strip} */
    private void rows(
            @Nullable Matrix a,
            Matrix b,
            float[] right,
            float[] c,
            int cAt,
            int n,
            int i,
            int iEnd,
            int j,
            int jEnd,
            int start,
            int depth,
            boolean packs) {
        int last = i + (iEnd - i) / MR * MR;
        if (a != null && last < iEnd) packLeft(a, last, iEnd - last, start, depth);
        int vectors = (jEnd - j + L - 1) / L;
        int whole = (jEnd - j) / L;
        for (int v = 0; v < vectors; ) {
            int width = width(vectors - v);
            boolean inPlace = !packs && v + width <= whole;
            float[] panel = inPlace ? b.values() : right;
            int panelAt = inPlace ? b.at() + start * b.row() + j + v * L : v * L * depth;
            int panelStep = inPlace ? b.row() : width * L;
            int at = cAt + j + v * L;
            for (int r = i; r < iEnd; r += MR) {
                float[] x = strip;
                int xAt = (r - i) / LEFT * LEFT * depth + (r - i) % LEFT;
                int row = 1;
                int step = LEFT;
                if (a != null) {
                    boolean packed = r == last;
                    x = packed ? left : a.values();
                    xAt = packed ? 0 : a.at() + r * a.row() + start * a.column();
                    row = packed ? 1 : a.row();
                    step = packed ? MR : a.column();
                }
                if (r < last && v + width <= whole) {
                    tile(width, x, xAt, row, step, panel, panelAt, panelStep, depth, c, at + r * n, n);
                } else {
                    int columns = Math.min(width * L, jEnd - j - v * L);
                    take(c, at + r * n, n, Math.min(MR, iEnd - r), columns);
                    tile(width, x, xAt, row, step, panel, panelAt, panelStep, depth, tile, 0, NR);
                    give(c, at + r * n, n, Math.min(MR, iEnd - r), columns);
                }
            }
            v += width;
        }
    }

    private static void tile(
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
            int n) {
        if (MANY_REGISTERS) SimdTile8.multiply(width, a, aAt, row, step, b, bAt, bStep, depth, c, cAt, n);
        else SimdTile4.multiply(width, a, aAt, row, step, b, bAt, bStep, depth, c, cAt, n);
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
            if (columns < step) Arrays.fill(right, to, to + step * depth, 0);
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

    private static void copyRows(float[] x, int at, int row, int columns, int rows, float[] out, int to, int step) {
        int whole = columns / L * L;
        for (int p = 0, i = at, o = to; p < rows; p++, i += row, o += step) {
            int q = 0;
            for (; q < whole; q += L) FloatVector.fromArray(Lanes.S, x, i + q).intoArray(out, o + q);
            for (; q < columns; q++) out[o + q] = x[i + q];
        }
    }

    /** The rows that are left over at the end, fewer than a tile has, with zeros after them. */
    private void packLeft(Matrix a, int i, int rows, int start, int depth) {
        Arrays.fill(left, 0, MR * depth, 0);
        int at = a.at() + i * a.row() + start * a.column();
        SimdTranspose.singly(a.values(), at, a.row(), a.column(), rows, depth, left, 0, MR);
    }
}
