package dev.unroll.viz.color;

import javafx.scene.paint.Color;

/** Colours for things that are only told apart, such as heads and series; alike in weight, distinct to colour-blind eyes. */
public final class CategoricalPalette {
    private static final double[] HUES = {250, 55, 165, 335, 95, 215, 25, 290};

    private CategoricalPalette() {}

    /** The colour of the {@code index}th thing; they repeat after eight. */
    public static Color color(int index, boolean dark) {
        int i = Math.floorMod(index, HUES.length);
        // Lightness alternates, for hue alone does not tell neighbours apart for everybody.
        double step = i % 2 == 0 ? 0 : .10;
        return OkLab.ofHue((dark ? .72 : .50) + step, .13, HUES[i]).toColor();
    }

    /** The parts of a gated cell; each keeps its colour throughout. */
    public enum Gate {
        INPUT,
        FORGET,
        CANDIDATE,
        OUTPUT;

        /** The colour of this gate. */
        public Color color(boolean dark) {
            return CategoricalPalette.color(ordinal(), dark);
        }
    }
}
