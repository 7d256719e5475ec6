package dev.unroll.viz.chart;

import dev.unroll.viz.view.Direction;
import dev.unroll.viz.view.PointedView;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.NavigableSet;
import java.util.function.Function;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Point2D;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * A chart of lines with a dot for each number that is known, against whole numbers, and the name of each line at its end. The dots can
 * be pointed at; the keys lead along a line and, at the same abscissa, to the next one.
 *
 * @param <S> a line
 */
@SuppressWarnings("this-escape") // Properties name their bean; nothing is called on it before construction ends.
public abstract class DotChart<S extends DotChart.Line> extends PointedView<DotChart.Dot> {
    private final ObjectProperty<List<S>> series = new SimpleObjectProperty<>(this, "series", List.of());

    /** A line, with its dots. */
    public interface Line {
        /** What it is called. */
        String name();

        /** Where it has dots. */
        NavigableSet<Integer> abscissas();
    }

    /** A dot: a line by its index, and an abscissa. */
    public record Dot(int series, int abscissa) {}

    /** A chart of nothing yet. */
    protected DotChart(String styleClass) {
        super(styleClass);
        repaintOn(series);
    }

    /** Where dots lie in the view at its present size, or null while there are none. */
    protected abstract @Nullable Function<Dot, Point2D> places();

    /** The line of a dot. */
    protected final S line(Dot dot) {
        return series.get().get(dot.series);
    }

    /** How wide the margin for the lines' names is, in pixels, where something beside them is {@code least} wide. */
    protected final double nameRoom(Theme theme, double least) {
        double widest = least;
        for (S one : series.get()) widest = Math.max(widest, Theme.width(one.name(), nameFont(theme)));
        return Math.min(widest + 1.6 * theme.em(), getWidth() * .4);
    }

    private static Font nameFont(Theme theme) {
        return theme.bold(.95);
    }

    /** Writes the name of a line right of {@code end}, where the chart ends, at height {@code y}. */
    protected final void paintName(GraphicsContext gc, Theme theme, String name, Color color, double end, double y) {
        Font font = nameFont(theme);
        gc.setFont(font);
        gc.setFill(color);
        gc.setTextAlign(TextAlignment.LEFT);
        gc.setTextBaseline(VPos.CENTER);
        double x = end + .6 * theme.em();
        gc.fillText(Theme.elide(name, font, getWidth() - x), x, y);
    }

    /** Paints a ring of a radius in pixels around a dot, if it is hovered or selected. */
    protected final void paintRing(GraphicsContext gc, Theme theme, Dot dot, Point2D middle, double radius) {
        boolean selected = dot.equals(getSelected());
        if (!selected && !dot.equals(getHovered())) return;
        gc.setStroke(selected ? theme.accent() : theme.ink());
        gc.setLineWidth(selected ? 2 : 1);
        gc.strokeOval(middle.getX() - radius, middle.getY() - radius, 2 * radius, 2 * radius);
    }

    @Override
    protected final @Nullable Dot at(double x, double y) {
        Function<Dot, Point2D> places = places();
        if (places == null) return null;
        Dot nearest = null;
        double least = theme().em();
        for (int s = 0; s < series.get().size(); s++)
            for (int abscissa : series.get().get(s).abscissas()) {
                Dot dot = new Dot(s, abscissa);
                double distance = places.apply(dot).distance(x, y);
                if (distance >= least) continue;
                least = distance;
                nearest = dot;
            }
        return nearest;
    }

    @Override
    protected final boolean contains(Dot dot) {
        return dot.series < series.get().size() && line(dot).abscissas().contains(dot.abscissa);
    }

    @Override
    protected final @Nullable Dot first() {
        for (int s = 0; s < series.get().size(); s++) {
            NavigableSet<Integer> abscissas = series.get().get(s).abscissas();
            if (!abscissas.isEmpty()) return new Dot(s, abscissas.first());
        }
        return null;
    }

    @Override
    protected final Dot neighbour(Dot from, Direction direction) {
        int down = direction == Direction.UP ? -1 : direction == Direction.DOWN ? 1 : 0;
        int s = Math.clamp(from.series + down, 0, series.get().size() - 1);
        NavigableSet<Integer> abscissas = series.get().get(s).abscissas();
        Integer to = switch (direction) {
            case LEFT -> abscissas.lower(from.abscissa);
            case RIGHT -> abscissas.higher(from.abscissa);
            case FIRST -> abscissas.isEmpty() ? null : abscissas.first();
            case LAST -> abscissas.isEmpty() ? null : abscissas.last();
            case UP, DOWN -> abscissas.contains(from.abscissa) ? Integer.valueOf(from.abscissa) : null;
        };
        return to == null ? from : new Dot(s, to);
    }

    @Override
    protected double computePrefWidth(double height) {
        return 40 * theme().em();
    }

    @Override
    protected double computePrefHeight(double width) {
        return 15 * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return 9 * theme().em();
    }

    /** The lines. */
    public final ObjectProperty<List<S>> seriesProperty() {
        return series;
    }

    public final List<S> getSeries() {
        return series.get();
    }

    public final void setSeries(List<S> lines) {
        series.set(List.copyOf(lines));
    }
}
