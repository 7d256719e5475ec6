package dev.unroll.viz.sequence;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * A recurrent network unrolled in time: in each column the hidden state as a block of cells, an arrow from the input below up
 * to it, one from the state before it, and one up to the output. With {@link #gradientSizesProperty} set the arrows between
 * the states run backward and are as thick and as strong as the gradient that flows through them. Narrow columns drop the
 * arrows and leave a plain matrix.
 */
public final class UnrolledNetwork extends TimeView {
    /** The arrows of a time step. */
    public enum Arrow {
        /** From the input up to the hidden state. */
        INPUT,
        /** From the hidden state before. */
        RECURRENT,
        /** From the hidden state up to the output. */
        OUTPUT
    }

    private final ObjectProperty<@Nullable Tensor> states = new SimpleObjectProperty<>(this, "states");
    private final ObjectProperty<ColorScale> scale = new SimpleObjectProperty<>(this, "scale", ColorScale.signed(1));
    private final ObjectProperty<@Nullable Tensor> gradientSizes = new SimpleObjectProperty<>(this, "gradientSizes");
    private final ObjectProperty<ColorScale> gradientScale =
            new SimpleObjectProperty<>(this, "gradientScale", ColorScale.gradient(1e-6, 1));
    private final ObjectProperty<List<Arrow>> active =
            new SimpleObjectProperty<>(this, "active", List.of(Arrow.INPUT, Arrow.RECURRENT));
    private final StringProperty inputLabel = new SimpleStringProperty(this, "inputLabel", "input");
    private final StringProperty outputLabel = new SimpleStringProperty(this, "outputLabel", "output");
    private final StringProperty gradientLabel = new SimpleStringProperty(this, "gradientLabel", "|∂L/∂h|");

    /** An empty network on the given axis. */
    public UnrolledNetwork(TimeAxis axis) {
        super("unrolled-network", axis);
        setTitle("h");
        repaintOn(states, scale, gradientSizes, gradientScale, active, inputLabel, outputLabel, gradientLabel);
        states.addListener(o -> requestLayout());
    }

    /** Where things stand at the present size, in pixels. */
    private record Geometry(
            double top, double bottom, double blockWidth, double rowHeight, boolean arrows, boolean stubs) {}

    private Geometry geometry() {
        double em = theme().em();
        double pitch = axis().getColumnWidth();
        boolean arrows = pitch >= 3 * em;
        double stub = 1.7 * em;
        double room = Math.max(1, getHeight() - 2 * stub);
        double row = Math.min(room / Math.max(1, rows()), 2.2 * em);
        double block = arrows ? Math.min(pitch - 1.5 * em, 3.6 * em) : pitch;
        double top = Math.round(stub + (room - row * rows()) / 2);
        return new Geometry(top, Math.round(top + row * rows()), block, row, arrows, pitch >= 9);
    }

    private double blockLeft(Geometry g, int t) {
        return g.arrows ? Math.round(axis().x(t) - g.blockWidth / 2) : axis().left(t);
    }

    private double blockRight(Geometry g, int t) {
        return g.arrows ? Math.round(axis().x(t) + g.blockWidth / 2) : axis().left(t + 1);
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        if (rows() == 0) return;
        Geometry g = geometry();
        tintColumns(gc, theme);
        // The step before the first visible one, for its arrow reaches into view.
        for (int t = Math.max(0, axis().firstVisible() - 1); t <= lastShown(); t++) {
            block(gc, theme, g, t);
            if (g.stubs) stubs(gc, theme, g, t);
            if (gradientSizes.get() == null) recurrence(gc, theme, g, t);
            else gradient(gc, theme, g, t);
        }
        framePosition(gc, theme);
        outline(gc, theme, g, getHovered(), false);
        outline(gc, theme, g, getSelected(), true);
    }

    private void block(GraphicsContext gc, Theme theme, Geometry g, int t) {
        CellPainter painter = new CellPainter(gc, theme, scale.get(), g.blockWidth, g.rowHeight);
        double x = blockLeft(g, t);
        double width = blockRight(g, t) - x;
        if (!isComputed(t)) {
            gc.setStroke(theme.line());
            gc.setLineWidth(1);
            if (width > 4) gc.strokeRoundRect(x + .5, g.top + .5, width - 2, g.bottom - g.top - 2, 4, 4);
            return;
        }
        for (int unit = 0; unit < rows(); unit++) {
            double y = Math.round(g.top + unit * g.rowHeight);
            double height = Math.round(g.top + (unit + 1) * g.rowHeight) - y;
            if (isVeiled(new Cell(unit, t))) CellPainter.veiled(gc, theme, x, y, width, height);
            else painter.paint(x, y, width, height, state(t, unit));
        }
    }

    private void stubs(GraphicsContext gc, Theme theme, Geometry g, int t) {
        double x = Math.round(axis().x(t)) + .5;
        if (gradientSizes.get() == null) {
            arrow(gc, color(theme, t, Arrow.INPUT), 1.5, x, getHeight() - 1, x, g.bottom + 3);
        }
        arrow(gc, color(theme, t, Arrow.OUTPUT), 1.5, x, g.top - 3, x, 2);
    }

    private void recurrence(GraphicsContext gc, Theme theme, Geometry g, int t) {
        if (t == 0 || !g.arrows) return;
        double y = Math.round((g.top + g.bottom) / 2) + .5;
        Color color = color(theme, t, Arrow.RECURRENT);
        arrow(gc, color, color.equals(theme.accent()) ? 3 : 1.5, blockRight(g, t - 1) + 2, y, blockLeft(g, t) - 3, y);
    }

    private Color color(Theme theme, int t, Arrow arrow) {
        if (t == axis().getPosition() && active.get().contains(arrow)) return theme.accent();
        return !isComputed(t) ? theme.line() : theme.muted();
    }

    private void gradient(GraphicsContext gc, Theme theme, Geometry g, int t) {
        Tensor sizes = gradientSizes.get();
        if (sizes == null || t >= sizes.length()) return;
        double size = sizes.at(t);
        double share = gradientScale.get().position(size);
        Color color = gradientScale.get().color(size, theme.dark());
        double y = Math.round((g.top + g.bottom) / 2) + .5;
        if (g.arrows && t > 0) {
            double thickness = Double.isNaN(share) ? 2 : 1 + share * .6 * theme.em();
            arrow(gc, color, thickness, blockLeft(g, t) - 2, y, blockRight(g, t - 1) + 3, y);
        }
        double x = blockLeft(g, t);
        double width = blockRight(g, t) - x;
        double barTop = g.bottom + 3;
        // The height of the bar repeats what its colour says.
        double height = Double.isNaN(share) ? 4 : 2 + share * .45 * theme.em();
        gc.setFill(color);
        gc.fillRect(x, barTop, Math.max(1, width - 1), height);
        Font font = theme.font(.75);
        String text = Numbers.brief(size);
        if (Theme.width(text, font) + 2 > axis().getColumnWidth()) return;
        gc.setFont(font);
        gc.setFill(theme.ink());
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.BOTTOM);
        gc.fillText(text, axis().x(t), getHeight() - 1);
    }

    private static void arrow(
            GraphicsContext gc, Color color, double thickness, double x0, double y0, double x1, double y1) {
        double length = Math.hypot(x1 - x0, y1 - y0);
        double head = Math.min(length * .7, 4 + 1.5 * thickness);
        if (length < 3) return;
        double dx = (x1 - x0) / length;
        double dy = (y1 - y0) / length;
        double half = head * .45 + thickness / 4;
        double bx = x1 - dx * head;
        double by = y1 - dy * head;
        gc.setStroke(color);
        gc.setFill(color);
        gc.setLineWidth(thickness);
        gc.setLineCap(StrokeLineCap.BUTT);
        gc.strokeLine(x0, y0, bx, by);
        gc.setLineCap(StrokeLineCap.SQUARE);
        gc.fillPolygon(
                new double[] {x1, bx - dy * half, bx + dy * half},
                new double[] {y1, by + dx * half, by - dx * half},
                3);
    }

    private void outline(GraphicsContext gc, Theme theme, Geometry g, @Nullable Cell cell, boolean selected) {
        if (cell == null || !contains(cell) || cell.column() >= steps()) return;
        double x = blockLeft(g, cell.column());
        double y = Math.round(g.top + cell.row() * g.rowHeight);
        double width = blockRight(g, cell.column()) - x;
        double height = Math.round(g.top + (cell.row() + 1) * g.rowHeight) - y;
        CellPainter.outline(gc, theme, x, y, Math.max(3, width), Math.max(3, height), selected);
    }

    @Override
    protected List<String> gutterLabels() {
        return List.of(getTitle(), inputLabel.get(), outputLabel.get(), gradientLabel.get());
    }

    @Override
    protected void paintGutter(GraphicsContext gc, Theme theme) {
        double edge = .85 * theme.em();
        label(gc, theme, outputLabel.get(), edge);
        label(gc, theme, getTitle(), getHeight() / 2);
        label(gc, theme, gradientSizes.get() == null ? inputLabel.get() : gradientLabel.get(), getHeight() - edge);
    }

    @Override
    protected int rows() {
        Tensor t = states.get();
        return t == null || t.length() == 0 ? 0 : t.shape().columns();
    }

    @Override
    protected int steps() {
        Tensor t = states.get();
        return t == null || t.length() == 0 ? 0 : t.shape().rows();
    }

    private float state(int t, int unit) {
        Tensor tensor = states.get();
        return tensor == null ? Float.NaN : tensor.at(t * rows() + unit);
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        Geometry g = geometry();
        return cellAt(x, y, g.top, g.rowHeight);
    }

    @Override
    protected String name(Cell cell) {
        return getTitle() + " t=" + cell.column() + ", unit=" + cell.row();
    }

    @Override
    protected String describe(Cell cell) {
        if (cell.column() >= steps()) return "";
        String text = name(cell) + ": " + Numbers.full(state(cell.column(), cell.row()));
        Tensor sizes = gradientSizes.get();
        if (sizes == null || cell.column() >= sizes.length()) return text;
        return text + "   " + gradientLabel.get() + ": " + Numbers.brief(sizes.at(cell.column()));
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil((3.4 + Math.clamp(rows(), 1, 8) * 1.1) * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil((3.4 + Math.clamp(rows() * 1.5, 1.5, 16)) * theme().em());
    }

    /** The hidden states, {@code [TIME, UNIT]}. */
    public ObjectProperty<@Nullable Tensor> statesProperty() {
        return states;
    }

    public void setStates(@Nullable Tensor tensor) {
        if (tensor != null && tensor.shape().rank() != 2) {
            throw new IllegalArgumentException("an unrolled network takes [TIME, UNIT], not " + tensor.shape());
        }
        states.set(tensor);
    }

    /** Which state has which colour. */
    public ObjectProperty<ColorScale> scaleProperty() {
        return scale;
    }

    public void setScale(ColorScale value) {
        scale.set(value);
    }

    /** The size of the gradient at each state, {@code [TIME]}; null shows the forward pass. */
    public ObjectProperty<@Nullable Tensor> gradientSizesProperty() {
        return gradientSizes;
    }

    public void setGradientSizes(@Nullable Tensor tensor) {
        gradientSizes.set(tensor);
    }

    /** Which gradient size has which colour and thickness. */
    public ObjectProperty<ColorScale> gradientScaleProperty() {
        return gradientScale;
    }

    public void setGradientScale(ColorScale value) {
        gradientScale.set(value);
    }

    /** The arrows that are being computed at the playback position; they are drawn in the accent colour. */
    public ObjectProperty<List<Arrow>> activeProperty() {
        return active;
    }

    public void setActive(Arrow... arrows) {
        active.set(List.of(arrows));
    }

    /** What the arrows from below come from. */
    public StringProperty inputLabelProperty() {
        return inputLabel;
    }

    /** What the arrows to the top lead to. */
    public StringProperty outputLabelProperty() {
        return outputLabel;
    }

    /** The name of the gradient sizes. */
    public StringProperty gradientLabelProperty() {
        return gradientLabel;
    }
}
