package dev.unroll.engine.backend;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The vectors of this machine, and what is done across their lanes. */
final class Lanes {
    static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    static final int L = S.length();

    private static final boolean IS_X86 = switch (System.getProperty("os.arch")) {
        case "amd64", "x86_64", "x86" -> true;
        default -> false;
    };

    /** Whether the processor multiplies and adds at once. On x86 that came with AVX2; without it Java emulates it, thousandfold slower. */
    static final boolean FMA = !IS_X86 || L >= 8;

    /** Whether there are 32 vector registers and not 16. */
    static final boolean MANY_REGISTERS = !IS_X86 || L >= 16;

    private static final VectorShuffle<Float> BY_32 = S.iotaShuffle(32, 1, true);
    private static final VectorShuffle<Float> BY_16 = S.iotaShuffle(16, 1, true);
    private static final VectorShuffle<Float> BY_8 = S.iotaShuffle(8, 1, true);
    private static final VectorShuffle<Float> BY_4 = S.iotaShuffle(4, 1, true);
    private static final VectorShuffle<Float> BY_2 = S.iotaShuffle(2, 1, true);
    private static final VectorShuffle<Float> BY_1 = S.iotaShuffle(1, 1, true);

    private Lanes() {}

    /** {@code a · b + c}. */
    static FloatVector fma(FloatVector a, FloatVector b, FloatVector c) {
        return FMA ? a.fma(b, c) : a.mul(b).add(c);
    }

    /** {@code a · b + c}. */
    static float fma(float a, float b, float c) {
        return FMA ? Math.fma(a, b, c) : a * b + c;
    }

    static FloatVector load(float[] values, int at) {
        return FloatVector.fromArray(S, values, at);
    }

    /** The lanes from {@code i} on that come before {@code length}. */
    static VectorMask<Float> before(int i, int length) {
        return S.indexInRange(i, length);
    }

    /** The sum of the lanes, halves onto halves. {@code reduceLanes} may take another order once it is compiled. */
    static float sum(FloatVector v) {
        FloatVector s = v;
        if (L > 32) s = s.add(s.rearrange(BY_32));
        if (L > 16) s = s.add(s.rearrange(BY_16));
        if (L > 8) s = s.add(s.rearrange(BY_8));
        if (L > 4) s = s.add(s.rearrange(BY_4));
        if (L > 2) s = s.add(s.rearrange(BY_2));
        return s.add(s.rearrange(BY_1)).lane(0);
    }

    /** The largest lane, which is the same in any order. */
    static float max(FloatVector v) {
        return v.reduceLanes(VectorOperators.MAX);
    }
}
