package dev.unroll.viz.space;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;

/** Finds room for labels beside points, so that they cover neither points nor each other. */
final class LabelPlaces {
    private static final int DIRECTIONS = 12;
    private static final double SPACING = 5;

    private final Rectangle2D bounds;
    private final List<Rectangle2D> taken = new ArrayList<>();
    private final List<Point2D> lines = new ArrayList<>();

    /** Labels are to lie within {@code bounds}. */
    LabelPlaces(Rectangle2D bounds) {
        this.bounds = bounds;
    }

    /** Keeps labels off a disc. */
    void avoid(Point2D middle, double radius) {
        taken.add(new Rectangle2D(middle.getX() - radius, middle.getY() - radius, 2 * radius, 2 * radius));
    }

    /** Keeps labels off a line where there is a choice. */
    void avoid(Point2D from, Point2D to) {
        int count = (int) (from.distance(to) / SPACING);
        for (int i = 1; i < count; i++) lines.add(from.interpolate(to, (double) i / count));
    }

    private int crossed(Rectangle2D place) {
        int count = 0;
        for (Point2D point : lines) if (place.contains(point)) count++;
        return count;
    }

    /** As {@link #beside(Point2D, double, double, double)}; where all overlaps and it need not be, null. */
    @Nullable
    Rectangle2D beside(Point2D point, double width, double height, double distance, boolean needed) {
        Rectangle2D place = beside(point, width, height, distance);
        taken.removeLast();
        boolean fits = needed || overlap(place) < 1;
        if (fits) taken.add(place);
        return fits ? place : null;
    }

    /** The room nearest to a point for a label of this size, taken from now on; where all overlaps, the least bad. */
    Rectangle2D beside(Point2D point, double width, double height, double distance) {
        Rectangle2D best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int ring = 0; ring < 3; ring++) {
            for (int i = 0; i < DIRECTIONS; i++) {
                double angle = 2 * Math.PI * (i + .5) / DIRECTIONS - Math.PI / 2;
                double reach = distance + ring * height * .8;
                double x = point.getX() + Math.cos(angle) * (reach + width / 2) - width / 2;
                double y = point.getY() + Math.sin(angle) * (reach + height / 2) - height / 2;
                Rectangle2D place = new Rectangle2D(x, y, width, height);
                double cost = overlap(place) + (.4 * ring + .15 * crossed(place)) * width * height;
                if (cost < least) {
                    least = cost;
                    best = place;
                }
            }
        }
        Rectangle2D place = best == null ? new Rectangle2D(point.getX(), point.getY(), width, height) : best;
        taken.add(place);
        return place;
    }

    /** The area of {@code place} that is taken or out of bounds. */
    double overlap(Rectangle2D place) {
        double inside = area(place, bounds);
        double cost = 4 * (place.getWidth() * place.getHeight() - inside);
        for (Rectangle2D other : taken) cost += area(place, other);
        return cost;
    }

    private static double area(Rectangle2D a, Rectangle2D b) {
        double width = Math.min(a.getMaxX(), b.getMaxX()) - Math.max(a.getMinX(), b.getMinX());
        double height = Math.min(a.getMaxY(), b.getMaxY()) - Math.max(a.getMinY(), b.getMinY());
        return width <= 0 || height <= 0 ? 0 : width * height;
    }

    /**
     * The middle of the room for a label within a convex region, as deep inside it as can be and clear of what is taken; null
     * if it does not fit.
     */
    @Nullable
    Point2D within(PredictionRegions.Region pixels, double width, double height) {
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < pixels.xs().length; i++) {
            left = Math.min(left, pixels.xs()[i]);
            right = Math.max(right, pixels.xs()[i]);
            top = Math.min(top, pixels.ys()[i]);
            bottom = Math.max(bottom, pixels.ys()[i]);
        }
        List<PredictionRegions.Edge> edges = pixels.edges();
        Point2D best = null;
        double most = Double.NEGATIVE_INFINITY;
        int grid = 24;
        for (int row = 1; row < grid; row++) {
            for (int column = 1; column < grid; column++) {
                double x = left + (right - left) * column / grid;
                double y = top + (bottom - top) * row / grid;
                double depth = PredictionRegions.depth(edges, x, y, width / 2, height / 2);
                double uncrossed = Math.min(depth, 1.5 * height);
                if (depth <= 0 || uncrossed <= most) continue; // the lines need not be looked at
                Rectangle2D place = new Rectangle2D(x - width / 2, y - height / 2, width, height);
                double score = uncrossed - .4 * height * crossed(place);
                if (score > most && overlap(place) < 1) {
                    most = score;
                    best = new Point2D(x, y);
                }
            }
        }
        if (best != null) {
            taken.add(new Rectangle2D(best.getX() - width / 2, best.getY() - height / 2, width, height));
        }
        return best;
    }
}
