package dev.unroll.viz.cell;

/**
 * A number in a recurrent cell.
 *
 * @param name the last part of its name in a trace, such as {@code forgetGate}
 * @param previous whether the one of the time step before is meant, that the cell is handed
 */
public record CellPart(String name, boolean previous) {
    /** A number of the time step itself. */
    public static CellPart of(String name) {
        return new CellPart(name, false);
    }

    /** What the step before handed on. */
    public static CellPart before(String name) {
        return new CellPart(name, true);
    }
}
