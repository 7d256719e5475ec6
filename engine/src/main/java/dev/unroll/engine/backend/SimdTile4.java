package dev.unroll.engine.backend;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

import static dev.unroll.engine.backend.Lanes.FMA;
import static dev.unroll.engine.backend.Lanes.L;

/**
 * The innermost loops of the matrix product where there are 16 vector registers, and for the last rows where there are more: four rows
 * of the result, some vectors wide. Each sum stays in a register of its own, so everything is written out: the compiler keeps only
 * named variables there.
 */
final class SimdTile4 {
    private static final VectorSpecies<Float> S = Lanes.S;

    private SimdTile4() {}

    /**
     * {@code c = a · b}, or {@code c += a · b}, for a tile of {@code c}.
     *
     * @param vectors how many vectors it is wide, 1 to 3
     * @param row from a row of {@code a} to the next
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
        switch (vectors) {
            case 1 -> of4x1(a, aAt, row, step, b, bAt, bStep, depth, c, cAt, n, adds);
            case 2 -> of4x2(a, aAt, row, step, b, bAt, bStep, depth, c, cAt, n, adds);
            default -> of4x3(a, aAt, row, step, b, bAt, bStep, depth, c, cAt, n, adds);
        }
    }

    /** Four rows by one vector. */
    private static void of4x1(
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
        for (int p = 0, i = aAt, j = bAt; p < depth; p++, i += step, j += bStep) {
            FloatVector b0 = FloatVector.fromArray(S, b, j);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = FMA ? a0.fma(b0, c00) : a0.mul(b0).add(c00);
            FloatVector a1 = FloatVector.broadcast(S, a[i + row]);
            c10 = FMA ? a1.fma(b0, c10) : a1.mul(b0).add(c10);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * row]);
            c20 = FMA ? a2.fma(b0, c20) : a2.mul(b0).add(c20);
            FloatVector a3 = FloatVector.broadcast(S, a[i + 3 * row]);
            c30 = FMA ? a3.fma(b0, c30) : a3.mul(b0).add(c30);
        }
        c00.intoArray(c, cAt);
        c10.intoArray(c, cAt + n);
        c20.intoArray(c, cAt + 2 * n);
        c30.intoArray(c, cAt + 3 * n);
    }

    /** Four rows by two vectors. */
    private static void of4x2(
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
        for (int p = 0, i = aAt, j = bAt; p < depth; p++, i += step, j += bStep) {
            FloatVector b0 = FloatVector.fromArray(S, b, j);
            FloatVector b1 = FloatVector.fromArray(S, b, j + L);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = FMA ? a0.fma(b0, c00) : a0.mul(b0).add(c00);
            c01 = FMA ? a0.fma(b1, c01) : a0.mul(b1).add(c01);
            FloatVector a1 = FloatVector.broadcast(S, a[i + row]);
            c10 = FMA ? a1.fma(b0, c10) : a1.mul(b0).add(c10);
            c11 = FMA ? a1.fma(b1, c11) : a1.mul(b1).add(c11);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * row]);
            c20 = FMA ? a2.fma(b0, c20) : a2.mul(b0).add(c20);
            c21 = FMA ? a2.fma(b1, c21) : a2.mul(b1).add(c21);
            FloatVector a3 = FloatVector.broadcast(S, a[i + 3 * row]);
            c30 = FMA ? a3.fma(b0, c30) : a3.mul(b0).add(c30);
            c31 = FMA ? a3.fma(b1, c31) : a3.mul(b1).add(c31);
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + L);
        c10.intoArray(c, cAt + n);
        c11.intoArray(c, cAt + n + L);
        c20.intoArray(c, cAt + 2 * n);
        c21.intoArray(c, cAt + 2 * n + L);
        c30.intoArray(c, cAt + 3 * n);
        c31.intoArray(c, cAt + 3 * n + L);
    }

    /** Four rows by three vectors. */
    private static void of4x3(
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
        for (int p = 0, i = aAt, j = bAt; p < depth; p++, i += step, j += bStep) {
            FloatVector b0 = FloatVector.fromArray(S, b, j);
            FloatVector b1 = FloatVector.fromArray(S, b, j + L);
            FloatVector b2 = FloatVector.fromArray(S, b, j + 2 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = FMA ? a0.fma(b0, c00) : a0.mul(b0).add(c00);
            c01 = FMA ? a0.fma(b1, c01) : a0.mul(b1).add(c01);
            c02 = FMA ? a0.fma(b2, c02) : a0.mul(b2).add(c02);
            FloatVector a1 = FloatVector.broadcast(S, a[i + row]);
            c10 = FMA ? a1.fma(b0, c10) : a1.mul(b0).add(c10);
            c11 = FMA ? a1.fma(b1, c11) : a1.mul(b1).add(c11);
            c12 = FMA ? a1.fma(b2, c12) : a1.mul(b2).add(c12);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * row]);
            c20 = FMA ? a2.fma(b0, c20) : a2.mul(b0).add(c20);
            c21 = FMA ? a2.fma(b1, c21) : a2.mul(b1).add(c21);
            c22 = FMA ? a2.fma(b2, c22) : a2.mul(b2).add(c22);
            FloatVector a3 = FloatVector.broadcast(S, a[i + 3 * row]);
            c30 = FMA ? a3.fma(b0, c30) : a3.mul(b0).add(c30);
            c31 = FMA ? a3.fma(b1, c31) : a3.mul(b1).add(c31);
            c32 = FMA ? a3.fma(b2, c32) : a3.mul(b2).add(c32);
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
    }
}
