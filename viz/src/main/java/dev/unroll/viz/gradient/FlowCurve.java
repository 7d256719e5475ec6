package dev.unroll.viz.gradient;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TimeView;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * Sizes of gradients over the steps of the time axis, one curve or several on one logarithmic scale. The position in which the loss
 * arises has a hollow mark, for what is there has come no way through time. What is exactly 0 lies at the bottom, what is no finite
 * number is a cross at the top.
 *
 * <p>A cell's row is a curve, its column a step.
 */
public final class FlowCurve extends TimeView {
    private static final double TICK_TYPE = .8;
    private static final double[][] DASHES = {{}, {7, 4}, {2, 3}, {10, 3, 2, 3}};

    private final ObjectProperty<List<Series>> series = new SimpleObjectProperty<>(this, "series", List.of());
    private final IntegerProperty lossAt = new SimpleIntegerProperty(this, "lossAt", -1);
    private final ObjectProperty<@Nullable LogScale> scale = new SimpleObjectProperty<>(this, "scale");

    /**
     * One curve.
     *
     * @param name what it is
     * @param first the step of the first of the sizes; steps before it, and after the last, have no value
     * @param sizes {@code [TIME]}
     * @param expected whether it is not what was computed but what a formula predicts: a thin dashed line without marks
     * @param leaps whether the gradient gets from the loss to every step at once, and not from step to step
     * @param color in the categorical palette; −1 for the one of the curve's place
     */
    public record Series(String name, int first, Tensor sizes, boolean expected, boolean leaps, int color) {
        /** A curve of what was computed step by step. */
        public Series(String name, int first, Tensor sizes, boolean expected) {
            this(name, first, sizes, expected, false, -1);
        }

        /** A curve of what was computed, from step 0 on. */
        public Series(String name, Tensor sizes) {
            this(name, 0, sizes, false);
        }

        /** A curve of shares of what there is at step {@code t}; 0 throughout where that is 0. */
        public static Series relative(String name, Tensor sizes, int t) {
            Tensor shares = Tensor.zeros(sizes.shape());
            double whole = sizes.at(t);
            for (int s = 0; s < shares.length(); s++)
                shares.write()[s] = (float) (whole == 0 ? 0 : sizes.at(s) / whole);
            return new Series(name, shares);
        }

        /** The same in a colour of its own. */
        public Series colored(int of) {
            return new Series(name, first, sizes, expected, leaps, of);
        }

        private boolean has(int t) {
            return t >= first && t < end();
        }

        private int end() {
            return first + sizes.length();
        }

        private float size(int t) {
            return sizes.at(t - first);
        }
    }

    /** Where the diagram lies in the view, in pixels. */
    private record Plot(LogScale scale, double top, double height) {
        double y(double size) {
            double position = scale.position(size);
            return top + height * (1 - (Double.isNaN(position) ? 1 : position));
        }
    }

    /** An empty diagram on the given axis. */
    public FlowCurve(TimeAxis axis) {
        super("flow-curve", axis);
        repaintOn(series, lossAt, scale);
    }

    /** Whether a gradient that leaps has arrived: as soon as the way back has left the step of the loss. */
    static boolean arrived(TimeView view, int t, boolean leaps, int lossAt) {
        int position = view.axis().getPosition();
        return view.isComputed(t) || leaps && view.axis().isBackward() && position >= 0 && position < lossAt;
    }

    @Override
    protected boolean isComputed(Cell cell) {
        return arrived(this, cell.column(), contains(cell) && series.get().get(cell.row()).leaps, lossAt.get());
    }

    private Plot plot(Theme theme) {
        LogScale given = scale.get();
        LogScale fitting = given != null
                ? given
                : LogScale.of(series.get().stream().map(Series::sizes).toList());
        double top = Math.ceil(2 * theme.em());
        return new Plot(fitting, top, Math.max(1, getHeight() - top - .7 * theme.em()));
    }

    private static List<Integer> powers(Plot plot, Theme theme) {
        return plot.scale.powers(Math.max(2, (int) (plot.height / (1.6 * theme.em()))));
    }

    @Override
    protected List<String> gutterLabels() {
        LogScale shown = plot(theme()).scale;
        return List.of(Numbers.tick(Math.pow(10, shown.low())), Numbers.tick(Math.pow(10, shown.high())), getTitle());
    }

    @Override
    protected void paintGutter(GraphicsContext gc, Theme theme) {
        Plot plot = plot(theme);
        label(gc, theme, getTitle(), .8 * theme.em());
        for (int power : powers(plot, theme)) {
            double y = Math.min(plot.y(Math.pow(10, power)), getHeight() - .5 * theme.em());
            label(gc, theme, Numbers.tick(Math.pow(10, power)), y);
        }
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        Plot plot = plot(theme);
        tintColumns(gc, theme);
        gc.setLineWidth(1);
        gc.setStroke(theme.line());
        for (int power : powers(plot, theme)) {
            double y = Math.round(plot.y(Math.pow(10, power))) + .5;
            Lines.line(gc, axis().getGutter(), y, getWidth(), y);
        }
        for (int row = 0; row < rows(); row++) curve(gc, theme, plot, row);
        legend(gc, theme);
        ring(gc, theme, plot, getHovered(), false);
        ring(gc, theme, plot, getSelected(), true);
        framePosition(gc, theme, plot.top - .5 * theme.em(), getHeight());
    }

    private void curve(GraphicsContext gc, Theme theme, Plot plot, int row) {
        Series one = series.get().get(row);
        style(gc, theme, row);
        gc.beginPath();
        boolean drawing = false;
        int last = Math.min(axis().lastVisible() + 1, one.end() - 1);
        for (int t = Math.max(one.first, axis().firstVisible() - 1); t <= last; t++) {
            boolean shown = isComputed(new Cell(row, t)) && !isVeiled(new Cell(row, t)) && Float.isFinite(one.size(t));
            if (shown && drawing) gc.lineTo(axis().x(t), plot.y(one.size(t)));
            else if (shown) gc.moveTo(axis().x(t), plot.y(one.size(t)));
            drawing = shown;
        }
        gc.stroke();
        gc.setLineDashes((double[]) null);
        int between = Math.max(1, (int) Math.ceil(1.2 * theme.em() / axis().getColumnWidth()));
        for (int t = Math.max(one.first, axis().firstVisible()); t <= Math.min(last, axis().lastVisible()); t++) {
            if (!isComputed(new Cell(row, t))) continue;
            float size = one.size(t);
            double y = plot.y(size);
            if (isVeiled(new Cell(row, t))) {
                if (t % between == 0) veil(gc, theme, axis().x(t), plot.top + plot.height / 2);
            } else if (!Float.isFinite(size)) cross(gc, axis().x(t), plot.top);
            else if (t == lossAt.get() && !one.expected)
                mark(gc, theme, row, Math.min(axis().x(t), getWidth() - .6 * theme.em()), y, .42 * theme.em(), true);
            else if (axis().getColumnWidth() >= 1.2 * theme.em() && !one.expected)
                mark(gc, theme, row, axis().x(t), y, .28 * theme.em(), false);
        }
    }

    private void style(GraphicsContext gc, Theme theme, int row) {
        boolean expected = series.get().get(row).expected;
        gc.setStroke(color(theme, row));
        gc.setLineWidth(expected ? 1.5 : 2.5);
        gc.setLineCap(StrokeLineCap.BUTT);
        gc.setLineDashes(expected ? new double[] {5, 5} : DASHES[row % DASHES.length]);
    }

    private Color color(Theme theme, int row) {
        Series one = series.get().get(row);
        return one.expected ? theme.muted() : CategoricalPalette.color(one.color < 0 ? row : one.color, theme.dark());
    }

    /** A round, square or pointed mark, so that curves are told apart by more than their hue. */
    private void mark(GraphicsContext gc, Theme theme, int row, double x, double y, double half, boolean hollow) {
        Color color = color(theme, row);
        double[] xs = row % 3 == 1
                ? new double[] {x - half, x + half, x + half, x - half}
                : new double[] {x, x + 1.2 * half, x, x - 1.2 * half};
        double[] ys = row % 3 == 1
                ? new double[] {y - half, y - half, y + half, y + half}
                : new double[] {y - 1.2 * half, y, y + 1.2 * half, y};
        gc.setFill(hollow ? theme.background() : color);
        gc.setStroke(color);
        gc.setLineWidth(2);
        if (row % 3 == 0) gc.fillOval(x - half, y - half, 2 * half, 2 * half);
        else gc.fillPolygon(xs, ys, 4);
        if (!hollow) return;
        if (row % 3 == 0) gc.strokeOval(x - half, y - half, 2 * half, 2 * half);
        else gc.strokePolygon(xs, ys, 4);
    }

    private static void cross(GraphicsContext gc, double x, double y) {
        gc.setLineWidth(2);
        Lines.line(gc, x - 4, y - 4, x + 4, y + 4);
        Lines.line(gc, x - 4, y + 4, x + 4, y - 4);
    }

    private static void veil(GraphicsContext gc, Theme theme, double x, double y) {
        gc.setFont(theme.bold(1));
        gc.setFill(theme.muted());
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText("?", x, y);
    }

    /** What the curves are called, in a line above them. */
    private void legend(GraphicsContext gc, Theme theme) {
        double em = theme.em();
        double x = axis().getGutter() + .3 * em;
        double room = getWidth() - x - 3.2 * em * rows();
        double wanted = series.get().stream()
                .mapToDouble(one -> Theme.width(one.name, theme.font(.85)))
                .sum();
        Font font = theme.font(.85 * Math.clamp(room / wanted, .75, 1));
        double y = Math.round(.8 * em) + .5;
        for (int row = 0; row < rows(); row++) {
            Series one = series.get().get(row);
            style(gc, theme, row);
            Lines.line(gc, x, y, x + 1.8 * em, y);
            gc.setLineDashes((double[]) null);
            if (!one.expected) mark(gc, theme, row, x + .9 * em, y, .28 * em, false);
            gc.setFont(font);
            gc.setFill(theme.ink());
            gc.setTextAlign(TextAlignment.LEFT);
            gc.setTextBaseline(VPos.CENTER);
            gc.fillText(one.name, x + 2.2 * em, y);
            x += 3.2 * em + Theme.width(one.name, font);
        }
    }

    private void ring(GraphicsContext gc, Theme theme, Plot plot, @Nullable Cell cell, boolean selected) {
        if (cell == null || !has(cell) || withheld(cell) != null) return;
        double half = .55 * theme.em();
        gc.setStroke(selected ? theme.accent() : theme.ink());
        gc.setLineWidth(selected ? 2 : 1);
        double y = plot.y(series.get().get(cell.row()).size(cell.column()));
        gc.strokeOval(axis().x(cell.column()) - half, y - half, 2 * half, 2 * half);
    }

    private boolean has(Cell cell) {
        return contains(cell) && series.get().get(cell.row()).has(cell.column());
    }

    @Override
    protected int rows() {
        return series.get().size();
    }

    @Override
    protected int steps() {
        return series.get().stream().mapToInt(Series::end).max().orElse(0);
    }

    /** The curve at the step under the pointer that lies nearest to it. */
    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        int t = axis().stepAt(x);
        if (t < 0) return null;
        Plot plot = plot(theme());
        Cell nearest = null;
        double least = Double.POSITIVE_INFINITY;
        for (int row = 0; row < rows(); row++) {
            Cell cell = new Cell(row, t);
            if (!has(cell)) continue;
            double distance = Math.abs(plot.y(series.get().get(row).size(t)) - y);
            if (distance < least) nearest = cell;
            least = Math.min(least, distance);
        }
        return nearest;
    }

    @Override
    protected String describe(Cell cell) {
        List<String> parts = new ArrayList<>(List.of(name(cell)));
        for (int row = 0; row < rows(); row++) {
            Series one = series.get().get(row);
            Cell here = new Cell(row, cell.column());
            if (has(here) && withheld(here) == null)
                parts.add(one.name + ": " + Numbers.brief(one.size(cell.column())));
        }
        return String.join("   ", parts);
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(6 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(12 * theme().em());
    }

    /** The curves. */
    public ObjectProperty<List<Series>> seriesProperty() {
        return series;
    }

    public void setSeries(List<Series> curves) {
        series.set(List.copyOf(curves));
    }

    /** The step in which the loss arises, which has a hollow mark, or −1 if each step has a loss of its own. */
    public IntegerProperty lossAtProperty() {
        return lossAt;
    }

    public void setLossAt(int step) {
        lossAt.set(step);
    }

    /** The scale of all curves; null is the one that fits them. */
    public ObjectProperty<@Nullable LogScale> scaleProperty() {
        return scale;
    }

    public void setScale(@Nullable LogScale value) {
        scale.set(value);
    }
}
