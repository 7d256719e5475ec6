package dev.unroll.engine.backend;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors of this machine, and what is done across their lanes.
 *
 * <p>Whoever writes a loop on vectors should know how HotSpot compiles it. Every operation makes some 400 nodes, and at 18,000 the
 * compiler stops inlining all but the operations themselves; a method called from then on gets its vectors as objects, a
 * hundredfold slower. Hence the loops here are short, call at most one method that takes vectors, and leave what remains at the end
 * of a row to a plain loop: a mask costs as much as five operations.
 */
final class Lanes {
    static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    static final int L = S.length();

    private static final boolean IS_X86 = switch (System.getProperty("os.arch")) {
        case "amd64", "x86_64", "x86" -> true;
        default -> false;
    };

    /** Whether the processor multiplies and adds at once. On x86 that came with AVX2; without it Java emulates it, a thousandfold slower. */
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
