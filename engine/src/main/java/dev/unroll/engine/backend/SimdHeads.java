package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Tensor;

import static dev.unroll.engine.backend.Lanes.L;
import static dev.unroll.engine.backend.Lanes.S;
import static jdk.incubator.vector.FloatVector.fromArray;

/** Moves heads out of rows and back, some of them at a time. */
final class SimdHeads {
    private SimdHeads() {}

    static void split(HeadLayout layout, Tensor rows, Tensor heads, boolean accumulate, int from, int to) {
        int channels = layout.channels();
        int size = layout.time() * channels;
        for (int i = from; i < to; i++) {
            int at = rows.offset() + layout.first(i);
            int headAt = heads.offset() + i * size;
            move(
                    rows.read(),
                    at,
                    layout.stride(),
                    heads.write(),
                    headAt,
                    channels,
                    layout.time(),
                    channels,
                    accumulate);
        }
    }

    static void merge(HeadLayout layout, Tensor heads, Tensor rows, boolean accumulate, int from, int to) {
        int channels = layout.channels();
        int size = layout.time() * channels;
        for (int i = from; i < to; i++) {
            int at = rows.offset() + layout.first(i);
            int headAt = heads.offset() + i * size;
            move(
                    heads.read(),
                    headAt,
                    channels,
                    rows.write(),
                    at,
                    layout.stride(),
                    layout.time(),
                    channels,
                    accumulate);
        }
    }

    /** Copies or adds {@code rows} rows that begin {@code xStride} apart here and {@code outStride} apart there. */
    private static void move(
            float[] x,
            int xAt,
            int xStride,
            float[] out,
            int outAt,
            int outStride,
            int rows,
            int columns,
            boolean accumulate) {
        for (int row = 0, from = xAt, to = outAt; row < rows; row++, from += xStride, to += outStride) {
            int i = 0;
            for (; i + L <= columns; i += L) {
                var v = fromArray(S, x, from + i);
                (accumulate ? v.add(fromArray(S, out, to + i)) : v).intoArray(out, to + i);
            }
            for (; i < columns; i++) out[to + i] = accumulate ? out[to + i] + x[from + i] : x[from + i];
        }
    }
}
