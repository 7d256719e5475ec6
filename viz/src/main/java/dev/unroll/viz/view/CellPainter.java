package dev.unroll.viz.view;

import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.TextContrast;

import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * Paints numbers as coloured cells in one manner everywhere. A cell large enough shows its number; a smaller negative one a
 * minus, so that the sign is not in the hue alone; NaN a cross.
 */
public final class CellPainter {
    private static final double SMALLEST_WITH_GAP = 7;
    private static final double TYPE = .8;
    private static final double LARGEST_GROWTH = 1.6;
    private static final double SMALLEST_GROWTH = .8;

    /** Digits of a number with its sign: all cells of a view show their numbers or none does, so room for a minus is always asked for. */
    private static final int USUAL = 5;

    private final GraphicsContext gc;
    private final Theme theme;
    private final ColorScale scale;
    private final Font font;
    private final double digit;
    private final boolean gap;
    private final boolean tallEnough;

    /** Whether the usual numbers fit in all cells, though some are a pixel narrower than others. */
    private final boolean wideEnough;

    /**
     * A painter of cells in the colours of {@code scale}.
     *
     * @param width the width of the grid's cells before they are rounded to pixels, so that all of them are treated alike
     * @param height their height
     */
    public CellPainter(GraphicsContext gc, Theme theme, ColorScale scale, double width, double height) {
        this.gc = gc;
        this.theme = theme;
        this.scale = scale;
        double size = Math.clamp(fitting(theme, width, height), SMALLEST_GROWTH, LARGEST_GROWTH);
        this.font = theme.font(TYPE * size);
        this.gap = hasGap(Math.min(width, height));
        this.tallEnough = showsText(theme, height);
        this.digit = Theme.width("0000", font) / 4;
        this.wideEnough = USUAL * digit + 3 <= Math.ceil(width) - (gap ? 1 : 0);
    }

    /** Whether cells of this size are set apart by a gap. */
    public static boolean hasGap(double pitch) {
        return pitch >= SMALLEST_WITH_GAP;
    }

    /** Whether a cell of this height has room for a line of its text. */
    public static boolean showsText(Theme theme, double height) {
        return height - 1 >= .95 * theme.em();
    }

    /** By how much the type in cells of this size is larger than usual, from 1 to 1.6, so that large cells are read from afar. */
    public static double growth(Theme theme, double width, double height) {
        return Math.clamp(fitting(theme, width, height), 1, LARGEST_GROWTH);
    }

    private static double fitting(Theme theme, double width, double height) {
        return Math.min(width / (3.6 * theme.em()), height / (1.7 * theme.em()));
    }

    /** Paints a cell of which nothing is computed yet: nothing but a faint outline. */
    public static void empty(GraphicsContext gc, Theme theme, double x, double y, double width, double height) {
        if (!hasGap(Math.min(width, height))) return;
        gc.setStroke(theme.line());
        gc.setLineWidth(1);
        Lines.frame(gc, x + .5, y + .5, width - 2, height - 2);
    }

    /** Paints a cell that is masked and so never computed: hatched. */
    public static void masked(GraphicsContext gc, Theme theme, double x, double y, double width, double height) {
        boolean gap = hasGap(Math.min(width, height));
        double w = gap ? width - 1 : width;
        double h = gap ? height - 1 : height;
        gc.setStroke(theme.line());
        gc.setLineWidth(1);
        double pitch = 5;
        // The lines of neighbouring cells meet, for they are those of the whole view.
        double first = Math.ceil((x + y) / pitch) * pitch;
        for (double sum = first; sum < x + y + w + h; sum += pitch) {
            double fromX = Math.min(x + w, sum - y);
            double toX = Math.max(x, sum - y - h);
            Lines.line(gc, fromX, sum - fromX, toX, sum - toX);
        }
    }

    /** Paints a cell whose value is hidden until it has been guessed: a neutral card with a question mark. */
    public static void veiled(GraphicsContext gc, Theme theme, double x, double y, double width, double height) {
        boolean gap = hasGap(Math.min(width, height));
        double w = gap ? width - 1 : width;
        double h = gap ? height - 1 : height;
        gc.setFill(veil(theme));
        gc.fillRect(x, y, w, h);
        double size = Math.min(h * .75, w * 1.2);
        if (size < .6 * theme.em()) return;
        gc.setFont(theme.bold(Math.min(size / theme.em(), TYPE * growth(theme, width, height))));
        gc.setFill(theme.muted());
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText("?", x + w / 2, y + h / 2);
    }

    /** The colour of the card over a hidden value. */
    public static Color veil(Theme theme) {
        return theme.background().interpolate(theme.line(), .6);
    }

    /** Paints {@code value} over whole pixels; cells that are not tiny leave a gap of one pixel to the right and below. */
    public void paint(double x, double y, double width, double height, double value) {
        double w = gap ? width - 1 : width;
        double h = gap ? height - 1 : height;
        Color color = scale.color(value, theme.dark());
        gc.setFill(color);
        gc.fillRect(x, y, w, h);
        String text = Numbers.compact(value);
        boolean fits = text.length() <= USUAL ? wideEnough : text.length() * digit + 3 <= w;
        if (fits && tallEnough) {
            number(text, color, x + w / 2, y + h / 2);
        } else if (gap && !Double.isFinite(value)) {
            cross(color, x, y, w, h);
        } else if (gap && scale.isSigned() && value < 0 && scale.position(value) < .45) {
            double length = Math.min(w, h) * .4;
            gc.setFill(TextContrast.on(color).deriveColor(0, 1, 1, .6));
            gc.fillRect(Math.round(x + (w - length) / 2), Math.round(y + h / 2) - 1, Math.round(length), 1);
        }
    }

    private void number(String text, Color background, double x, double y) {
        gc.setFont(font);
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.setFill(TextContrast.on(background));
        gc.fillText(text, x, y);
    }

    private void cross(Color background, double x, double y, double w, double h) {
        gc.setStroke(TextContrast.on(background));
        gc.setLineWidth(1);
        Lines.line(gc, x + 2, y + 2, x + w - 2, y + h - 2);
        Lines.line(gc, x + 2, y + h - 2, x + w - 2, y + 2);
    }

    /**
     * Outlines a cell: if it is selected thickly in the accent colour with a line of the background within, so that it
     * stands out from any colour; if it is hovered thinly in ink.
     */
    public static void outline(
            GraphicsContext gc, Theme theme, double x, double y, double width, double height, boolean selected) {
        boolean small = Math.min(width, height) < 10;
        gc.setLineWidth(selected ? 2 : 1);
        gc.setStroke(selected ? theme.accent() : theme.ink());
        double inset = !selected ? .5 : small ? -1 : 1;
        Lines.frame(gc, x + inset, y + inset, width - 1 - 2 * inset, height - 1 - 2 * inset);
        if (!selected || Math.min(width, height) < 20) return;
        gc.setLineWidth(1);
        gc.setStroke(theme.background());
        Lines.frame(gc, x + 2.5, y + 2.5, width - 6, height - 6);
    }
}
