package dev.unroll.viz.chart;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.TextAlignment;

/**
 * Some units of a vector at each position as curves from −1 to 1, one above the other on one scale. A cell's row is the curve and its column
 * the position.
 */
public final class UnitCurves extends CellView {
    private final ObjectProperty<@Nullable Tensor> values = new SimpleObjectProperty<>(this, "values");
    private final ObjectProperty<List<Integer>> units = new SimpleObjectProperty<>(this, "units", List.of());

    /** No curves. */
    public UnitCurves() {
        super("unit-curves");
        repaintOn(values, units);
    }

    @Override
    protected int rows() {
        return values.get() == null ? 0 : units.get().size();
    }

    @Override
    protected int columns() {
        Tensor t = values.get();
        return t == null ? 0 : t.shape().rows();
    }

    private double value(int curve, int position) {
        Tensor t = values.get();
        return t == null ? Double.NaN : t.get(position, units.get().get(curve));
    }

    private double left() {
        return 2.2 * theme().em();
    }

    private double x(int position) {
        double right = 4 * theme().em();
        return left() + (getWidth() - left() - right) * position / Math.max(1, columns() - 1);
    }

    private double y(double value) {
        double top = .8 * theme().em();
        double bottom = getHeight() - 1.8 * theme().em();
        return top + (bottom - top) * (1 - value) / 2;
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        if (rows() == 0) return;
        gc.setFont(theme.font(.85));
        gc.setLineWidth(1);
        gc.setTextBaseline(VPos.CENTER);
        for (int tick = -1; tick <= 1; tick++) {
            gc.setStroke(theme.line());
            Lines.line(gc, left(), y(tick), x(columns() - 1), y(tick));
            gc.setFill(theme.muted());
            gc.setTextAlign(TextAlignment.RIGHT);
            gc.fillText(Numbers.tick(tick), left() - 4, y(tick));
        }
        gc.setTextAlign(TextAlignment.CENTER);
        for (int position = 0; position < columns(); position += Math.max(1, columns() / 8))
            gc.fillText(Integer.toString(position), x(position), getHeight() - .9 * theme.em());
        for (int curve = 0; curve < rows(); curve++) curve(gc, theme, curve);
        mark(gc, theme, getHovered(), false);
        mark(gc, theme, getSelected(), true);
    }

    private void curve(GraphicsContext gc, Theme theme, int curve) {
        Color color = CategoricalPalette.color(curve, theme.dark());
        double[] xs = new double[columns()];
        double[] ys = new double[columns()];
        for (int position = 0; position < columns(); position++) {
            xs[position] = x(position);
            ys[position] = y(value(curve, position));
        }
        gc.setStroke(color);
        gc.setLineWidth(2);
        gc.strokePolyline(xs, ys, xs.length);
        gc.setFill(color);
        for (int position = 0; position < columns(); position++) gc.fillOval(xs[position] - 2, ys[position] - 2, 4, 4);
        gc.setFont(theme.bold(.85));
        gc.setTextAlign(TextAlignment.LEFT);
        gc.setTextBaseline(VPos.CENTER);
        double room = (getHeight() - 2.6 * theme.em()) / rows();
        gc.fillText(
                "[" + units.get().get(curve) + "]",
                x(columns() - 1) + .8 * theme.em(),
                .8 * theme.em() + room * (curve + .5));
    }

    private void mark(GraphicsContext gc, Theme theme, @Nullable Cell cell, boolean selected) {
        if (cell == null || !contains(cell)) return;
        gc.setStroke(selected ? theme.accent() : theme.ink());
        gc.setLineWidth(selected ? 2 : 1);
        double x = x(cell.column());
        double y = y(value(cell.row(), cell.column()));
        gc.strokeOval(x - 5, y - 5, 10, 10);
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        Cell best = null;
        double least = theme().em();
        for (int curve = 0; curve < rows(); curve++) {
            for (int position = 0; position < columns(); position++) {
                double distance = Math.hypot(x(position) - x, y(value(curve, position)) - y);
                if (distance >= least) continue;
                least = distance;
                best = new Cell(curve, position);
            }
        }
        return best;
    }

    @Override
    protected String name(Cell cell) {
        return getTitle() + "[" + cell.column() + ", " + units.get().get(cell.row()) + "]";
    }

    @Override
    protected String describe(Cell cell) {
        return contains(cell) ? name(cell) + ": " + Numbers.full(value(cell.row(), cell.column())) : "";
    }

    @Override
    protected double computePrefWidth(double height) {
        return 26 * theme().em();
    }

    @Override
    protected double computePrefHeight(double width) {
        return 12 * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return 7 * theme().em();
    }

    /** The vectors, {@code [TIME, UNIT]}, of numbers from −1 to 1; null where there are none. */
    public ObjectProperty<@Nullable Tensor> valuesProperty() {
        return values;
    }

    public void setValues(@Nullable Tensor tensor) {
        values.set(tensor);
    }

    /** Which units have a curve. */
    public ObjectProperty<List<Integer>> unitsProperty() {
        return units;
    }

    public void setUnits(List<Integer> shown) {
        units.set(shown);
    }
}
