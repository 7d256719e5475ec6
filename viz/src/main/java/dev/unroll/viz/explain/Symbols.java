package dev.unroll.viz.explain;

import dev.unroll.engine.trace.Place;

/** Places written as the field writes them. */
public final class Symbols {
    private Symbols() {}

    /** The symbol of a place, as in {@code ∂L/∂h₅[6]} or {@code W_xh[4, ‘E’]}; the last part of its name if there is no other. */
    public static String of(Place place, AxisNames names) {
        return place.label();
    }
}
