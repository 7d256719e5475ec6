package dev.unroll.viz.view;

import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Paint;
import javafx.scene.shape.StrokeLineCap;

/**
 * Straight lines and frames as they are stroked, but painted as filled rectangles wherever they run along an axis: a renderer on the
 * processor takes many times as long for the outline of a stroke.
 */
public final class Lines {
    private Lines() {}

    /** As {@link GraphicsContext#strokeLine}. */
    public static void line(GraphicsContext gc, double x1, double y1, double x2, double y2) {
        boolean upright = x1 == x2;
        StrokeLineCap cap = gc.getLineCap();
        if (dashed(gc) || cap == StrokeLineCap.ROUND || upright == (y1 == y2)) {
            gc.strokeLine(x1, y1, x2, y2);
            return;
        }
        double half = gc.getLineWidth() / 2;
        double beyond = cap == StrokeLineCap.SQUARE ? half : 0;
        double dx = upright ? half : beyond;
        double dy = upright ? beyond : half;
        Paint fill = gc.getFill();
        gc.setFill(gc.getStroke());
        gc.fillRect(
                Math.min(x1, x2) - dx, Math.min(y1, y2) - dy, Math.abs(x2 - x1) + 2 * dx, Math.abs(y2 - y1) + 2 * dy);
        gc.setFill(fill);
    }

    /** As {@link GraphicsContext#strokeRect}. */
    public static void frame(GraphicsContext gc, double x, double y, double width, double height) {
        double line = gc.getLineWidth();
        if (dashed(gc) || width <= line || height <= line) {
            gc.strokeRect(x, y, width, height);
            return;
        }
        double left = x - line / 2;
        double top = y - line / 2;
        Paint fill = gc.getFill();
        gc.setFill(gc.getStroke());
        gc.fillRect(left, top, width + line, line);
        gc.fillRect(left, top + height, width + line, line);
        gc.fillRect(left, top + line, line, height - line);
        gc.fillRect(left + width, top + line, line, height - line);
        gc.setFill(fill);
    }

    private static boolean dashed(GraphicsContext gc) {
        double[] dashes = gc.getLineDashes();
        return dashes != null && dashes.length > 0;
    }
}
