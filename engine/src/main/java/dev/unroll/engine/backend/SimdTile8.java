package dev.unroll.engine.backend;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

import static dev.unroll.engine.backend.Lanes.L;

/**
 * The innermost loops of the matrix product where there are 32 vector registers: eight rows of the result, some vectors wide. Each sum
 * stays in a register of its own, so everything is written out: the compiler keeps only named variables there.
 */
final class SimdTile8 {
    private static final VectorSpecies<Float> S = Lanes.S;

    private SimdTile8() {}

    /**
     * {@code c = a · b}, or {@code c += a · b}, for a tile of {@code c}.
     *
     * @param vectors how many vectors it is wide, 1 to 3
     * @param row from a row of {@code a} to the next: 1 or {@link SimdBlock#ROW}
     * @param step from a column of {@code a} to the next
     * @param bStep from a row of {@code b} to the next
     * @param n from a row of {@code c} to the next
     */
    static void multiply(
            int vectors,
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
        if (row == 1) {
            switch (vectors) {
                case 1 -> across1(a, aAt, step, b, bAt, bStep, depth, c, cAt, n, adds);
                case 2 -> across2(a, aAt, step, b, bAt, bStep, depth, c, cAt, n, adds);
                default -> across3(a, aAt, step, b, bAt, bStep, depth, c, cAt, n, adds);
            }
        } else {
            switch (vectors) {
                case 1 -> along1(a, aAt, step, b, bAt, bStep, depth, c, cAt, n, adds);
                case 2 -> along2(a, aAt, step, b, bAt, bStep, depth, c, cAt, n, adds);
                default -> along3(a, aAt, step, b, bAt, bStep, depth, c, cAt, n, adds);
            }
        }
    }

    // The tiles are compiled by themselves for each distance of rows (see compiler-commands): where the compiler knows
    // it,
    // it checks the bounds of eight rows at once, and each by itself otherwise, which takes a tenth of the time.

    private static void across1(
            float[] a,
            int aAt,
            int step,
            float[] b,
            int bAt,
            int bStep,
            int depth,
            float[] c,
            int cAt,
            int n,
            boolean adds) {
        of8x1(a, aAt, 1, step, b, bAt, bStep, depth, c, cAt, n, adds);
    }

    private static void across2(
            float[] a,
            int aAt,
            int step,
            float[] b,
            int bAt,
            int bStep,
            int depth,
            float[] c,
            int cAt,
            int n,
            boolean adds) {
        of8x2(a, aAt, 1, step, b, bAt, bStep, depth, c, cAt, n, adds);
    }

    private static void across3(
            float[] a,
            int aAt,
            int step,
            float[] b,
            int bAt,
            int bStep,
            int depth,
            float[] c,
            int cAt,
            int n,
            boolean adds) {
        of8x3(a, aAt, 1, step, b, bAt, bStep, depth, c, cAt, n, adds);
    }

    private static void along1(
            float[] a,
            int aAt,
            int step,
            float[] b,
            int bAt,
            int bStep,
            int depth,
            float[] c,
            int cAt,
            int n,
            boolean adds) {
        of8x1(a, aAt, SimdBlock.ROW, step, b, bAt, bStep, depth, c, cAt, n, adds);
    }

    private static void along2(
            float[] a,
            int aAt,
            int step,
            float[] b,
            int bAt,
            int bStep,
            int depth,
            float[] c,
            int cAt,
            int n,
            boolean adds) {
        of8x2(a, aAt, SimdBlock.ROW, step, b, bAt, bStep, depth, c, cAt, n, adds);
    }

    private static void along3(
            float[] a,
            int aAt,
            int step,
            float[] b,
            int bAt,
            int bStep,
            int depth,
            float[] c,
            int cAt,
            int n,
            boolean adds) {
        of8x3(a, aAt, SimdBlock.ROW, step, b, bAt, bStep, depth, c, cAt, n, adds);
    }

    /** Eight rows by one vector. */
    private static void of8x1(
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
        FloatVector c00 = adds ? FloatVector.fromArray(S, c, cAt) : FloatVector.zero(S);
        FloatVector c10 = adds ? FloatVector.fromArray(S, c, cAt + n) : FloatVector.zero(S);
        FloatVector c20 = adds ? FloatVector.fromArray(S, c, cAt + 2 * n) : FloatVector.zero(S);
        FloatVector c30 = adds ? FloatVector.fromArray(S, c, cAt + 3 * n) : FloatVector.zero(S);
        FloatVector c40 = adds ? FloatVector.fromArray(S, c, cAt + 4 * n) : FloatVector.zero(S);
        FloatVector c50 = adds ? FloatVector.fromArray(S, c, cAt + 5 * n) : FloatVector.zero(S);
        FloatVector c60 = adds ? FloatVector.fromArray(S, c, cAt + 6 * n) : FloatVector.zero(S);
        FloatVector c70 = adds ? FloatVector.fromArray(S, c, cAt + 7 * n) : FloatVector.zero(S);
        for (int p = 0, i = aAt, j = bAt; p < depth; p++, i += step, j += bStep) {
            FloatVector b0 = FloatVector.fromArray(S, b, j);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(S, a[i + row]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * row]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(S, a[i + 3 * row]);
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(S, a[i + 4 * row]);
            c40 = a4.fma(b0, c40);
            FloatVector a5 = FloatVector.broadcast(S, a[i + 5 * row]);
            c50 = a5.fma(b0, c50);
            FloatVector a6 = FloatVector.broadcast(S, a[i + 6 * row]);
            c60 = a6.fma(b0, c60);
            FloatVector a7 = FloatVector.broadcast(S, a[i + 7 * row]);
            c70 = a7.fma(b0, c70);
        }
        c00.intoArray(c, cAt);
        c10.intoArray(c, cAt + n);
        c20.intoArray(c, cAt + 2 * n);
        c30.intoArray(c, cAt + 3 * n);
        c40.intoArray(c, cAt + 4 * n);
        c50.intoArray(c, cAt + 5 * n);
        c60.intoArray(c, cAt + 6 * n);
        c70.intoArray(c, cAt + 7 * n);
    }

    /** Eight rows by two vectors. */
    private static void of8x2(
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
        FloatVector c00 = adds ? FloatVector.fromArray(S, c, cAt) : FloatVector.zero(S);
        FloatVector c01 = adds ? FloatVector.fromArray(S, c, cAt + L) : FloatVector.zero(S);
        FloatVector c10 = adds ? FloatVector.fromArray(S, c, cAt + n) : FloatVector.zero(S);
        FloatVector c11 = adds ? FloatVector.fromArray(S, c, cAt + n + L) : FloatVector.zero(S);
        FloatVector c20 = adds ? FloatVector.fromArray(S, c, cAt + 2 * n) : FloatVector.zero(S);
        FloatVector c21 = adds ? FloatVector.fromArray(S, c, cAt + 2 * n + L) : FloatVector.zero(S);
        FloatVector c30 = adds ? FloatVector.fromArray(S, c, cAt + 3 * n) : FloatVector.zero(S);
        FloatVector c31 = adds ? FloatVector.fromArray(S, c, cAt + 3 * n + L) : FloatVector.zero(S);
        FloatVector c40 = adds ? FloatVector.fromArray(S, c, cAt + 4 * n) : FloatVector.zero(S);
        FloatVector c41 = adds ? FloatVector.fromArray(S, c, cAt + 4 * n + L) : FloatVector.zero(S);
        FloatVector c50 = adds ? FloatVector.fromArray(S, c, cAt + 5 * n) : FloatVector.zero(S);
        FloatVector c51 = adds ? FloatVector.fromArray(S, c, cAt + 5 * n + L) : FloatVector.zero(S);
        FloatVector c60 = adds ? FloatVector.fromArray(S, c, cAt + 6 * n) : FloatVector.zero(S);
        FloatVector c61 = adds ? FloatVector.fromArray(S, c, cAt + 6 * n + L) : FloatVector.zero(S);
        FloatVector c70 = adds ? FloatVector.fromArray(S, c, cAt + 7 * n) : FloatVector.zero(S);
        FloatVector c71 = adds ? FloatVector.fromArray(S, c, cAt + 7 * n + L) : FloatVector.zero(S);
        for (int p = 0, i = aAt, j = bAt; p < depth; p++, i += step, j += bStep) {
            FloatVector b0 = FloatVector.fromArray(S, b, j);
            FloatVector b1 = FloatVector.fromArray(S, b, j + L);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[i + row]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * row]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(S, a[i + 3 * row]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(S, a[i + 4 * row]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(S, a[i + 5 * row]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            FloatVector a6 = FloatVector.broadcast(S, a[i + 6 * row]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(S, a[i + 7 * row]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + L);
        c10.intoArray(c, cAt + n);
        c11.intoArray(c, cAt + n + L);
        c20.intoArray(c, cAt + 2 * n);
        c21.intoArray(c, cAt + 2 * n + L);
        c30.intoArray(c, cAt + 3 * n);
        c31.intoArray(c, cAt + 3 * n + L);
        c40.intoArray(c, cAt + 4 * n);
        c41.intoArray(c, cAt + 4 * n + L);
        c50.intoArray(c, cAt + 5 * n);
        c51.intoArray(c, cAt + 5 * n + L);
        c60.intoArray(c, cAt + 6 * n);
        c61.intoArray(c, cAt + 6 * n + L);
        c70.intoArray(c, cAt + 7 * n);
        c71.intoArray(c, cAt + 7 * n + L);
    }

    /** Eight rows by three vectors. */
    private static void of8x3(
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
        FloatVector c00 = adds ? FloatVector.fromArray(S, c, cAt) : FloatVector.zero(S);
        FloatVector c01 = adds ? FloatVector.fromArray(S, c, cAt + L) : FloatVector.zero(S);
        FloatVector c02 = adds ? FloatVector.fromArray(S, c, cAt + 2 * L) : FloatVector.zero(S);
        FloatVector c10 = adds ? FloatVector.fromArray(S, c, cAt + n) : FloatVector.zero(S);
        FloatVector c11 = adds ? FloatVector.fromArray(S, c, cAt + n + L) : FloatVector.zero(S);
        FloatVector c12 = adds ? FloatVector.fromArray(S, c, cAt + n + 2 * L) : FloatVector.zero(S);
        FloatVector c20 = adds ? FloatVector.fromArray(S, c, cAt + 2 * n) : FloatVector.zero(S);
        FloatVector c21 = adds ? FloatVector.fromArray(S, c, cAt + 2 * n + L) : FloatVector.zero(S);
        FloatVector c22 = adds ? FloatVector.fromArray(S, c, cAt + 2 * n + 2 * L) : FloatVector.zero(S);
        FloatVector c30 = adds ? FloatVector.fromArray(S, c, cAt + 3 * n) : FloatVector.zero(S);
        FloatVector c31 = adds ? FloatVector.fromArray(S, c, cAt + 3 * n + L) : FloatVector.zero(S);
        FloatVector c32 = adds ? FloatVector.fromArray(S, c, cAt + 3 * n + 2 * L) : FloatVector.zero(S);
        FloatVector c40 = adds ? FloatVector.fromArray(S, c, cAt + 4 * n) : FloatVector.zero(S);
        FloatVector c41 = adds ? FloatVector.fromArray(S, c, cAt + 4 * n + L) : FloatVector.zero(S);
        FloatVector c42 = adds ? FloatVector.fromArray(S, c, cAt + 4 * n + 2 * L) : FloatVector.zero(S);
        FloatVector c50 = adds ? FloatVector.fromArray(S, c, cAt + 5 * n) : FloatVector.zero(S);
        FloatVector c51 = adds ? FloatVector.fromArray(S, c, cAt + 5 * n + L) : FloatVector.zero(S);
        FloatVector c52 = adds ? FloatVector.fromArray(S, c, cAt + 5 * n + 2 * L) : FloatVector.zero(S);
        FloatVector c60 = adds ? FloatVector.fromArray(S, c, cAt + 6 * n) : FloatVector.zero(S);
        FloatVector c61 = adds ? FloatVector.fromArray(S, c, cAt + 6 * n + L) : FloatVector.zero(S);
        FloatVector c62 = adds ? FloatVector.fromArray(S, c, cAt + 6 * n + 2 * L) : FloatVector.zero(S);
        FloatVector c70 = adds ? FloatVector.fromArray(S, c, cAt + 7 * n) : FloatVector.zero(S);
        FloatVector c71 = adds ? FloatVector.fromArray(S, c, cAt + 7 * n + L) : FloatVector.zero(S);
        FloatVector c72 = adds ? FloatVector.fromArray(S, c, cAt + 7 * n + 2 * L) : FloatVector.zero(S);
        for (int p = 0, i = aAt, j = bAt; p < depth; p++, i += step, j += bStep) {
            FloatVector b0 = FloatVector.fromArray(S, b, j);
            FloatVector b1 = FloatVector.fromArray(S, b, j + L);
            FloatVector b2 = FloatVector.fromArray(S, b, j + 2 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            FloatVector a1 = FloatVector.broadcast(S, a[i + row]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * row]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            FloatVector a3 = FloatVector.broadcast(S, a[i + 3 * row]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            FloatVector a4 = FloatVector.broadcast(S, a[i + 4 * row]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            FloatVector a5 = FloatVector.broadcast(S, a[i + 5 * row]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            FloatVector a6 = FloatVector.broadcast(S, a[i + 6 * row]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            c62 = a6.fma(b2, c62);
            FloatVector a7 = FloatVector.broadcast(S, a[i + 7 * row]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            c72 = a7.fma(b2, c72);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + L);
        c02.intoArray(c, cAt + 2 * L);
        c10.intoArray(c, cAt + n);
        c11.intoArray(c, cAt + n + L);
        c12.intoArray(c, cAt + n + 2 * L);
        c20.intoArray(c, cAt + 2 * n);
        c21.intoArray(c, cAt + 2 * n + L);
        c22.intoArray(c, cAt + 2 * n + 2 * L);
        c30.intoArray(c, cAt + 3 * n);
        c31.intoArray(c, cAt + 3 * n + L);
        c32.intoArray(c, cAt + 3 * n + 2 * L);
        c40.intoArray(c, cAt + 4 * n);
        c41.intoArray(c, cAt + 4 * n + L);
        c42.intoArray(c, cAt + 4 * n + 2 * L);
        c50.intoArray(c, cAt + 5 * n);
        c51.intoArray(c, cAt + 5 * n + L);
        c52.intoArray(c, cAt + 5 * n + 2 * L);
        c60.intoArray(c, cAt + 6 * n);
        c61.intoArray(c, cAt + 6 * n + L);
        c62.intoArray(c, cAt + 6 * n + 2 * L);
        c70.intoArray(c, cAt + 7 * n);
        c71.intoArray(c, cAt + 7 * n + L);
        c72.intoArray(c, cAt + 7 * n + 2 * L);
    }
}
