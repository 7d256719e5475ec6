package dev.unroll.viz.chart;

import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.Point2D;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.TextAlignment;

/** How something grows with a size that doubles: a line for each series, both axes logarithmic. What is computed and not measured is dashed, without dots. */
public final class ScalingCurve extends DotChart<ScalingCurve.Series> {
    private static final double[] COARSE = {1, 2, 5};
    private static final double[] FINE = {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9};

    /** The logarithm of the ratio of the largest to the smallest value below which coarse ticks would be too few. */
    private static final double NARROW = Math.log(4);

    private final StringProperty sizeLabel = new SimpleStringProperty(this, "sizeLabel", "");
    private final ObjectProperty<DoubleFunction<String>> format =
            new SimpleObjectProperty<>(this, "format", value -> Double.toString(value));

    /**
     * A line.
     *
     * @param name what it is called
     * @param values above 0, by size
     * @param color the number of its colour
     * @param measured whether the values were measured
     */
    public record Series(String name, NavigableMap<Integer, Double> values, int color, boolean measured)
            implements Line {
        /** A copy, which stays as it is while more is measured. */
        public Series {
            values = new TreeMap<>(values);
        }

        @Override
        public NavigableSet<Integer> abscissas() {
            return values.navigableKeySet();
        }
    }

    /** A chart of nothing yet. */
    public ScalingCurve() {
        super("scaling-curve");
        repaintOn(sizeLabel, format);
    }

    private record Plot(double left, double top, double width, double height, double[] x, double[] y) {
        double x(double size) {
            return left + width * (Math.log(size) - x[0]) / Math.max(1e-9, x[1] - x[0]);
        }

        double y(double value) {
            return top + height * (1 - (Math.log(value) - y[0]) / Math.max(1e-9, y[1] - y[0]));
        }
    }

    private @Nullable Plot plot(Theme theme) {
        double[] x = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        double[] y = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (Series one : getSeries())
            one.values.forEach((size, value) -> {
                include(x, Math.log(size));
                include(y, Math.log(value));
            });
        if (x[0] > x[1]) return null;
        double em = theme.em();
        double left = 4.8 * em;
        double right = nameRoom(theme, 1 + em + Theme.width(sizeLabel.get(), theme.font(.85)));
        double room = Math.max(.1, (y[1] - y[0]) * .06);
        double beside = (x[1] - x[0]) * .02; // so that no dot lies on the labels of the axis
        x[0] -= beside;
        return new Plot(
                left,
                .6 * em,
                Math.max(1, getWidth() - left - right),
                Math.max(1, getHeight() - 2.6 * em),
                x,
                new double[] {y[0] - room, y[1] + room});
    }

    private static void include(double[] range, double value) {
        range[0] = Math.min(range[0], value);
        range[1] = Math.max(range[1], value);
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        Plot plot = plot(theme);
        if (plot == null) return;
        axes(gc, theme, plot);
        Map<Integer, List<Integer>> byEnd = new TreeMap<>();
        for (int s = 0; s < getSeries().size(); s++)
            if (!getSeries().get(s).values.isEmpty())
                byEnd.computeIfAbsent(getSeries().get(s).values.lastKey(), _ -> new ArrayList<>())
                        .add(s);
        for (List<Integer> together : byEnd.values()) lines(gc, theme, plot, together);
    }

    /** Lines that end at one size, each with its name at its end. */
    private void lines(GraphicsContext gc, Theme theme, Plot plot, List<Integer> fromTop) {
        fromTop.sort((a, b) -> Double.compare(end(plot, a), end(plot, b)));
        double pitch = 1.2 * theme.em();
        double[] names = new double[fromTop.size()]; // they stand below one another, the lowest above the sizes
        for (int i = 0; i < names.length; i++)
            names[i] = Math.max(end(plot, fromTop.get(i)), i == 0 ? 0 : names[i - 1] + pitch);
        for (int i = names.length - 1; i >= 0; i--) {
            double lowest = i == names.length - 1 ? plot.top + plot.height : names[i + 1] - pitch;
            names[i] = Math.min(names[i], lowest);
            line(gc, theme, plot, fromTop.get(i), names[i]);
        }
    }

    private double end(Plot plot, int s) {
        return plot.y(getSeries().get(s).values.lastEntry().getValue());
    }

    private void axes(GraphicsContext gc, Theme theme, Plot plot) {
        double em = theme.em();
        gc.setFont(theme.font(.85));
        gc.setTextBaseline(VPos.CENTER);
        gc.setLineWidth(1);
        gc.setTextAlign(TextAlignment.RIGHT);
        double before = Double.POSITIVE_INFINITY;
        double[] digits = plot.y[1] - plot.y[0] < NARROW ? FINE : COARSE;
        for (int power = (int) Math.floor(plot.y[0] / Math.log(10)); power <= plot.y[1] / Math.log(10); power++)
            for (double digit : digits) {
                double value = digit * Math.pow(10, power);
                double y = Math.round(plot.y(value)) + .5;
                if (y < plot.top || y > plot.top + plot.height) continue;
                gc.setStroke(theme.line());
                Lines.line(gc, plot.left, y, plot.left + plot.width, y);
                if (before - y < 1.4 * em) continue;
                before = y;
                gc.setFill(theme.muted());
                gc.fillText(format.get().apply(value), plot.left - .4 * em, y);
            }
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setFill(theme.muted());
        TreeSet<Integer> sizes = new TreeSet<>();
        for (Series one : getSeries()) sizes.addAll(one.values.keySet());
        double under = plot.top + plot.height + em;
        for (int size : sizes) gc.fillText(String.format("%,d", size), plot.x(size), under);
        gc.setTextAlign(TextAlignment.LEFT);
        double beside = plot.left + plot.width + 1.6 * em;
        gc.fillText(Theme.elide(sizeLabel.get(), gc.getFont(), getWidth() - beside), beside, under);
    }

    private void line(GraphicsContext gc, Theme theme, Plot plot, int s, double nameAt) {
        Series one = getSeries().get(s);
        Color color = CategoricalPalette.color(one.color, theme.dark());
        gc.setStroke(color);
        gc.setLineWidth(one.measured ? 2 : 1.5);
        gc.setLineDashes(one.measured ? null : new double[] {5, 4});
        double[] xs = one.values.keySet().stream().mapToDouble(plot::x).toArray();
        double[] ys = one.values.values().stream().mapToDouble(plot::y).toArray();
        gc.strokePolyline(xs, ys, xs.length);
        gc.setLineDashes((double[]) null);
        gc.setFill(color);
        double r = .32 * theme.em();
        for (int i = 0; one.measured && i < xs.length; i++) gc.fillOval(xs[i] - r, ys[i] - r, 2 * r, 2 * r);
        for (int size : one.values.keySet()) {
            Dot dot = new Dot(s, size);
            paintRing(gc, theme, dot, place(plot, dot), r + 3);
        }
        paintName(gc, theme, one.name, color, plot.x(one.values.lastKey()), nameAt);
    }

    private double value(Dot dot) {
        return line(dot).values.getOrDefault(dot.abscissa(), Double.NaN);
    }

    @Override
    protected @Nullable Function<Dot, Point2D> places() {
        Plot plot = plot(theme());
        return plot == null ? null : dot -> place(plot, dot);
    }

    private Point2D place(Plot plot, Dot dot) {
        return new Point2D(plot.x(dot.abscissa()), plot.y(value(dot)));
    }

    @Override
    protected String describe(Dot dot) {
        if (!contains(dot)) return "";
        return line(dot).name + ", " + dot.abscissa() + " " + sizeLabel.get() + ": "
                + format.get().apply(value(dot));
    }

    /** What is said of the sizes. */
    public StringProperty sizeLabelProperty() {
        return sizeLabel;
    }

    /** How a value is written. */
    public ObjectProperty<DoubleFunction<String>> formatProperty() {
        return format;
    }
}
