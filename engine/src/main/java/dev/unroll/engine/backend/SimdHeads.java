package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Tensor;

/** Moves heads out of rows and back, some of them at a time. */
final class SimdHeads {
    private SimdHeads() {}

    static void split(HeadLayout layout, Tensor rows, Tensor heads, boolean accumulate, int from, int to) {
        for (int i = from; i < to; i++) {
            int rowAt = rows.offset() + layout.first(i);
            int headAt = heads.offset() + i * layout.size();
            move(layout, rows.read(), rowAt, layout.stride(), heads.write(), headAt, layout.channels(), accumulate);
        }
    }

    static void merge(HeadLayout layout, Tensor heads, Tensor rows, boolean accumulate, int from, int to) {
        for (int i = from; i < to; i++) {
            int rowAt = rows.offset() + layout.first(i);
            int headAt = heads.offset() + i * layout.size();
            move(layout, heads.read(), headAt, layout.channels(), rows.write(), rowAt, layout.stride(), accumulate);
        }
    }

    /** Copies or adds a head, whose time steps lie {@code step} apart here and {@code outStep} apart there. */
    private static void move(
            HeadLayout layout, float[] x, int at, int step, float[] out, int outAt, int outStep, boolean accumulate) {
        int columns = layout.channels();
        for (int t = 0, from = at, to = outAt; t < layout.time(); t++, from += step, to += outStep) {
            if (accumulate) SimdElementwise.add(out, to, x, from, out, to, columns);
            else System.arraycopy(x, from, out, to, columns);
        }
    }
}
