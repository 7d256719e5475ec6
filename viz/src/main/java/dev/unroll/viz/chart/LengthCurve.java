package dev.unroll.viz.chart;

import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.view.Direction;
import dev.unroll.viz.view.PointedView;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.Point2D;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * What share of answers is right, from 0 to 1, against a length: a line for each series, and under each length how many answers it
 * stands for. A point of few answers is small, for it says little.
 */
public final class LengthCurve extends PointedView<LengthCurve.Dot> {
    private final ObjectProperty<List<Series>> series = new SimpleObjectProperty<>(this, "series", List.of());
    private final StringProperty lengthLabel = new SimpleStringProperty(this, "lengthLabel", "length");
    private final StringProperty countLabel = new SimpleStringProperty(this, "countLabel", "n");

    /**
     * Who answered, and how.
     *
     * @param name what the line is called
     * @param counts at each length at which something was asked
     */
    public record Series(String name, TreeMap<Integer, Count> counts) {
        /** A copy, which stays as it is while more is counted. */
        public Series {
            counts = new TreeMap<>(counts);
        }
    }

    /**
     * Answers.
     *
     * @param right how many were right
     * @param asked of how many
     */
    public record Count(int right, int asked) {
        /** With one more. */
        public Count plus(boolean answer) {
            return new Count(right + (answer ? 1 : 0), asked + 1);
        }

        /** The share of those that were right. */
        public double share() {
            return (double) right / asked;
        }
    }

    /** A point: a series by its index, and a length. */
    public record Dot(int series, int length) {}

    /** A chart of nothing yet. */
    public LengthCurve() {
        super("length-curve");
        repaintOn(series, lengthLabel, countLabel);
    }

    private record Plot(double left, double top, double width, double height, int shortest, int longest) {
        double x(int length) {
            return left + width * (length - shortest + .5) / (longest - shortest + 1);
        }

        double y(double share) {
            return top + height * (1 - share);
        }
    }

    private @Nullable Plot plot(Theme theme) {
        int shortest = Integer.MAX_VALUE;
        int longest = 0;
        for (Series one : series.get()) {
            if (one.counts.isEmpty()) continue;
            shortest = Math.min(shortest, one.counts.firstKey());
            longest = Math.max(longest, one.counts.lastKey());
        }
        if (longest == 0) return null;
        double em = theme.em();
        double names = 1;
        for (Series one : series.get()) names = Math.max(names, Theme.width(one.name, theme.bold(.95)));
        double left = 3.4 * em;
        double right = Math.min(names + 1.6 * em, getWidth() * .4);
        double height = Math.max(1, getHeight() - 4.3 * em);
        return new Plot(left, .8 * em, Math.max(1, getWidth() - left - right), height, shortest, longest);
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        Plot plot = plot(theme);
        if (plot == null) return;
        axes(gc, theme, plot);
        double[] ends = ends(theme, plot);
        for (int s = 0; s < series.get().size(); s++) line(gc, theme, plot, s, ends[s]);
    }

    private void axes(GraphicsContext gc, Theme theme, Plot plot) {
        double em = theme.em();
        gc.setFont(theme.font(.85));
        gc.setTextBaseline(VPos.CENTER);
        gc.setLineWidth(1);
        for (int quarter = 0; quarter <= 4; quarter++) {
            double y = Math.round(plot.y(quarter / 4.)) + .5;
            gc.setStroke(theme.line());
            gc.strokeLine(plot.left, y, plot.left + plot.width, y);
            if (quarter % 2 == 1 && plot.height < 8 * em) continue;
            gc.setFill(theme.muted());
            gc.setTextAlign(TextAlignment.RIGHT);
            gc.fillText(25 * quarter + "%", plot.left - .4 * em, y);
        }
        double under = plot.top + plot.height;
        gc.setTextAlign(TextAlignment.CENTER);
        for (int length = plot.shortest; length <= plot.longest; length++) {
            gc.setFill(theme.ink());
            gc.fillText(Integer.toString(length), plot.x(length), under + em);
            gc.setFill(theme.muted());
            gc.fillText(Integer.toString(asked(length)), plot.x(length), under + 2.2 * em);
        }
        gc.setTextAlign(TextAlignment.LEFT);
        double beside = plot.left + plot.width + .6 * em;
        double room = getWidth() - beside;
        gc.setFill(theme.ink());
        gc.fillText(Theme.elide(lengthLabel.get(), gc.getFont(), room), beside, under + em);
        gc.setFill(theme.muted());
        gc.fillText(Theme.elide(countLabel.get(), gc.getFont(), room), beside, under + 2.2 * em);
    }

    private int asked(int length) {
        return series.get().stream()
                .filter(one -> one.counts.containsKey(length))
                .mapToInt(one -> one.counts.get(length).asked)
                .max()
                .orElse(0);
    }

    /** The heights of the names at the ends of the lines, moved apart where they would overlap. */
    private double[] ends(Theme theme, Plot plot) {
        double[] ends = new double[series.get().size()];
        for (int s = 0; s < ends.length; s++) {
            TreeMap<Integer, Count> counts = series.get().get(s).counts;
            ends[s] =
                    counts.isEmpty() ? 0 : plot.y(counts.lastEntry().getValue().share());
        }
        double pitch = 1.25 * theme.em();
        for (int round = 0; round < 20; round++)
            for (int a = 0; a < ends.length; a++)
                for (int b = 0; b < a; b++) {
                    double overlap = pitch - Math.abs(ends[a] - ends[b]);
                    if (overlap <= 0) continue;
                    boolean above = ends[a] < ends[b];
                    ends[a] = Math.clamp(ends[a] + (above ? -.5 : .5) * overlap, plot.top, plot.top + plot.height);
                    ends[b] = Math.clamp(ends[b] + (above ? .5 : -.5) * overlap, plot.top, plot.top + plot.height);
                }
        return ends;
    }

    private void line(GraphicsContext gc, Theme theme, Plot plot, int s, double end) {
        Series one = series.get().get(s);
        if (one.counts.isEmpty()) return;
        Color color = CategoricalPalette.color(s, theme.dark());
        gc.setStroke(color);
        gc.setLineWidth(2);
        gc.setLineDashes(s % 2 == 0 ? null : new double[] {6, 4});
        double[] xs = one.counts.keySet().stream().mapToDouble(plot::x).toArray();
        double[] ys = one.counts.values().stream()
                .mapToDouble(count -> plot.y(count.share()))
                .toArray();
        gc.strokePolyline(xs, ys, xs.length);
        gc.setLineDashes((double[]) null);
        one.counts.forEach((length, count) -> dot(gc, theme, plot, new Dot(s, length), color));
        Font font = theme.bold(.95);
        gc.setFont(font);
        gc.setFill(color);
        gc.setTextAlign(TextAlignment.LEFT);
        gc.setTextBaseline(VPos.CENTER);
        double x = plot.left + plot.width + .6 * theme.em();
        gc.fillText(Theme.elide(one.name, font, getWidth() - x), x, end);
    }

    private void dot(GraphicsContext gc, Theme theme, Plot plot, Dot dot, Color color) {
        Point2D p = place(plot, dot);
        double r = radius(theme, dot);
        gc.setFill(color);
        gc.fillOval(p.getX() - r, p.getY() - r, 2 * r, 2 * r);
        boolean selected = dot.equals(getSelected());
        if (!selected && !dot.equals(getHovered())) return;
        gc.setStroke(selected ? theme.accent() : theme.ink());
        gc.setLineWidth(selected ? 2 : 1);
        gc.strokeOval(p.getX() - r - 3, p.getY() - r - 3, 2 * r + 6, 2 * r + 6);
    }

    private double radius(Theme theme, Dot dot) {
        return theme.em() * Math.clamp(.06 * Math.sqrt(count(dot).asked), .12, .4);
    }

    private Count count(Dot dot) {
        return series.get().get(dot.series).counts.getOrDefault(dot.length, new Count(0, 0));
    }

    private Point2D place(Plot plot, Dot dot) {
        return new Point2D(plot.x(dot.length), plot.y(count(dot).share()));
    }

    @Override
    protected @Nullable Dot at(double x, double y) {
        Plot plot = plot(theme());
        if (plot == null) return null;
        Dot best = null;
        double least = theme().em();
        for (int s = 0; s < series.get().size(); s++) {
            for (int length : series.get().get(s).counts.keySet()) {
                Dot dot = new Dot(s, length);
                double distance = place(plot, dot).distance(x, y);
                if (distance >= least) continue;
                least = distance;
                best = dot;
            }
        }
        return best;
    }

    @Override
    protected boolean contains(Dot dot) {
        return dot.series < series.get().size()
                && series.get().get(dot.series).counts.containsKey(dot.length);
    }

    @Override
    protected String describe(Dot dot) {
        Count count = count(dot);
        return String.format(
                Locale.ROOT,
                "%s, %s %d: %d / %d = %.1f%%",
                series.get().get(dot.series).name,
                lengthLabel.get(),
                dot.length,
                count.right,
                count.asked,
                100 * count.share());
    }

    @Override
    protected @Nullable Dot first() {
        for (int s = 0; s < series.get().size(); s++)
            if (!series.get().get(s).counts.isEmpty())
                return new Dot(s, series.get().get(s).counts.firstKey());
        return null;
    }

    @Override
    protected Dot neighbour(Dot from, Direction direction) {
        int s = Math.clamp(
                from.series + (direction == Direction.UP ? -1 : direction == Direction.DOWN ? 1 : 0),
                0,
                series.get().size() - 1);
        TreeMap<Integer, Count> counts = series.get().get(s).counts;
        Integer length = switch (direction) {
            case LEFT -> counts.lowerKey(from.length);
            case RIGHT -> counts.higherKey(from.length);
            case FIRST -> counts.isEmpty() ? null : counts.firstKey();
            case LAST -> counts.isEmpty() ? null : counts.lastKey();
            case UP, DOWN -> counts.containsKey(from.length) ? Integer.valueOf(from.length) : null;
        };
        return length == null ? from : new Dot(s, length);
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
    public ObjectProperty<List<Series>> seriesProperty() {
        return series;
    }

    public void setSeries(List<Series> lines) {
        series.set(List.copyOf(lines));
    }

    /** What is said of the lengths. */
    public StringProperty lengthLabelProperty() {
        return lengthLabel;
    }

    /** What is said of the numbers of answers. */
    public StringProperty countLabelProperty() {
        return countLabel;
    }
}
