package dev.unroll.engine.backend;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import static dev.unroll.engine.backend.Lanes.FMA;
import static dev.unroll.engine.backend.Lanes.S;

/**
 * Exponential, tanh, sigmoid and GELU on vectors; the exponential by the polynomial of Moshier's Cephes library, about 2 units in the
 * last place. Every lane does the same arithmetic, so the bits depend neither on the vector's length nor on the platform's mathematics library.
 */
final class SimdFunctions {
    // Constants are kept as vectors: making them where they are used exhausts what the compiler is willing to inline.
    private static final FloatVector ZERO = all(0);
    private static final FloatVector ONE = all(1);

    /** Below it the exponential is 0 here: it has no normal float. */
    private static final FloatVector LOWEST = all(-87.3);

    private static final FloatVector MINUS_LOWEST = all(87.3);
    private static final FloatVector HIGHEST = all(88.3);

    /** Adding and subtracting it rounds to a whole number, which then stands in the low bits of the sum. */
    private static final FloatVector ROUND = all(12_582_912);

    private static final IntVector EXPONENT =
            IntVector.broadcast(ROUND.reinterpretAsInts().species(), 127 << 23);
    private static final FloatVector LOG2_E = all(1.44269504);
    private static final FloatVector MINUS_LN2_HIGH = all(-0.693359375);
    private static final FloatVector MINUS_LN2_LOW = all(2.12194440e-4);
    private static final FloatVector E0 = all(1.9875691500e-4);
    private static final FloatVector E1 = all(1.3981999507e-3);
    private static final FloatVector E2 = all(8.3334519073e-3);
    private static final FloatVector E3 = all(4.1665795894e-2);
    private static final FloatVector E4 = all(1.6666665459e-1);
    private static final FloatVector E5 = all(5.0000001201e-1);
    private static final FloatVector MINUS_ONE = all(-1);

    /** From here on tanh is 1. */
    private static final FloatVector SATURATED = all(9);

    private static final FloatVector MINUS_SATURATED = all(-9);

    private static final FloatVector BORDER = all(7.90531110763549805);
    private static final FloatVector MINUS_BORDER = all(-7.90531110763549805);
    private static final FloatVector P1 = all(4.89352455891786e-3);
    private static final FloatVector P3 = all(6.37261928875436e-4);
    private static final FloatVector P5 = all(1.48572235717979e-5);
    private static final FloatVector P7 = all(5.12229709037114e-8);
    private static final FloatVector P9 = all(-8.60467152213735e-11);
    private static final FloatVector P11 = all(2.00018790482477e-13);
    private static final FloatVector P13 = all(-2.76076847742355e-16);
    private static final FloatVector Q0 = all(4.89352518554385e-3);
    private static final FloatVector Q2 = all(2.26843463243900e-3);
    private static final FloatVector Q4 = all(1.18534705686654e-4);
    private static final FloatVector Q6 = all(1.19825839466702e-6);

    /** From here on GELU is x, and below its opposite it is 0, to far more than a float's precision; the exponential stays normal. */
    private static final FloatVector FAR = all(10);

    private static final FloatVector MINUS_FAR = all(-10);
    private static final FloatVector TWICE_ROOT = all(2 * Math.sqrt(2 / Math.PI));
    private static final FloatVector TWICE_CUBIC = all(2 * Math.sqrt(2 / Math.PI) * 0.044715);
    private static final FloatVector SIX_CUBIC = all(6 * Math.sqrt(2 / Math.PI) * 0.044715);

    private SimdFunctions() {}

    /** eˣ up to e⁸⁸·³, which also stands for all that is larger. */
    static FloatVector exp(FloatVector x) {
        // A comparison and a choice: Java's own minimum and maximum take five instructions for the sake of −0.
        VectorMask<Float> none = x.compare(VectorOperators.LT, LOWEST);
        FloatVector clamped = x.blend(LOWEST, none).blend(HIGHEST, x.compare(VectorOperators.GT, HIGHEST));
        return normalExp(clamped).blend(ZERO, none);
    }

    /** e to a power whose result is a normal float. */
    private static FloatVector normalExp(FloatVector x) {
        FloatVector shifted = fma(x, LOG2_E, ROUND);
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = fma(n, MINUS_LN2_LOW, fma(n, MINUS_LN2_HIGH, x));
        FloatVector p = fma(fma(fma(fma(fma(E0, r, E1), r, E2), r, E3), r, E4), r, E5);
        FloatVector y = fma(p, r.mul(r), r).add(ONE);
        IntVector power =
                shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(EXPONENT);
        return y.mul(power.reinterpretAsFloats());
    }

    static FloatVector sigmoid(FloatVector x) {
        return sigmoidOfNormal(clamp(x, LOWEST, MINUS_LOWEST));
    }

    private static FloatVector sigmoidOfNormal(FloatVector x) {
        return ONE.div(normalExp(x.neg()).add(ONE));
    }

    private static FloatVector clamp(FloatVector x, FloatVector low, FloatVector high) {
        FloatVector atLeast = x.blend(low, x.compare(VectorOperators.LT, low));
        return atLeast.blend(high, x.compare(VectorOperators.GT, high));
    }

    /** The quotient of polynomials of the library Eigen: 5 units in the last place. */
    static FloatVector tanh(FloatVector x) {
        FloatVector near = clamp(x, MINUS_BORDER, BORDER);
        FloatVector z = near.mul(near);
        FloatVector p = fma(fma(fma(fma(fma(fma(P13, z, P11), z, P9), z, P7), z, P5), z, P3), z, P1);
        FloatVector q = fma(fma(fma(Q6, z, Q4), z, Q2), z, Q0);
        FloatVector y = near.mul(p).div(q);
        FloatVector above = y.blend(ONE, x.compare(VectorOperators.GE, SATURATED));
        return above.blend(MINUS_ONE, x.compare(VectorOperators.LE, MINUS_SATURATED));
    }

    /** GELU in its tanh form; ½ (1 + tanh u) is σ(2u). */
    static FloatVector gelu(FloatVector x) {
        FloatVector atLeast = x.blend(MINUS_FAR, x.compare(VectorOperators.LT, MINUS_FAR));
        FloatVector y = atLeast.blend(FAR, x.compare(VectorOperators.GT, FAR));
        return atLeast.mul(sigmoidOfNormal(y.mul(fma(y.mul(y), TWICE_CUBIC, TWICE_ROOT))));
    }

    static FloatVector slopeOfGelu(FloatVector x) {
        FloatVector y = clamp(x, MINUS_FAR, FAR);
        FloatVector square = y.mul(y);
        FloatVector s = sigmoidOfNormal(y.mul(fma(square, TWICE_CUBIC, TWICE_ROOT)));
        return fma(s.mul(ONE.sub(s)).mul(y), fma(square, SIX_CUBIC, TWICE_ROOT), s);
    }

    /** {@code a · b + c}. */
    private static FloatVector fma(FloatVector a, FloatVector b, FloatVector c) {
        return FMA ? a.fma(b, c) : a.mul(b).add(c);
    }

    private static FloatVector all(double value) {
        return FloatVector.broadcast(S, (float) value);
    }
}
