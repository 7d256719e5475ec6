package dev.unroll.viz.export;

import java.util.List;

/** A view whose numbers are those of no single tensor, as a table. */
public interface Tabulated {
    /** The lines, of which the first names the columns. */
    List<List<Object>> table();
}
