package dev.unroll.viz.gradient;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.TextContrast;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TimeView;
import dev.unroll.viz.view.ArrowPainter;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
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
 * The way of a gradient back through time: from the step in which the loss arises one arrow after the other to the first step, each as
 * thick and as strong as the gradient that arrives, on a logarithmic scale. In each column stands the gradient at the state as a block of
 * cells, its size under it, and between two columns by what the step between them has multiplied the size. Where columns are narrow one
 * band is left, as high as the arrows would be thick.
 *
 * <p>A cell's row is a unit; the row after the last unit is the factor of the step that leads into the column from the one before.
 */
public final class GradientChain extends TimeView {
    private static final double NUMBER = .8;
    private static final double BADGE = 1.5;
    private static final double STUB = 1.1;

    private final ObjectProperty<@Nullable Tensor> gradient = new SimpleObjectProperty<>(this, "gradient");
    private final ObjectProperty<@Nullable Tensor> sizes = new SimpleObjectProperty<>(this, "sizes");
    private final ObjectProperty<ColorScale> scale =
            new SimpleObjectProperty<>(this, "scale", ColorScale.gradient(1e-4, 1));
    private final IntegerProperty lossAt = new SimpleIntegerProperty(this, "lossAt", -1);
    private final IntegerProperty wallEvery = new SimpleIntegerProperty(this, "wallEvery", 0);
    private final StringProperty lossLabel = new SimpleStringProperty(this, "lossLabel", "L");
    private final StringProperty sizeLabel = new SimpleStringProperty(this, "sizeLabel", "|∂L/∂h|");
    private final StringProperty factorLabel = new SimpleStringProperty(this, "factorLabel", "× per step");

    /** An empty chain on the given axis. */
    public GradientChain(TimeAxis axis) {
        super("gradient-chain", axis);
        setTitle("∂L/∂h");
        repaintOn(gradient, sizes, scale, lossAt, wallEvery, lossLabel, sizeLabel, factorLabel);
    }

    /** Where things stand in the view, in pixels. */
    private record Frame(
            double top, double bottom, double size, double factor, double block, boolean arrows, Font font) {
        double middle() {
            return Math.round((top + bottom) / 2);
        }
    }

    private Frame frame(Theme theme) {
        double em = theme.em();
        double growth = Math.min(1.35, rowGrowth());
        Font font = theme.font(NUMBER * growth);
        double line = Math.ceil(1.35 * NUMBER * growth * em);
        double pitch = axis().getColumnWidth();
        double bottom = Math.round(getHeight() - 3 * line - .5 * em);
        double top = Math.round((BADGE + STUB) * em);
        double size = bottom + .35 * em + line / 2;
        return new Frame(
                top,
                Math.max(top + 8, bottom),
                size,
                size + 2 * line,
                Math.clamp(.36 * pitch, 1.2 * em, 5 * em),
                pitch >= 2.6 * em,
                font);
    }

    private double left(Frame f, int t) {
        return f.arrows ? Math.round(axis().x(t) - f.block / 2) : axis().left(t);
    }

    private double right(Frame f, int t) {
        return f.arrows ? Math.round(axis().x(t) + f.block / 2) : axis().left(t + 1);
    }

    private float size(int t) {
        Tensor all = sizes.get();
        return all == null || t < 0 || t >= all.length() ? Float.NaN : all.at(t);
    }

    /** By what the step from {@code t − 1} to {@code t} has multiplied the size of the gradient; NaN where there was none. */
    public double factor(int t) {
        return t <= 0 || size(t) == 0 ? Double.NaN : size(t - 1) / size(t);
    }

    /** The last step that the loss depends on. */
    private int last() {
        return lossAt.get() < 0 ? steps() - 1 : Math.min(lossAt.get(), steps() - 1);
    }

    private boolean isHidden(int t) {
        return isVeiled(new Cell(0, t));
    }

    private double thickness(Frame f, double size) {
        double share = scale.get().position(size);
        return Double.isNaN(share) ? f.bottom - f.top : share * .72 * (f.bottom - f.top);
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        if (rows() == 0) return;
        Frame f = frame(theme);
        tintColumns(gc, theme);
        int to = Math.min(lastShown() + 1, steps() - 1);
        for (int t = Math.max(0, axis().firstVisible() - 1); t <= to; t++) {
            if (t < last()) arrow(gc, theme, f, t);
        }
        for (int t = axis().firstVisible(); t <= lastShown(); t++) {
            if (f.arrows) block(gc, theme, f, t);
            else band(gc, theme, f, t);
            if (lossAt.get() < 0 && f.arrows) stub(gc, theme, f, t);
        }
        numbers(gc, theme, f, f.size, 0, this::size, false);
        numbers(gc, theme, f, f.factor, -.5, this::factor, true);
        walls(gc, theme, f);
        framePosition(gc, theme, f.top - 1, f.bottom + 1);
        loss(gc, theme, f);
        outline(gc, theme, f, getHovered(), false);
        outline(gc, theme, f, getSelected(), true);
    }

    /** The arrow from the state after {@code t} back to the one at {@code t}, tapering from what leaves to what arrives. */
    private void arrow(GraphicsContext gc, Theme theme, Frame f, int t) {
        if (!f.arrows || !isComputed(t) || isHidden(t)) return;
        float size = size(t);
        double x0 = left(f, t + 1) - 1;
        double x1 = right(f, t) + 2;
        double y = f.middle();
        if (size == 0 || scale.get().position(size) == 0) {
            gc.setStroke(theme.muted());
            gc.setLineWidth(1);
            gc.setLineDashes(2, 3);
            if (size > 0) Lines.line(gc, x0, y + .5, x1, y + .5);
            gc.setLineDashes((double[]) null);
            return;
        }
        double from = thickness(f, size(t + 1)) / 2;
        double to = Math.max(.75, thickness(f, size) / 2);
        double head = Math.min((x0 - x1) * .5, 4 + .5 * to);
        double wing = to + Math.min(.35 * theme.em(), 2 + .4 * to);
        gc.setFill(scale.get().color(size, theme.dark()));
        gc.fillPolygon(
                new double[] {x0, x1 + head, x1 + head, x1, x1 + head, x1 + head, x0},
                new double[] {y - from, y - to, y - wing, y, y + wing, y + to, y + from},
                7);
    }

    private void block(GraphicsContext gc, Theme theme, Frame f, int t) {
        double x = left(f, t);
        double width = right(f, t) - x;
        if (t > last()) {
            CellPainter.masked(gc, theme, x, f.top, width, f.bottom - f.top);
        } else if (!isComputed(t)) {
            CellPainter.empty(gc, theme, x, f.top, width + 1, f.bottom - f.top + 1);
        } else if (isHidden(t)) {
            CellPainter.veiled(gc, theme, x, f.top, width, f.bottom - f.top);
        } else {
            Tensor all = gradient.get();
            double before = f.top;
            for (int unit = 0; all != null && unit < units(); unit++) {
                double y = y(f, unit + 1);
                gc.setFill(scale.get().color(Math.abs(all.at(t * units() + unit)), theme.dark()));
                gc.fillRect(x, before, width, Math.max(1, y - before));
                before = y;
            }
            gc.setStroke(theme.line());
            gc.setLineWidth(1);
            Lines.frame(gc, x - .5, f.top - .5, width + 1, f.bottom - f.top + 1);
        }
    }

    /** A narrow column: a bar as high as an arrow would be thick. */
    private void band(GraphicsContext gc, Theme theme, Frame f, int t) {
        double x = left(f, t);
        double width = right(f, t) - x;
        double y = f.middle();
        if (t > last()) {
            CellPainter.masked(gc, theme, x, f.top, width, f.bottom - f.top);
        } else if (!isComputed(t)) {
            gc.setFill(theme.line());
            gc.fillRect(x, y, width, 1);
        } else {
            double half = Math.max(.5, thickness(f, size(t)) / 2);
            gc.setFill(
                    isHidden(t)
                            ? CellPainter.veil(theme)
                            : scale.get().position(size(t)) == 0
                                    ? theme.muted()
                                    : scale.get().color(size(t), theme.dark()));
            gc.fillRect(x, y - half, Math.max(1, width), 2 * half);
        }
    }

    private void stub(GraphicsContext gc, Theme theme, Frame f, int t) {
        if (!isComputed(t)) return;
        Color color = scale.get().palette().color(.8, theme.dark());
        double x = Math.round(axis().x(t)) + .5;
        ArrowPainter.paint(gc, color, 2, x, .3 * theme.em(), x, f.top - 2);
    }

    /** The mark of the loss and the arrow down from it. */
    private void loss(GraphicsContext gc, Theme theme, Frame f) {
        int t = lossAt.get();
        if (t < axis().firstVisible() || t > lastShown()) return;
        double em = theme.em();
        Font font = theme.bold(.95);
        Color color = scale.get().palette().color(.9, theme.dark());
        double width = Theme.width(lossLabel.get(), font) + em;
        double edge = axis().getGutter() + Math.max(0, getWidth() - axis().getGutter() - width - 2);
        double x = Math.round(Math.min(axis().x(t) - width / 2, edge));
        gc.setFill(color);
        gc.fillRoundRect(x, 1, width, BADGE * em - 1, em, em);
        gc.setFont(font);
        gc.setFill(TextContrast.on(color));
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(lossLabel.get(), x + width / 2, BADGE * em / 2 + .5);
        double middle = Math.round(axis().x(t)) + .5;
        ArrowPainter.paint(gc, color, 4, middle, BADGE * em, middle, f.top - 2);
    }

    /** A row of numbers, every so many columns, so that none touches another. */
    private void numbers(
            GraphicsContext gc,
            Theme theme,
            Frame f,
            double y,
            double shift,
            IntToDoubleFunction value,
            boolean factor) {
        double widest = Theme.width(factor ? "×0.00" : "0.00·10⁻⁰⁰", f.font) + .5 * theme.em();
        double pitch = axis().getColumnWidth();
        double line = factor ? 0 : 1.1 * f.font.getSize();
        boolean staggered = line > 0 && widest > pitch && widest <= 2 * pitch;
        int stride = staggered ? 1 : Math.max(1, (int) Math.ceil(widest / pitch));
        gc.setFont(f.font);
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        int last = last();
        boolean toTheFirst = !factor && stride > 1; // for that one matters most, even where others have no room
        double[] edges = {getWidth() + 3, getWidth() + 3}; // where on each of two lines the number before begins
        for (int t = last; t >= axis().firstVisible(); t -= stride) {
            if (t > lastShown() || toTheFirst && t > 0 && t < stride) continue;
            int below = staggered && (last - t) % 2 == 1 ? 1 : 0;
            edges[below] = number(gc, theme, f, t, shift, y + below * line, value, factor, edges[below]);
        }
        if (toTheFirst && last % stride != 0 && axis().firstVisible() == 0)
            number(gc, theme, f, 0, shift, y, value, false, edges[0]);
    }

    /**
     * Writes a number, unless it would run into the one at its right.
     *
     * @param edge where that begins
     * @return where this one begins, or {@code edge} if it is not written
     */
    private double number(
            GraphicsContext gc,
            Theme theme,
            Frame f,
            int t,
            double shift,
            double y,
            IntToDoubleFunction value,
            boolean factor,
            double edge) {
        boolean lost = factor ? t == 0 || !isComputed(t - 1) || isHidden(t) || isHidden(t - 1) : !isComputed(t);
        double number = value.applyAsDouble(t);
        if (lost || factor && Double.isNaN(number)) return edge;
        String text = !factor && isHidden(t)
                ? "?"
                : factor ? "×" + (number < .005 ? "0" : Numbers.compact(number)) : Numbers.brief(number);
        double half = Theme.width(text, f.font) / 2;
        double x = Math.clamp(
                axis().x(t + shift),
                axis().getGutter() + half - 1,
                Math.max(axis().getGutter() + half, getWidth() - half - 1));
        if (x + half > edge - 2) return edge;
        gc.setFill(!factor && t == axis().getPosition() ? theme.accent() : factor ? theme.muted() : theme.ink());
        gc.fillText(text, x, y);
        return x - half;
    }

    /** The walls of truncated backpropagation, which no gradient passes. */
    private void walls(GraphicsContext gc, Theme theme, Frame f) {
        int every = wallEvery.get();
        if (every <= 0) return;
        double half = Math.max(2, Math.min(.3 * theme.em(), axis().getColumnWidth() / 6));
        for (int t = every; t <= lastShown(); t += every) {
            double x = axis().left(t);
            if (t <= axis().firstVisible()) continue;
            gc.setFill(theme.ink());
            gc.fillRect(x - half, f.top - .5 * theme.em(), 2 * half, f.bottom - f.top + theme.em());
        }
    }

    private double y(Frame f, int unit) {
        return Math.round(f.top + (f.bottom - f.top) * unit / units());
    }

    private void outline(GraphicsContext gc, Theme theme, Frame f, @Nullable Cell cell, boolean selected) {
        if (cell == null || !contains(cell) || cell.column() > last()) return;
        if (isFactor(cell)) {
            double half = Theme.width("×0.00", f.font) / 2 + 3;
            double high = .8 * f.font.getSize();
            double x = axis().x(cell.column() - .5);
            if (cell.column() > 0)
                CellPainter.outline(
                        gc, theme, Math.round(x - half), Math.round(f.factor - high), 2 * half, 2 * high, selected);
            return;
        }
        double x = left(f, cell.column());
        double y = y(f, cell.row());
        double w = right(f, cell.column()) - x;
        CellPainter.outline(gc, theme, x, y, Math.max(3, w), Math.max(3, y(f, cell.row() + 1) - y), selected);
    }

    private int units() {
        Tensor all = gradient.get();
        return all == null || all.length() == 0 ? 0 : all.shape().columns();
    }

    /** Whether a cell is a factor and not a unit of a state. */
    public boolean isFactor(Cell cell) {
        return cell.row() == units();
    }

    @Override
    protected int rows() {
        return units() == 0 ? 0 : units() + 1;
    }

    @Override
    protected int steps() {
        Tensor all = gradient.get();
        return all == null || all.length() == 0 ? 0 : all.shape().rows();
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        if (rows() == 0) return null;
        Frame f = frame(theme());
        boolean factor = y > f.factor - .9 * f.font.getSize();
        int t = axis().stepAt(factor ? x + axis().getColumnWidth() / 2 : x);
        if (t < 0 || t >= steps()) return null;
        if (factor) return t == 0 ? null : new Cell(units(), t);
        int unit = (int) Math.floor((y - f.top) / (f.bottom - f.top) * units());
        return unit < 0 ? null : new Cell(Math.min(unit, units() - 1), t);
    }

    @Override
    protected String name(Cell cell) {
        return isFactor(cell)
                ? factorLabel.get() + " t=" + cell.column() + " → " + (cell.column() - 1)
                : getTitle() + " t=" + cell.column() + ", unit=" + cell.row();
    }

    @Override
    protected String describe(Cell cell) {
        Tensor all = gradient.get();
        if (all == null || cell.column() >= steps()) return "";
        if (isFactor(cell)) return name(cell) + ": ×" + Numbers.brief(factor(cell.column()));
        return name(cell) + ": " + Numbers.full(all.at(cell.column() * units() + cell.row())) + "   " + sizeLabel.get()
                + ": " + Numbers.brief(size(cell.column()));
    }

    @Override
    protected List<String> gutterLabels() {
        return List.of(getTitle(), sizeLabel.get(), factorLabel.get());
    }

    @Override
    protected void paintGutter(GraphicsContext gc, Theme theme) {
        Frame f = frame(theme);
        label(gc, theme, getTitle(), f.middle());
        label(gc, theme, sizeLabel.get(), f.size);
        label(gc, theme, factorLabel.get(), f.factor);
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(10 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(18 * theme().em());
    }

    /** The gradient at each state, {@code [TIME, UNIT]}. */
    public ObjectProperty<@Nullable Tensor> gradientProperty() {
        return gradient;
    }

    /**
     * Sets the gradient and its sizes.
     *
     * @param vectors {@code [TIME, UNIT]}
     * @param norms {@code [TIME]}, the norm of each of them
     */
    public void setGradient(@Nullable Tensor vectors, @Nullable Tensor norms) {
        sizes.set(norms);
        gradient.set(vectors);
    }

    /** Which size has which colour and thickness; what is not above its lower end is a dotted line. */
    public ObjectProperty<ColorScale> scaleProperty() {
        return scale;
    }

    public void setScale(ColorScale value) {
        scale.set(value);
    }

    /** The step in whose column the loss arises, or −1 if every step has a loss of its own. */
    public IntegerProperty lossAtProperty() {
        return lossAt;
    }

    public void setLossAt(int step) {
        lossAt.set(step);
    }

    /** After every so many steps a wall stands that no gradient passes; 0 for none. */
    public IntegerProperty wallEveryProperty() {
        return wallEvery;
    }

    public void setWallEvery(int steps) {
        wallEvery.set(steps);
    }

    /** What stands on the mark of the loss. */
    public StringProperty lossLabelProperty() {
        return lossLabel;
    }

    /** What the sizes are called. */
    public StringProperty sizeLabelProperty() {
        return sizeLabel;
    }

    /** What the factors are called. */
    public StringProperty factorLabelProperty() {
        return factorLabel;
    }
}
