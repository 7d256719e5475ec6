package dev.unroll.engine.model;

import dev.unroll.engine.tensor.Shape;

/** Numbers of a batch in the order {@code [TIME · BATCH]}, time outermost, as a pass reads them. */
final class TimeMajor {
    private TimeMajor() {}

    /** @param ids {@code [BATCH][TIME]} */
    static int[] ids(int[][] ids) {
        int batch = ids.length;
        int steps = ids[0].length;
        int[] flat = new int[steps * batch];
        for (int b = 0; b < batch; b++) for (int t = 0; t < steps; t++) flat[t * batch + b] = ids[b][t];
        return flat;
    }

    /** The position of each place of {@code [TIME, BATCH]}, from {@code first} on. */
    static int[] positions(int first, Shape places) {
        int[] positions = new int[places.length()];
        for (int i = 0; i < positions.length; i++) positions[i] = first + i / places.size(1);
        return positions;
    }
}
