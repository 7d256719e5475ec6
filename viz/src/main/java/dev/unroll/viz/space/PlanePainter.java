package dev.unroll.viz.space;

import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.sequence.StepPair;
import dev.unroll.viz.space.StatePlane.Plot;
import dev.unroll.viz.view.ArrowPainter;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;

import java.util.List;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineJoin;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/** One painting of a {@link StatePlane}: regions, axes, the path, its points, and labels where they cover nothing. */
final class PlanePainter {
    private final StatePlane plane;
    private final GraphicsContext gc;
    private final Theme theme;
    private final Plot plot;

    PlanePainter(StatePlane plane, GraphicsContext gc, Theme theme, Plot plot) {
        this.plane = plane;
        this.gc = gc;
        this.theme = theme;
        this.plot = plot;
    }

    /** Paints everything; {@code regions} are in pixels. */
    void paint(List<PredictionRegions.Region> regions) {
        for (PredictionRegions.Region region : regions) {
            gc.setFill(color(region.token()).interpolate(theme.background(), .76));
            gc.fillPolygon(region.xs(), region.ys(), region.xs().length);
            gc.setStroke(theme.background());
            gc.setLineWidth(1.5);
            gc.strokePolygon(region.xs(), region.ys(), region.xs().length);
        }
        axes();
        path();
        LabelPlaces places = new LabelPlaces(plot.bounds());
        places.avoid(new Point2D(plot.x(0), plot.top()), new Point2D(plot.x(0), plot.top() + plot.height()));
        if (!plane.isLine()) {
            places.avoid(new Point2D(plot.left(), plot.y(0)), new Point2D(plot.left() + plot.width(), plot.y(0)));
        }
        points(places);
        for (PredictionRegions.Region region : regions) label(places, region);
    }

    private Color color(int token) {
        return CategoricalPalette.color(token, theme.dark());
    }

    private void axes() {
        Font font = theme.font(.8);
        double em = theme.em();
        gc.setStroke(theme.muted().deriveColor(0, 1, 1, .45));
        gc.setLineWidth(1);
        double zero = Math.round(plot.x(0)) + .5;
        Lines.line(gc, zero, plot.top(), zero, plot.top() + plot.height());
        gc.setFont(font);
        gc.setFill(theme.muted());
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.TOP);
        double under = plot.top() + plot.height() + .2 * em;
        for (int tick = -1; tick <= 1; tick++) gc.fillText(Numbers.tick(tick), plot.x(tick), under);
        gc.setFont(theme.font(.9));
        gc.setFill(theme.ink());
        gc.fillText(plane.unitName(plane.unitXProperty().get()), plot.x(.5), under + .1 * em);
        if (plane.isLine()) return;
        gc.setStroke(theme.muted().deriveColor(0, 1, 1, .45));
        double level = Math.round(plot.y(0)) + .5;
        Lines.line(gc, plot.left(), level, plot.left() + plot.width(), level);
        gc.setFont(font);
        gc.setFill(theme.muted());
        gc.setTextAlign(TextAlignment.RIGHT);
        gc.setTextBaseline(VPos.CENTER);
        for (int tick = -1; tick <= 1; tick++) gc.fillText(Numbers.tick(tick), plot.left() - .3 * em, plot.y(tick));
        gc.setFont(theme.font(.9));
        gc.setFill(theme.ink());
        gc.fillText(plane.unitName(plane.unitYProperty().get()), plot.left() - .2 * em, plot.y(.5));
    }

    private void path() {
        double radius = plane.radius(plot);
        boolean many = plane.steps() > StatePlane.MOST_LABELLED;
        for (int t = 0; t < plane.steps(); t++) {
            if (!plane.isShown(t) || t > 0 && !plane.isShown(t - 1)) continue;
            Point2D from = plane.point(plot, t - 1);
            Point2D to = plane.point(plot, t);
            double length = from.distance(to);
            boolean current = t == plane.positionProperty().get();
            if (many) {
                gc.setStroke(current ? theme.accent() : theme.ink().deriveColor(0, 1, 1, .18));
                gc.setLineWidth(1);
                Lines.line(gc, from.getX(), from.getY(), to.getX(), to.getY());
            } else if (length > 2.5 * radius) {
                Point2D step = to.subtract(from).multiply(radius / length);
                Point2D start = from.add(step);
                Point2D end = to.subtract(step.multiply(1.35));
                ArrowPainter.paint(
                        gc,
                        current ? theme.accent() : theme.muted(),
                        current ? 2.5 : 1.5,
                        start.getX(),
                        start.getY(),
                        end.getX(),
                        end.getY());
            }
        }
        join();
    }

    /** Joins the pair by a bow, for the straight way between them may be an arrow of the path. */
    private void join() {
        StepPair joined = plane.pairProperty().get();
        if (joined == null || !plane.isShown(joined.first()) || !plane.isShown(joined.second())) return;
        Point2D a = plane.point(plot, joined.first());
        Point2D b = plane.point(plot, joined.second());
        Point2D bow = new Point2D(a.getY() - b.getY(), b.getX() - a.getX()).multiply(.3);
        Point2D center = new Point2D(plot.left() + plot.width() / 2, plot.top() + plot.height() / 2);
        // On the side of the middle of the plot, where there is room.
        Point2D middle = a.midpoint(b).add(bow.dotProduct(center.subtract(a.midpoint(b))) < 0 ? bow.multiply(-1) : bow);
        gc.setStroke(theme.accent());
        gc.setLineWidth(2);
        gc.setLineDashes(1, 5);
        gc.beginPath();
        gc.moveTo(a.getX(), a.getY());
        gc.quadraticCurveTo(middle.getX(), middle.getY(), b.getX(), b.getY());
        gc.stroke();
        gc.setLineDashes((double[]) null);
    }

    private void points(LabelPlaces places) {
        double radius = plane.radius(plot);
        Point2D start = plane.point(plot, -1);
        gc.setFill(theme.background());
        gc.setStroke(theme.ink());
        gc.setLineWidth(1.5);
        gc.fillOval(start.getX() - .7 * radius, start.getY() - .7 * radius, 1.4 * radius, 1.4 * radius);
        gc.strokeOval(start.getX() - .7 * radius, start.getY() - .7 * radius, 1.4 * radius, 1.4 * radius);
        places.avoid(start, radius);
        for (int t = 0; t < plane.steps(); t++) {
            if (!plane.isShown(t)) continue;
            places.avoid(plane.point(plot, t), radius);
            if (plane.steps() <= StatePlane.MOST_LABELLED && (t == 0 || plane.isShown(t - 1)))
                places.avoid(plane.point(plot, t - 1), plane.point(plot, t));
            if (t != plane.positionProperty().get()) dot(t, radius);
        }
        if (plane.isShown(plane.positionProperty().get()))
            dot(plane.positionProperty().get(), 1.25 * radius);
        if (plane.steps() > StatePlane.MOST_LABELLED) return;
        Font font = theme.bold(Math.clamp(plot.size() / 340, .85, 1.5));
        name(places, font, start, plane.getTitle() + "₋₁", theme.muted(), radius);
        for (int t = 0; t < plane.steps(); t++) {
            if (!plane.isShown(t)) continue;
            Color ink = t == plane.positionProperty().get() || plane.isPaired(t) ? theme.accent() : theme.ink();
            name(places, font, plane.point(plot, t), plane.token(t) + subscript(t), ink, radius);
        }
    }

    private void dot(int t, double radius) {
        Point2D p = plane.point(plot, t);
        boolean marked = plane.isPaired(t) || t == plane.positionProperty().get();
        gc.setFill(marked ? theme.accent() : theme.ink());
        gc.fillOval(p.getX() - radius, p.getY() - radius, 2 * radius, 2 * radius);
        gc.setStroke(theme.background());
        gc.setLineWidth(1);
        gc.strokeOval(p.getX() - radius, p.getY() - radius, 2 * radius, 2 * radius);
        boolean selected = plane.getSelected() != null && plane.getSelected() == t;
        if (!selected && !plane.isPaired(t) && (plane.getHovered() == null || plane.getHovered() != t)) return;
        double ring = radius + 3;
        gc.setStroke(selected || plane.isPaired(t) ? theme.accent() : theme.ink());
        gc.setLineWidth(selected || plane.isPaired(t) ? 2 : 1);
        gc.strokeOval(p.getX() - ring, p.getY() - ring, 2 * ring, 2 * ring);
    }

    private void name(LabelPlaces places, Font font, Point2D point, String text, Color ink, double radius) {
        Rectangle2D room = places.beside(point, Theme.width(text, font) + 4, font.getSize() * 1.2, radius + 3);
        gc.setFont(font);
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        double x = room.getMinX() + room.getWidth() / 2;
        double y = room.getMinY() + room.getHeight() / 2;
        // A rim of the background sets the letters off from regions, arrows and axes.
        gc.setStroke(theme.background());
        gc.setLineWidth(3);
        gc.setLineJoin(StrokeLineJoin.ROUND);
        gc.strokeText(text, x, y);
        gc.setFill(ink);
        gc.fillText(text, x, y);
    }

    private void label(LabelPlaces places, PredictionRegions.Region region) {
        String text = plane.quoted(region.token());
        Font font = theme.bold(Math.clamp(plot.size() / 260, 1, 1.8));
        Point2D middle = places.within(region, Theme.width(text, font) + 4, font.getSize() * 1.1);
        if (middle == null) return;
        gc.setFont(font);
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.setFill(color(region.token()).interpolate(theme.ink(), .25));
        gc.fillText(text, middle.getX(), middle.getY());
    }

    private static String subscript(int number) {
        StringBuilder text = new StringBuilder();
        for (char digit : Integer.toString(number).toCharArray()) text.append((char) ('₀' + digit - '0'));
        return text.toString();
    }
}
