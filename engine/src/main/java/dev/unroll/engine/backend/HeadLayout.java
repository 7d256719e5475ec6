package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Shape;

/**
 * Where the rows of heads, {@code [BATCH, HEAD, TIME, UNIT]}, stand in rows that hold the heads of several parts side by side, {@code
 * [TIME, BATCH, parts · HEAD · UNIT]}.
 */
record HeadLayout(int batch, int heads, int time, int channels, int part, int parts) {
    /** @throws IllegalArgumentException if the shapes do not belong together */
    static HeadLayout of(Shape rows, int part, int parts, Shape heads) {
        HeadLayout layout = new HeadLayout(heads.size(0), heads.size(1), heads.size(2), heads.size(3), part, parts);
        if (part < 0 || part >= parts || rows.length() != parts * heads.length())
            throw new IllegalArgumentException(rows + " has no part " + part + " of " + parts + " as " + heads);
        return layout;
    }

    /** How many heads there are in all. */
    int count() {
        return batch * heads;
    }

    /** How many numbers a head has. */
    int size() {
        return time * channels;
    }

    /** Where head {@code i}, counted over batch and head, begins in the first row; each time step is a {@link #stride} further. */
    int first(int i) {
        return ((i / heads * parts + part) * heads + i % heads) * channels;
    }

    int stride() {
        return batch * parts * heads * channels;
    }
}
