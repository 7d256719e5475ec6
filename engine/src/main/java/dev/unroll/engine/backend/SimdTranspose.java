package dev.unroll.engine.backend;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

import static dev.unroll.engine.backend.Lanes.L;
import static dev.unroll.engine.backend.Lanes.S;

/**
 * Transposes blocks of 16 × 16 numbers where vectors have 16 lanes, and number by number elsewhere and at the edges. A block is
 * transposed in two passes of a small loop each, first in chunks of four numbers and then inside them; all at once would be more than
 * the compiler inlines.
 */
final class SimdTranspose {
    private static final int SIZE = 16;
    private static final boolean IN_BLOCKS = L == SIZE;
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, S.vectorShape());

    // Which lanes of two vectors, the second's counted on from the first's, are brought together.
    private static final IntVector LOW_CHUNKS = lanes(4, 0, 4, 1, 5);
    private static final IntVector HIGH_CHUNKS = lanes(4, 2, 6, 3, 7);
    private static final IntVector FIRST_PAIRS = lanes(4, 0, 1, 4, 5);
    private static final IntVector LAST_PAIRS = lanes(4, 2, 3, 6, 7);
    private static final IntVector LOW = lanes(1, 0, 16, 1, 17);
    private static final IntVector HIGH = lanes(1, 2, 18, 3, 19);
    private static final IntVector FIRST = lanes(1, 0, 1, 16, 17);
    private static final IntVector LAST = lanes(1, 2, 3, 18, 19);

    private static final ThreadLocal<float[]> BLOCK = ThreadLocal.withInitial(() -> new float[SIZE * SIZE]);

    private SimdTranspose() {}

    /** Four chunks of so many lanes each; or, where a chunk is one lane, that in each quarter of the vector. */
    private static IntVector lanes(int chunk, int... of) {
        int[] lanes = new int[L];
        for (int i = 0; i < L; i++) {
            if (chunk == 1) lanes[i] = i / 4 * 4 + of[i % 4];
            else lanes[i] = of[i / 4 % 4] * 4 + i % 4;
        }
        return IntVector.fromArray(INTS, lanes, 0);
    }

    /** Element p of line l, to {@code p · step + l}; a line's elements lie one after the other. */
    static void transpose(float[] x, int at, int line, int lines, int length, float[] out, int to, int step) {
        int wholeLines = IN_BLOCKS ? lines / SIZE * SIZE : 0;
        int wholeLength = IN_BLOCKS ? length / SIZE * SIZE : 0;
        if (wholeLines > 0 && wholeLength > 0) {
            float[] block = BLOCK.get();
            for (int l = 0; l < wholeLines; l += SIZE) {
                for (int p = 0; p < wholeLength; p += SIZE) {
                    chunks(x, at + l * line + p, line, block);
                    insideChunks(block, out, to + p * step + l, step);
                }
            }
            singly(x, at + wholeLength, line, 1, wholeLines, length - wholeLength, out, to + wholeLength * step, step);
        } else wholeLines = 0;
        singly(x, at + wholeLines * line, line, 1, lines - wholeLines, length, out, to + wholeLines, step);
    }

    /** Of the rows 4 r₁ + r₀ the chunks c₁, to the row 4 c₁ + r₀ of the block. */
    private static void chunks(float[] x, int at, int line, float[] block) {
        for (int r = 0; r < 4; r++) {
            int i = at + r * line;
            IntVector a = load(x, i);
            IntVector b = load(x, i + 4 * line);
            IntVector c = load(x, i + 8 * line);
            IntVector d = load(x, i + 12 * line);
            IntVector abLow = LOW_CHUNKS.selectFrom(a, b);
            IntVector abHigh = HIGH_CHUNKS.selectFrom(a, b);
            IntVector cdLow = LOW_CHUNKS.selectFrom(c, d);
            IntVector cdHigh = HIGH_CHUNKS.selectFrom(c, d);
            store(FIRST_PAIRS.selectFrom(abLow, cdLow), block, r * SIZE);
            store(LAST_PAIRS.selectFrom(abLow, cdLow), block, (4 + r) * SIZE);
            store(FIRST_PAIRS.selectFrom(abHigh, cdHigh), block, (8 + r) * SIZE);
            store(LAST_PAIRS.selectFrom(abHigh, cdHigh), block, (12 + r) * SIZE);
        }
    }

    /** Of the block's rows 4 c₁ + r₀ the lanes 4 r₁ + c₀, to the lane 4 r₁ + r₀ of the result's row 4 c₁ + c₀. */
    private static void insideChunks(float[] block, float[] out, int to, int step) {
        for (int chunk = 0; chunk < 4; chunk++) {
            int i = chunk * 4 * SIZE;
            IntVector a = load(block, i);
            IntVector b = load(block, i + SIZE);
            IntVector c = load(block, i + 2 * SIZE);
            IntVector d = load(block, i + 3 * SIZE);
            IntVector abLow = LOW.selectFrom(a, b);
            IntVector abHigh = HIGH.selectFrom(a, b);
            IntVector cdLow = LOW.selectFrom(c, d);
            IntVector cdHigh = HIGH.selectFrom(c, d);
            int o = to + chunk * 4 * step;
            store(FIRST.selectFrom(abLow, cdLow), out, o);
            store(LAST.selectFrom(abLow, cdLow), out, o + step);
            store(FIRST.selectFrom(abHigh, cdHigh), out, o + 2 * step);
            store(LAST.selectFrom(abHigh, cdHigh), out, o + 3 * step);
        }
    }

    private static IntVector load(float[] x, int at) {
        return FloatVector.fromArray(S, x, at).reinterpretAsInts();
    }

    private static void store(IntVector v, float[] out, int at) {
        v.reinterpretAsFloats().intoArray(out, at);
    }

    /** Element p of line l, to {@code p · step + l}; four lines at a time. */
    static void singly(float[] x, int at, int line, int element, int lines, int length, float[] out, int to, int step) {
        int l = 0;
        for (; l + 4 <= lines; l += 4) {
            int x0 = at + l * line;
            int x1 = x0 + line;
            int x2 = x1 + line;
            int x3 = x2 + line;
            for (int p = 0, i = 0, o = to + l; p < length; p++, i += element, o += step) {
                out[o] = x[x0 + i];
                out[o + 1] = x[x1 + i];
                out[o + 2] = x[x2 + i];
                out[o + 3] = x[x3 + i];
            }
        }
        for (; l < lines; l++) {
            for (int p = 0, i = at + l * line, o = to + l; p < length; p++, i += element, o += step) out[o] = x[i];
        }
    }
}
