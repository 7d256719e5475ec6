package dev.unroll.viz.chart;

import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * A quantity over training steps, as one curve or several. Each pixel shows the smallest and the largest of the steps that
 * fall on it, so nothing is lost of thousands; what is not finite breaks the curve and is marked.
 *
 * <p>A cell's column is a step. Column s is the model after s updates, and its value the loss of that model: the one whose
 * gradient makes the update from s to s + 1. So the newest model has no value yet: after n updates there are values at 0 to
 * n − 1, and the model stands at n, one to the right of the last of them.
 */
public final class LossCurve extends CellView {
    private final ObjectProperty<List<Series>> series = new SimpleObjectProperty<>(this, "series", List.of());
    private final IntegerProperty step = new SimpleIntegerProperty(this, "step", -1);
    private final IntegerProperty firstStep = new SimpleIntegerProperty(this, "firstStep", 0);
    private final BooleanProperty logarithmic = new SimpleBooleanProperty(this, "logarithmic", false);
    private final StringProperty stepLabel = new SimpleStringProperty(this, "stepLabel", "step");
    private final DoubleProperty unit = new SimpleDoubleProperty(this, "unit", 1);

    /**
     * One curve.
     *
     * @param name what it is
     * @param values its value at each step from 0 on; used, not copied, and never changed before {@code size}. A curve that
     *     grows is set anew with the same array and a larger size, and then only what was added is looked at
     * @param size how many of the values there are by now
     * @param color in the categorical palette; −1 for the one of the curve's place
     */
    public record Series(String name, float[] values, int size, int color) {
        /** A curve in the colour of its place. */
        public Series(String name, float[] values, int size) {
            this(name, values, size, -1);
        }

        /** @throws IllegalArgumentException if the array is shorter than {@code size} */
        public Series {
            if (size < 0 || size > values.length) {
                throw new IllegalArgumentException(
                        "a curve of " + size + " steps needs as many values, not " + values.length);
            }
        }
    }

    /** What an envelope was made for. */
    private record Made(Series series, double left, double width, int steps, boolean logarithmic) {}

    private final List<Extent> extents = new ArrayList<>();
    private final Map<Made, Envelope> envelopes = new HashMap<>();

    /** An empty diagram. */
    public LossCurve() {
        super("loss-curve");
        repaintOn(series, step, firstStep, logarithmic, stepLabel, unit);
    }

    /** The plot's frame in pixels and the values at its bottom and top, as logarithms if the axis is logarithmic. */
    private record Plot(double left, double top, double width, double height, int steps, double low, double high) {
        double x(double step) {
            return left + (steps < 2 ? .5 : step / (steps - 1)) * width;
        }

        double y(double value) {
            return top + height * (1 - (value - low) / (high - low));
        }
    }

    private double transform(double value) {
        return logarithmic.get() ? value > 0 ? Math.log10(value) : Double.NaN : value;
    }

    private Plot plot(Theme theme) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < series.get().size(); i++) {
            if (i == extents.size()) extents.add(new Extent());
            Extent extent = extents.get(i);
            extent.include(series.get().get(i).values, series.get().get(i).size);
            low = Math.min(low, logarithmic.get() ? Math.log10(extent.lowPositive()) : extent.low());
            high = Math.max(high, logarithmic.get() ? Math.log10(extent.high()) : extent.high());
        }
        if (!(low <= high)) {
            low = 0;
            high = 1;
        } else if (!logarithmic.get()) {
            low = Math.min(0, low);
        }
        if (high - low < 1e-9) high = low + 1;
        double em = theme.em();
        double left = Math.ceil(3.6 * em);
        double top = Math.ceil(1.7 * em);
        double width = Math.max(1, getWidth() - left - .8 * em);
        double height = Math.max(1, getHeight() - top - 1.9 * em);
        return new Plot(left, top, width, height, columns(), low, high + (high - low) * .04);
    }

    @Override
    protected int rows() {
        return series.get().size();
    }

    @Override
    protected int columns() {
        int most = step.get() + 1;
        for (Series one : series.get()) most = Math.max(most, one.size);
        return most;
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        Plot plot = plot(theme);
        frame(gc, theme, plot);
        forget(plot);
        for (int i = 0; i < series.get().size(); i++) if (!hidden(i)) curve(gc, theme, plot, i);
        marker(gc, theme, plot, step.get(), true);
        Cell hovered = getHovered();
        if (hovered != null) marker(gc, theme, plot, hovered.column(), false);
        legend(gc, theme, plot);
    }

    private void frame(GraphicsContext gc, Theme theme, Plot plot) {
        Font font = theme.font(.8);
        gc.setFont(font);
        gc.setLineWidth(1);
        gc.setTextBaseline(VPos.CENTER);
        gc.setTextAlign(TextAlignment.RIGHT);
        double written = Double.POSITIVE_INFINITY;
        for (double tick : yTicks(plot)) {
            double y = Math.round(plot.y(tick)) + .5;
            gc.setStroke(theme.line());
            Lines.line(gc, plot.left, y, plot.left + plot.width, y);
            gc.setFill(theme.muted());
            if (written - y < .7 * theme.em()) continue; // in a low curve numbers would stand on each other
            gc.fillText(Numbers.tick(value(tick)), plot.left - .4 * theme.em(), y);
            written = y;
        }
        if (plot.steps < 2) return;
        gc.setTextBaseline(VPos.TOP);
        double stride = roundStride((plot.steps - 1) * 6 * theme.em() / plot.width);
        for (double s = 0; s <= plot.steps - 1; s += stride) {
            double x = plot.x(s);
            String text = count((int) s);
            gc.setTextAlign(s == 0 ? TextAlignment.LEFT : TextAlignment.CENTER);
            if (x + Theme.width(text, font) / 2 < getWidth()) {
                gc.fillText(text, x, plot.top + plot.height + .3 * theme.em());
            }
        }
    }

    /** Round values between the bottom and the top, as the plot counts them. */
    private List<Double> yTicks(Plot plot) {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic.get()) {
            for (int power = (int) Math.floor(plot.low); power <= plot.high; power++) {
                for (int digit : plot.high - plot.low > 2 ? new int[] {1} : new int[] {1, 2, 5}) {
                    double tick = power + Math.log10(digit);
                    if (tick >= plot.low && tick <= plot.high) ticks.add(tick);
                }
            }
            if (ticks.size() > 1) return ticks;
            ticks.clear();
        }
        double low = value(plot.low);
        double high = value(plot.high);
        double stride = decimalStride((high - low) / Math.max(2, plot.height / (2.2 * theme().em())));
        if (low == 0 && stride > high) stride = roundBelow(high); // a scale with nothing but its 0 says nothing
        for (double i = Math.ceil(low / stride - 1e-9); i * stride <= high; i++) ticks.add(transform(i * stride));
        return ticks;
    }

    private double value(double transformed) {
        return logarithmic.get() ? Math.pow(10, transformed) : transformed;
    }

    private static double roundStride(double least) {
        return Math.max(1, decimalStride(least));
    }

    private static double roundBelow(double most) {
        double unit = Math.pow(10, Math.floor(Math.log10(most)));
        double ratio = most / unit;
        return unit * (ratio >= 5 ? 5 : ratio >= 2 ? 2 : 1);
    }

    private static double decimalStride(double least) {
        double unit = Math.pow(10, Math.floor(Math.log10(least)));
        double ratio = least / unit;
        return unit * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
    }

    private void curve(GraphicsContext gc, Theme theme, Plot plot, int index) {
        Series one = series.get().get(index);
        Envelope envelope = envelopes.computeIfAbsent(
                new Made(one, plot.left, plot.width, plot.steps, logarithmic.get()),
                made -> Envelope.of(one.values, one.size, plot::x, made.logarithmic));
        if (plot.steps > plot.width) {
            gc.setFill(color(theme, index));
            PixelBars.paint(gc, envelope.steps(), plot::x, s -> plot.y(transform(one.values[s])), index % 2 == 1);
        } else {
            line(gc, theme, plot, index, envelope);
        }
        for (int s : envelope.broken()) broken(gc, theme, plot, plot.x(s));
    }

    private void line(GraphicsContext gc, Theme theme, Plot plot, int index, Envelope envelope) {
        float[] values = series.get().get(index).values;
        gc.setStroke(color(theme, index));
        gc.setLineWidth(1.5);
        // The second curve is dashed, so that it is told from the first by more than its hue.
        gc.setLineDashes(index % 2 == 0 ? null : new double[] {6, 4});
        Path path = new Path(gc);
        for (int s : envelope.steps()) {
            if (s < 0) path.end();
            else path.to(plot.x(s), plot.y(transform(values[s])));
        }
        path.end();
        gc.setLineDashes((double[]) null);
    }

    /** Forgets the envelopes of curves and sizes that are no longer shown. */
    private void forget(Plot plot) {
        envelopes
                .keySet()
                .removeIf(made -> !series.get().contains(made.series)
                        || made.left != plot.left
                        || made.width != plot.width
                        || made.steps != plot.steps
                        || made.logarithmic != logarithmic.get());
    }

    /** A polyline that can be broken off; a piece of one point becomes a dot. */
    private static final class Path {
        private final GraphicsContext gc;
        private int points;
        private double x;
        private double y;

        Path(GraphicsContext gc) {
            this.gc = gc;
        }

        void to(double toX, double toY) {
            if (points++ == 0) {
                gc.beginPath();
                gc.moveTo(toX, toY);
            } else {
                gc.lineTo(toX, toY);
            }
            x = toX;
            y = toY;
        }

        void end() {
            if (points > 1) gc.stroke();
            if (points == 1) gc.strokeOval(x - 1.5, y - 1.5, 3, 3);
            points = 0;
        }
    }

    private static void broken(GraphicsContext gc, Theme theme, Plot plot, double x) {
        double y = plot.top + 5;
        gc.setStroke(theme.ink());
        gc.setLineWidth(1.5);
        Lines.line(gc, x - 3, y - 3, x + 3, y + 3);
        Lines.line(gc, x - 3, y + 3, x + 3, y - 3);
    }

    private void marker(GraphicsContext gc, Theme theme, Plot plot, int at, boolean current) {
        if (at < 0 || at >= plot.steps) return;
        double x = Math.round(plot.x(at)) + .5;
        gc.setStroke(current ? theme.accent() : theme.muted());
        gc.setLineWidth(current ? 2 : 1);
        Lines.line(gc, x, plot.top, x, plot.top + plot.height);
        for (int i = 0; i < series.get().size(); i++) {
            float[] values = series.get().get(i).values;
            if (hidden(i) || at >= series.get().get(i).size || !Double.isFinite(transform(values[at]))) continue;
            gc.setFill(current ? theme.accent() : color(theme, i));
            gc.fillOval(x - 4, plot.y(transform(values[at])) - 4, 8, 8);
        }
    }

    private void legend(GraphicsContext gc, Theme theme, Plot plot) {
        Font font = theme.font(.85);
        double em = theme.em();
        double x = plot.left;
        double y = .75 * em;
        gc.setFont(font);
        gc.setTextBaseline(VPos.CENTER);
        gc.setTextAlign(TextAlignment.LEFT);
        for (int i = 0; i < series.get().size(); i++) {
            gc.setStroke(color(theme, i));
            gc.setLineWidth(2);
            gc.setLineDashes(i % 2 == 0 ? null : new double[] {6, 4});
            Lines.line(gc, x, y, x + 1.6 * em, y);
            gc.setLineDashes((double[]) null);
            gc.setFill(theme.ink());
            String name = series.get().get(i).name + (hidden(i) ? ": ?" : "");
            gc.fillText(name, x + 2 * em, y);
            x += 3.2 * em + Theme.width(name, font);
        }
        double right = plot.left + plot.width;
        if (x + Theme.width(getTitle(), font) > right) return;
        gc.setTextAlign(TextAlignment.RIGHT);
        gc.setFill(theme.muted());
        gc.fillText(getTitle(), right, y);
    }

    /** Whether a curve is under the veil, which hides the whole of it. */
    private boolean hidden(int curve) {
        return isVeiled(new Cell(curve, 0));
    }

    private Color color(Theme theme, int index) {
        int own = series.get().get(index).color;
        return CategoricalPalette.color(own < 0 ? index : own, theme.dark());
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        if (columns() == 0) return null;
        Plot plot = plot(theme());
        if (x < plot.left - 6 || x > plot.left + plot.width + 6) return null;
        double place = Math.round((x - plot.left) / plot.width * (plot.steps - 1));
        return new Cell(0, (int) Math.clamp(place, 0, plot.steps - 1));
    }

    @Override
    protected String name(Cell cell) {
        return stepLabel.get() + ' ' + count(cell.column());
    }

    private String count(int column) {
        return unit.get() == 1 ? String.format("%,d", column + firstStep.get()) : Numbers.tick(column * unit.get());
    }

    @Override
    protected String describe(Cell cell) {
        StringBuilder text = new StringBuilder(name(cell));
        for (int i = 0; i < series.get().size(); i++) {
            Series one = series.get().get(i);
            if (cell.column() >= one.size || hidden(i)) continue;
            text.append("   ").append(one.name).append(": ").append(Numbers.brief(one.values[cell.column()]));
        }
        return text.toString();
    }

    @Override
    protected double computePrefWidth(double height) {
        return 30 * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return 7 * theme().em();
    }

    @Override
    protected double computePrefHeight(double width) {
        return 11 * theme().em();
    }

    /** The curves. */
    public ObjectProperty<List<Series>> seriesProperty() {
        return series;
    }

    public void setSeries(Series... curves) {
        series.set(List.of(curves));
    }

    /**
     * The step that the program stands at, or −1: how many updates its model has had. The mark stands on this step even where
     * the curves have no value yet.
     */
    public IntegerProperty stepProperty() {
        return step;
    }

    public void setStep(int value) {
        step.set(value);
    }

    /** What the step of the first value is called, where it is not 0. */
    public IntegerProperty firstStepProperty() {
        return firstStep;
    }

    /** Whether the vertical axis is logarithmic. */
    public BooleanProperty logarithmicProperty() {
        return logarithmic;
    }

    public void setLogarithmic(boolean value) {
        logarithmic.set(value);
    }

    /** What a column counts for along the horizontal axis: 1 where it is a step, else as many of what {@link #stepLabelProperty} names. */
    public DoubleProperty unitProperty() {
        return unit;
    }

    /** The word for a training step. */
    public StringProperty stepLabelProperty() {
        return stepLabel;
    }
}
