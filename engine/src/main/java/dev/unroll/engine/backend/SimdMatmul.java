package dev.unroll.engine.backend;

import java.util.Arrays;

import static dev.unroll.engine.backend.Lanes.L;

/**
 * Matrix products on vectors and on all cores: chooses the way and cuts the result into parts. The order of each sum is that of its
 * index, in blocks that depend on the sizes alone.
 */
final class SimdMatmul {
    /** Fewer multiplications than this are not worth packing anything. */
    private static final int SMALL = 6_000;

    /** Fewer than this are over before another thread has begun. */
    private static final int ALONE = 150_000;

    /** With few rows, it is the right factor's way from memory that takes the time. */
    private static final int THIN_ALONE = 30_000;

    /** From this many multiplications on, and {@link #TALL} rows, the right factor is packed once for all. */
    private static final int LARGE = 8_000_000;

    private static final int TALL = 192;

    /** Rows that a thread computes at once of a large product, at most: their share of the left factor stays in the second cache. */
    private static final int STRIP = 64;

    /** From this many terms on, and four times the sides of the result, the terms are shared out and not the result. */
    private static final int LONG = 1024;

    /** A right factor of so many numbers at most stays in the second cache of every core. */
    private static final int SMALL_FACTOR = 65_536;

    /** A part's columns: few enough that their packed panels stay in the second cache. */
    private static final int COLUMNS = 24 * L;

    private final Workers workers;
    private final ThreadLocal<float[]> panels = ThreadLocal.withInitial(() -> new float[0]);
    private final ThreadLocal<float[]> partial = ThreadLocal.withInitial(() -> new float[0]);

    SimdMatmul(Workers workers) {
        this.workers = workers;
    }

    /** A matrix in an array: element (i, j) lies at {@code at + i · row + j · column}. */
    record Matrix(float[] values, int at, int row, int column) {
        static Matrix of(float[] values, int at, int columns, boolean transposed) {
            return transposed ? new Matrix(values, at, 1, columns) : new Matrix(values, at, columns, 1);
        }

        Matrix transposed() {
            return new Matrix(values, at, column, row);
        }
    }

    /** {@code c = a · b}, or {@code c += a · b}; {@code c} is dense, m × n, and begins at {@code cAt}. */
    void multiply(Matrix a, Matrix b, float[] c, int cAt, int m, int k, int n, boolean accumulate) {
        if (n == 1 && m > 1) {
            multiply(b.transposed(), a.transposed(), c, cAt, 1, k, m, accumulate);
            return;
        }
        long work = (long) m * k * n;
        boolean thin = SimdThin.fits(m, b, (long) k * n);
        if (work <= (thin ? THIN_ALONE : ALONE)) {
            alone(a, b, c, cAt, m, k, n, accumulate);
            return;
        }
        if (thin) {
            if (!accumulate) Arrays.fill(c, cAt, cAt + m * n, 0);
            thin(a, b, c, cAt, m, k, n);
        } else if (k >= LONG && k >= 4 * Math.max(m, n) && m * n <= SMALL_FACTOR)
            longSums(a, b, c, cAt, m, k, n, accumulate);
        else if (m >= TALL && packsOnce(b, k, n, work)) large(a, b, c, cAt, m, k, n, accumulate);
        else split(a, b, c, cAt, m, k, n, accumulate);
    }

    /** Whether the right factor is to be packed, and that once for all and not for each part: where it is large, or stored transposed. */
    private static boolean packsOnce(Matrix b, int k, int n, long work) {
        return (long) k * n > SMALL_FACTOR ? work >= LARGE : b.column() != 1;
    }

    /** Block after block of the sum: all threads pack the right factor's rows for it, then each takes rows of the result. */
    private void large(Matrix a, Matrix b, float[] c, int cAt, int m, int k, int n, boolean accumulate) {
        int size = SimdBlock.packedSize(n, Math.min(k, SimdBlock.DEEP));
        if (panels.get().length < size) panels.set(new float[size]);
        float[] packed = panels.get();
        int strips = ceiling(ceiling(m, STRIP), workers.count()) * workers.count();
        int strip = ceiling(ceiling(m, strips), SimdBlock.LEFT) * SimdBlock.LEFT;
        for (int p = 0; p < k; p += SimdBlock.DEEP) {
            int start = p;
            int depth = Math.min(SimdBlock.DEEP, k - p);
            workers.stretches(
                    SimdBlock.panels(n), 2, (from, to) -> SimdBlock.pack(b, n, start, depth, from, to, packed));
            workers.stretches(m, strip, (i, iEnd) -> {
                boolean adds = accumulate || start > 0;
                SimdBlock.multiplyPacked(a, b, packed, c, cAt, n, i, iEnd, start, depth, adds);
            });
        }
    }

    /** {@link #multiply} on the caller's thread only. */
    static void alone(Matrix a, Matrix b, float[] c, int cAt, int m, int k, int n, boolean accumulate) {
        if (m == 0 || n == 0) return;
        boolean small = (long) m * k * n <= SMALL;
        boolean thin = SimdThin.fits(m, b, (long) k * n);
        if (!accumulate && (small || thin)) Arrays.fill(c, cAt, cAt + m * n, 0);
        if (k == 0) return;
        if (thin) SimdThin.multiply(SimdThin.rows(a, m, k), b, c, cAt, m, k, n, 0, n);
        else if (small) SimdThin.byRows(a, b, c, cAt, m, k, n);
        else SimdBlock.multiply(a, b, c, cAt, k, n, 0, m, 0, n, accumulate);
    }

    private void thin(Matrix a, Matrix b, float[] c, int cAt, int m, int k, int n) {
        Matrix rows = SimdThin.rows(a, m, k);
        boolean strips = SimdThin.inStrips(m, k, n) && n >= 4 * SimdThin.STRIP;
        if (b.column() == 1 && m * n <= 65_536 && !strips) {
            thinInBlocks(rows, b, c, cAt, m, k, n);
            return;
        }
        int parts = 4 * workers.count();
        int columns = strips ? SimdThin.STRIP : Math.max(L, ceiling(ceiling(n, parts), L) * L);
        workers.stretches(n, columns, (from, to) -> SimdThin.multiply(rows, b, c, cAt, m, k, n, from, to));
    }

    /** Whole rows of the right factor make the longest stretches of memory, so the terms are cut into sixteen blocks, or four short ones. */
    private void thinInBlocks(Matrix rows, Matrix b, float[] c, int cAt, int m, int k, int n) {
        int depth = ceiling(ceiling(k, SimdThin.inStrips(m, k, n) ? 4 : 16), 8) * 8;
        inBlocks(k, depth, c, cAt, m * n, (p, pEnd, sums, at) -> {
            Arrays.fill(sums, at, at + m * n, 0);
            SimdThin.stream(rows, b, sums, at, m, k, n, 0, n, p, pEnd);
        });
    }

    /** Many terms for each number of a small result, as in a weight's gradient: each block of them goes through its own part of both factors. */
    private void longSums(Matrix a, Matrix b, float[] c, int cAt, int m, int k, int n, boolean accumulate) {
        if (!accumulate) Arrays.fill(c, cAt, cAt + m * n, 0);
        int depth = Math.max(SimdBlock.KC, ceiling(k, 16));
        inBlocks(k, depth, c, cAt, m * n, (p, pEnd, sums, at) -> {
            Matrix left = moved(a, p * a.column);
            Matrix right = moved(b, p * b.row);
            SimdBlock.multiply(left, right, sums, at, pEnd - p, n, 0, m, 0, n, false);
        });
    }

    /** Writes the sums of some terms of all numbers of a result. */
    private interface Terms {
        void sum(int p, int pEnd, float[] sums, int at);
    }

    /** Adds {@code k} terms up in blocks, at any number of threads, each into a place of its own; then the blocks in their order. */
    private void inBlocks(int k, int depth, float[] c, int cAt, int size, Terms terms) {
        int blocks = ceiling(k, depth);
        float[] sums = partial.get();
        if (sums.length < blocks * size) partial.set(sums = new float[blocks * size]);
        float[] to = sums;
        workers.run(blocks, block -> {
            int p = block * depth;
            terms.sum(p, Math.min(k, p + depth), to, block * size);
        });
        SimdElementwise.addRows(to, 0, blocks, size, c, cAt, 0, size);
    }

    /**
     * Parts of the result: columns first, since a part packs its own columns of {@code b}, two vectors at least, then rows; the other
     * way round where {@code b} is small and read where it lies.
     */
    private void split(Matrix a, Matrix b, float[] c, int cAt, int m, int k, int n, boolean accumulate) {
        int wanted = (long) m * k * n < 4_000_000 ? workers.count() : 4 * workers.count();
        int vectors = (n + L - 1) / L;
        int atLeast = (n + COLUMNS - 1) / COLUMNS;
        int rowsAtMost = Math.max(1, m / 16);
        boolean rowsFirst = b.column() == 1 && (long) k * n <= SMALL_FACTOR;
        int across = rowsFirst
                ? Math.max(atLeast, ceiling(wanted, rowsAtMost))
                : Math.max(atLeast, Math.min(wanted, ceiling(vectors, 2)));
        int columns = ceiling(vectors, Math.min(vectors, across)) * L;
        int acrossParts = ceiling(n, columns);
        int rowParts = Math.min(ceiling(wanted, acrossParts), rowsAtMost);
        int rows = ceiling(ceiling(m, rowParts), SimdBlock.MR) * SimdBlock.MR;
        int downParts = ceiling(m, rows);
        workers.run(acrossParts * downParts, part -> {
            int i = part % downParts * rows;
            int j = part / downParts * columns;
            int iEnd = Math.min(m, i + rows);
            int jEnd = Math.min(n, j + columns);
            SimdBlock.multiply(a, b, c, cAt, k, n, i, iEnd, j, jEnd, accumulate);
        });
    }

    /** {@code count} products of the same sizes, one after the other in each array. */
    void multiply(Matrix a, Matrix b, float[] c, int cAt, int m, int k, int n, boolean accumulate, int count) {
        if (count < 2 * workers.count() || (long) count * m * k * n <= ALONE) {
            for (int i = 0; i < count; i++) {
                multiply(moved(a, i * m * k), moved(b, i * k * n), c, cAt + i * m * n, m, k, n, accumulate);
            }
            return;
        }
        workers.stretches(count, Math.max(1, count / (8 * workers.count())), (from, to) -> {
            for (int i = from; i < to; i++) {
                alone(moved(a, i * m * k), moved(b, i * k * n), c, cAt + i * m * n, m, k, n, accumulate);
            }
        });
    }

    private static int ceiling(int x, int y) {
        return (x + y - 1) / y;
    }

    private static Matrix moved(Matrix a, int by) {
        return new Matrix(a.values, a.at + by, a.row, a.column);
    }
}
