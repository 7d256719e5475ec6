package dev.unroll.engine.backend;

import java.util.Arrays;

/** Looks rows up, and adds rows to those they were looked up from, some of them or some of their columns at a time. */
final class SimdGathers {
    private SimdGathers() {}

    /** Rows {@code from} to {@code to} of the result are those of the table that {@code ids} name. */
    static void rows(float[] table, int at, int columns, int[] ids, float[] out, int outAt, int from, int to) {
        for (int i = from; i < to; i++)
            System.arraycopy(table, at + ids[i] * columns, out, outAt + i * columns, columns);
    }

    /** Columns {@code from} to {@code to} of each row are added to those of the table's row that its id names, in their order. */
    static void addRows(float[] x, int xAt, int columns, int[] ids, float[] table, int at, int from, int to) {
        for (int i = 0; i < ids.length; i++) {
            int row = at + ids[i] * columns + from;
            SimdElementwise.add(table, row, x, xAt + i * columns + from, table, row, to - from);
        }
    }

    /** As {@link #addRows} for a table whose <em>columns</em> the ids name; {@code sums} is for what is summed up on the way. */
    static void addColumns(
            float[] x,
            int xAt,
            int rows,
            int columns,
            int[] ids,
            float[] sums,
            float[] table,
            int at,
            int from,
            int to) {
        // Summed up as rows first, which lie together in memory.
        for (int id = 0; id < columns; id++) Arrays.fill(sums, id * rows + from, id * rows + to, 0);
        addRows(x, xAt, rows, ids, sums, 0, from, to);
        for (int row = from; row < to; row++) {
            for (int id = 0; id < columns; id++) table[at + row * columns + id] += sums[id * rows + row];
        }
    }
}
