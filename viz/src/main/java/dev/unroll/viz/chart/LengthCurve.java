package dev.unroll.viz.chart;

import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.function.Function;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.Point2D;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.TextAlignment;

/**
 * What share of answers is right, from 0 to 1, against a length: a line for each series, and under each length how many answers it
 * stands for. A point of few answers is small, for it says little.
 */
public final class LengthCurve extends DotChart<LengthCurve.Series> {
    private final StringProperty lengthLabel = new SimpleStringProperty(this, "lengthLabel", "length");
    private final StringProperty countLabel = new SimpleStringProperty(this, "countLabel", "n");

    /**
     * Who answered, and how.
     *
     * @param name what the line is called
     * @param counts at each length at which something was asked
     */
    public record Series(String name, TreeMap<Integer, Count> counts) implements Line {
        /** A copy, which stays as it is while more is counted. */
        public Series {
            counts = new TreeMap<>(counts);
        }

        @Override
        public NavigableSet<Integer> abscissas() {
            return counts.navigableKeySet();
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

    /** A chart of nothing yet. */
    public LengthCurve() {
        super("length-curve");
        repaintOn(lengthLabel, countLabel);
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
        for (Series one : getSeries()) {
            if (one.counts.isEmpty()) continue;
            shortest = Math.min(shortest, one.counts.firstKey());
            longest = Math.max(longest, one.counts.lastKey());
        }
        if (longest == 0) return null;
        double em = theme.em();
        double left = 3.4 * em;
        double right = nameRoom(theme, 1);
        double height = Math.max(1, getHeight() - 4.3 * em);
        return new Plot(left, .8 * em, Math.max(1, getWidth() - left - right), height, shortest, longest);
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        Plot plot = plot(theme);
        if (plot == null) return;
        axes(gc, theme, plot);
        double[] ends = ends(theme, plot);
        for (int s = 0; s < getSeries().size(); s++) line(gc, theme, plot, s, ends[s]);
    }

    private void axes(GraphicsContext gc, Theme theme, Plot plot) {
        double em = theme.em();
        gc.setFont(theme.font(.85));
        gc.setTextBaseline(VPos.CENTER);
        gc.setLineWidth(1);
        for (int quarter = 0; quarter <= 4; quarter++) {
            double y = Math.round(plot.y(quarter / 4.)) + .5;
            if (quarter % 2 == 1 && plot.height < 8 * em) continue;
            gc.setStroke(theme.line());
            Lines.line(gc, plot.left, y, plot.left + plot.width, y);
            gc.setFill(theme.muted());
            gc.setTextAlign(TextAlignment.RIGHT);
            gc.fillText(25 * quarter + "%", plot.left - .4 * em, y);
        }
        double under = plot.top + plot.height;
        gc.setTextAlign(TextAlignment.CENTER);
        for (int length = plot.shortest; length <= plot.longest; length++) {
            gc.setFill(theme.ink());
            gc.fillText(Integer.toString(length), plot.x(length), under + 1.15 * em);
            gc.setFill(theme.muted());
            gc.fillText(Integer.toString(asked(length)), plot.x(length), under + 2.35 * em);
        }
        gc.setTextAlign(TextAlignment.LEFT);
        double beside = plot.left + plot.width + .6 * em;
        double room = getWidth() - beside;
        gc.setFill(theme.ink());
        gc.fillText(Theme.elide(lengthLabel.get(), gc.getFont(), room), beside, under + 1.15 * em);
        gc.setFill(theme.muted());
        gc.fillText(Theme.elide(countLabel.get(), gc.getFont(), room), beside, under + 2.35 * em);
    }

    private int asked(int length) {
        return getSeries().stream()
                .filter(one -> one.counts.containsKey(length))
                .mapToInt(one -> one.counts.get(length).asked)
                .max()
                .orElse(0);
    }

    /** The heights of the names at the ends of the lines, moved apart where they would overlap. */
    private double[] ends(Theme theme, Plot plot) {
        double[] ends = new double[getSeries().size()];
        double lowest = plot.top + plot.height - .5 * theme.em(); // below stands what the axis counts
        for (int s = 0; s < ends.length; s++) {
            TreeMap<Integer, Count> counts = getSeries().get(s).counts;
            double share = counts.isEmpty() ? 1 : counts.lastEntry().getValue().share();
            ends[s] = Math.min(plot.y(share), lowest);
        }
        double pitch = 1.25 * theme.em();
        for (int round = 0; round < 20; round++)
            for (int a = 0; a < ends.length; a++)
                for (int b = 0; b < a; b++) {
                    double overlap = pitch - Math.abs(ends[a] - ends[b]);
                    if (overlap <= 0) continue;
                    boolean above = ends[a] < ends[b];
                    ends[a] = Math.clamp(ends[a] + (above ? -.5 : .5) * overlap, plot.top, lowest);
                    ends[b] = Math.clamp(ends[b] + (above ? .5 : -.5) * overlap, plot.top, lowest);
                }
        return ends;
    }

    private void line(GraphicsContext gc, Theme theme, Plot plot, int s, double end) {
        Series one = getSeries().get(s);
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
        paintName(gc, theme, one.name, color, plot.left + plot.width, end);
    }

    private void dot(GraphicsContext gc, Theme theme, Plot plot, Dot dot, Color color) {
        Point2D p = place(plot, dot);
        double r = radius(theme, dot);
        gc.setFill(color);
        gc.fillOval(p.getX() - r, p.getY() - r, 2 * r, 2 * r);
        paintRing(gc, theme, dot, p, r + 3);
    }

    private double radius(Theme theme, Dot dot) {
        return theme.em() * Math.clamp(.06 * Math.sqrt(count(dot).asked), .12, .4);
    }

    private Count count(Dot dot) {
        return line(dot).counts.getOrDefault(dot.abscissa(), new Count(0, 0));
    }

    private Point2D place(Plot plot, Dot dot) {
        return new Point2D(plot.x(dot.abscissa()), plot.y(count(dot).share()));
    }

    @Override
    protected @Nullable Function<Dot, Point2D> places() {
        Plot plot = plot(theme());
        return plot == null ? null : dot -> place(plot, dot);
    }

    @Override
    protected String describe(Dot dot) {
        Count count = count(dot);
        return String.format(
                Locale.ROOT,
                "%s, %s %d: %d / %d = %.1f%%",
                line(dot).name,
                lengthLabel.get(),
                dot.abscissa(),
                count.right,
                count.asked,
                100 * count.share());
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
