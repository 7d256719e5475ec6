package dev.unroll.viz.view;

import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;

/** Paints arrows in one manner everywhere. */
public final class ArrowPainter {
    private static final double SHORTEST = 3;

    private ArrowPainter() {}

    /** Paints a straight arrow whose tip is at ({@code x1}, {@code y1}); one shorter than three pixels is left out. */
    public static void paint(
            GraphicsContext gc, Color color, double thickness, double x0, double y0, double x1, double y1) {
        double length = Math.hypot(x1 - x0, y1 - y0);
        if (length < SHORTEST) return;
        double head = Math.min(length * .7, 4 + 1.5 * thickness);
        double dx = (x1 - x0) / length;
        double dy = (y1 - y0) / length;
        double half = head * .45 + thickness / 4;
        double bx = x1 - dx * head;
        double by = y1 - dy * head;
        gc.setStroke(color);
        gc.setFill(color);
        gc.setLineWidth(thickness);
        gc.setLineCap(StrokeLineCap.BUTT);
        Lines.line(gc, x0, y0, bx, by);
        gc.setLineCap(StrokeLineCap.SQUARE);
        gc.fillPolygon(
                new double[] {x1, bx - dy * half, bx + dy * half},
                new double[] {y1, by + dx * half, by - dx * half},
                3);
    }
}
