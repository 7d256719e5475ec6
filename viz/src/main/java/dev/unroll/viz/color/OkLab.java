package dev.unroll.viz.color;

import javafx.scene.paint.Color;

/**
 * A colour in Oklab, in which equal distances look equally large (Ottosson 2020, "A perceptual color space for image
 * processing").
 *
 * @param lightness 0 (black) to 1 (white)
 * @param a green to red
 * @param b blue to yellow
 */
record OkLab(double lightness, double a, double b) {
    /** From lightness, chroma and hue in degrees. */
    static OkLab ofHue(double lightness, double chroma, double hue) {
        double angle = Math.toRadians(hue);
        return new OkLab(lightness, chroma * Math.cos(angle), chroma * Math.sin(angle));
    }

    static OkLab between(OkLab from, OkLab to, double share) {
        return new OkLab(
                from.lightness + share * (to.lightness - from.lightness),
                from.a + share * (to.a - from.a),
                from.b + share * (to.b - from.b));
    }

    Color toColor() {
        double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
        double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
        double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
        return Color.color(
                encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
                encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
                encode(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s));
    }

    private static double cube(double x) {
        return x * x * x;
    }

    private static double encode(double linear) {
        double channel = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
        return Math.clamp(channel, 0, 1);
    }
}
