package dev.unroll.viz.color;

import javafx.scene.paint.Color;

/**
 * A continuous range of colours, in a light and a dark form. The end that means "nothing" is close to the background, so only
 * what is large stands out. Lightness changes evenly in Oklab, hues are told apart by colour-blind eyes.
 */
public enum Palette {
    /** Negative blue, zero the background, positive orange. */
    DIVERGING(
            ramp(hue(.43, .15, 258), hue(.70, .105, 252), hue(.965, .004, 250), hue(.73, .12, 60), hue(.48, .125, 48)),
            ramp(hue(.80, .11, 240), hue(.52, .10, 250), hue(.25, .010, 255), hue(.56, .10, 55), hue(.84, .13, 72))),
    /** Probabilities: from the background to a deep teal. */
    PROBABILITY(
            ramp(hue(.965, .006, 180), hue(.70, .085, 185), hue(.43, .08, 190)),
            ramp(hue(.25, .010, 220), hue(.55, .08, 190), hue(.87, .12, 170))),
    /** The size of gradients: from the background to violet. */
    GRADIENT(
            ramp(hue(.965, .006, 320), hue(.69, .15, 322), hue(.41, .18, 320)),
            ramp(hue(.25, .010, 300), hue(.53, .16, 318), hue(.84, .12, 325)));

    private static final int INVALID_LIGHT = 0xffffd21f;
    private static final int INVALID_DARK = 0xffe8c400;

    private final int[] light;
    private final int[] dark;

    Palette(int[] light, int[] dark) {
        this.light = light;
        this.dark = dark;
    }

    /** The colour at {@code position} from 0 to 1 as ARGB; beyond the ends that of the end, and for NaN a warning yellow. */
    public int argb(double position, boolean onDark) {
        if (Double.isNaN(position)) return onDark ? INVALID_DARK : INVALID_LIGHT;
        int[] colors = onDark ? dark : light;
        return colors[(int) Math.round(Math.clamp(position, 0, 1) * (colors.length - 1))];
    }

    /** As {@link #argb}. */
    public Color color(double position, boolean onDark) {
        int argb = argb(position, onDark);
        return Color.rgb(argb >> 16 & 255, argb >> 8 & 255, argb & 255);
    }

    private static OkLab hue(double lightness, double chroma, double degrees) {
        return OkLab.ofHue(lightness, chroma, degrees);
    }

    private static int[] ramp(OkLab... anchors) {
        int[] colors = new int[513];
        for (int i = 0; i < colors.length; i++) {
            double place = (double) i / (colors.length - 1) * (anchors.length - 1);
            int from = Math.min((int) place, anchors.length - 2);
            Color c = OkLab.between(anchors[from], anchors[from + 1], place - from)
                    .toColor();
            colors[i] = 0xff << 24 | byteOf(c.getRed()) << 16 | byteOf(c.getGreen()) << 8 | byteOf(c.getBlue());
        }
        return colors;
    }

    private static int byteOf(double channel) {
        return (int) Math.round(channel * 255);
    }
}
