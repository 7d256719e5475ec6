package dev.unroll.engine.backend;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The vectors of this machine, and the few things that its kernels do with them in one agreed way. */
final class Lanes {
    /** The widest vectors of the machine, up to 512 bits. */
    static final VectorSpecies<Float> S =
            FloatVector.SPECIES_PREFERRED.length() > 16 ? FloatVector.SPECIES_512 : FloatVector.SPECIES_PREFERRED;

    /** Numbers in a vector. */
    static final int L = S.length();

    private static final boolean X86 = System.getProperty("os.arch").matches("amd64|x86_64|x86|i386");

    /**
     * Whether to multiply and add in one instruction. An x86 processor with 128-bit vectors alone has none, and Java would then
     * imitate it a thousand times slower.
     */
    private static final boolean FUSED = !X86 || L > 4;

    /** Whether there are 32 vector registers, and not 16. */
    static final boolean MANY_REGISTERS = !X86 || L >= 16;

    private static final VectorShuffle<Float> BY_8 = VectorShuffle.iota(S, 8, 1, true);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.iota(S, 4, 1, true);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.iota(S, 2, 1, true);
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.iota(S, 1, 1, true);

    private Lanes() {}

    static FloatVector load(float[] values, int at) {
        return FloatVector.fromArray(S, values, at);
    }

    static FloatVector all(float value) {
        return FloatVector.broadcast(S, value);
    }

    /** {@code a · b + c}. */
    static FloatVector multiplyAdd(FloatVector a, FloatVector b, FloatVector c) {
        return FUSED ? a.fma(b, c) : a.mul(b).add(c);
    }

    /** {@code a · b + c}, with the bits that a lane of the vectors would have. */
    static float multiplyAdd(float a, float b, float c) {
        return FUSED ? Math.fma(a, b, c) : a * b + c;
    }

    /** The sum of the lanes, halves onto halves. {@code reduceLanes} may take another order once it is compiled. */
    static float sum(FloatVector v) {
        FloatVector sum = v;
        if (L >= 16) sum = sum.add(sum.rearrange(BY_8));
        if (L >= 8) sum = sum.add(sum.rearrange(BY_4));
        if (L >= 4) sum = sum.add(sum.rearrange(BY_2));
        return sum.add(sum.rearrange(BY_1)).lane(0);
    }
}
