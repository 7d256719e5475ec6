package dev.unroll.viz.chart;

import java.util.function.IntToDoubleFunction;
import javafx.scene.canvas.GraphicsContext;

/**
 * A curve with more steps than pixels, painted as a bar for each pixel from the smallest to the largest value on it. Thousands of
 * strokes that lie over each other would look the same and take many times as long.
 */
final class PixelBars {
    /** How long a dash is and how long the gap after it, in pixels. */
    private static final int DASH = 6;

    private static final int GAP = 4;

    private final GraphicsContext gc;
    private final boolean dashed;
    private long pixel;
    private double low = Double.NaN;
    private double high;
    private double last = Double.NaN;

    private PixelBars(GraphicsContext gc, boolean dashed) {
        this.gc = gc;
        this.dashed = dashed;
    }

    /**
     * Paints a curve in the colour to fill with.
     *
     * @param steps the steps of an {@link Envelope}
     * @param x where a step stands, in pixels
     * @param y where its value stands, in pixels
     */
    static void paint(GraphicsContext gc, int[] steps, IntToDoubleFunction x, IntToDoubleFunction y, boolean dashed) {
        PixelBars bars = new PixelBars(gc, dashed);
        for (int step : steps) {
            if (step < 0) bars.end();
            else bars.add((long) Math.floor(x.applyAsDouble(step)), y.applyAsDouble(step));
        }
        bars.end();
    }

    private void add(long at, double y) {
        if (at != pixel) flush();
        pixel = at;
        if (Double.isNaN(low)) {
            // a bar begins where the one before it ended, so that the curve is whole
            low = Double.isNaN(last) ? y : Math.min(last, y);
            high = Double.isNaN(last) ? y : Math.max(last, y);
        } else {
            low = Math.min(low, y);
            high = Math.max(high, y);
        }
        last = y;
    }

    private void flush() {
        if (!Double.isNaN(low) && !(dashed && pixel % (DASH + GAP) >= DASH)) {
            double top = Math.floor(low);
            gc.fillRect(pixel, top, 1, Math.max(2, Math.ceil(high) - top));
        }
        low = Double.NaN;
    }

    private void end() {
        flush();
        last = Double.NaN;
    }
}
