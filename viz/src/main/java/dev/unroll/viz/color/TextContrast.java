package dev.unroll.viz.color;

import javafx.scene.paint.Color;

/** Which text can be read on a colour, by the contrast ratio of WCAG 2.1. */
public final class TextContrast {
    private static final Color DARK = Color.web("#111418");

    private TextContrast() {}

    /** Black or white text, whichever stands out more on {@code background}. */
    public static Color on(Color background) {
        return ratio(DARK, background) >= ratio(Color.WHITE, background) ? DARK : Color.WHITE;
    }

    /** The contrast ratio of two colours, from 1 (the same) to 21 (black on white). */
    public static double ratio(Color a, Color b) {
        double la = luminance(a);
        double lb = luminance(b);
        return (Math.max(la, lb) + 0.05) / (Math.min(la, lb) + 0.05);
    }

    /** The relative luminance of a colour, from 0 (black) to 1 (white). */
    public static double luminance(Color color) {
        return 0.2126 * linear(color.getRed()) + 0.7152 * linear(color.getGreen()) + 0.0722 * linear(color.getBlue());
    }

    private static double linear(double channel) {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }
}
