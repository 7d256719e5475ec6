package dev.unroll.viz.gradient;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TimeView;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * The triangle in which gradients vanish: a row for the loss of each step, from top to bottom, and in it the size of its gradient at each
 * step on the time axis. Above the diagonal there is nothing, for a loss does not depend on what is read after it.
 *
 * <p>A cell's row is the step of the loss, its column that of the state.
 */
public final class GradientTriangle extends TimeView {
    private final ObjectProperty<@Nullable Tensor> values = new SimpleObjectProperty<>(this, "values");
    private final ObjectProperty<ColorScale> scale =
            new SimpleObjectProperty<>(this, "scale", ColorScale.gradient(1e-4, 1));

    /** An empty triangle on the given axis. */
    public GradientTriangle(TimeAxis axis) {
        super("gradient-triangle", axis);
        setTitle("L at t");
        repaintOn(values, scale);
    }

    @Override
    protected int rows() {
        return steps();
    }

    @Override
    protected int steps() {
        Tensor all = values.get();
        return all == null ? 0 : all.shape().size(0);
    }

    private float value(Cell cell) {
        Tensor all = values.get();
        return all == null ? Float.NaN : all.at(cell.row() * steps() + cell.column());
    }

    private double rowHeight() {
        return getHeight() / Math.max(1, rows());
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        tintColumns(gc, theme);
        double height = rowHeight();
        boolean gap = Math.min(height, axis().getColumnWidth()) >= 7;
        for (int t = axis().firstVisible(); t <= lastShown(); t++) {
            double x = axis().left(t);
            double width = axis().left(t + 1) - x - (gap ? 1 : 0);
            for (int row = t; row < rows(); row++) {
                double y = Math.round(row * height);
                gc.setFill(scale.get().color(value(new Cell(row, t)), theme.dark()));
                gc.fillRect(x, y, width, Math.max(1, Math.round((row + 1) * height) - y - (gap ? 1 : 0)));
            }
        }
        framePosition(gc, theme);
        outlineCells(gc, theme, 0, height);
        cross(gc, theme);
    }

    /** Leads the eye along the chosen row and column. */
    private void cross(GraphicsContext gc, Theme theme) {
        Cell cell = getSelected();
        if (cell == null || !contains(cell) || cell.column() > cell.row()) return;
        double y = Math.round(cell.row() * rowHeight()) + .5;
        gc.setStroke(theme.accent());
        gc.setLineWidth(1);
        double bottom = Math.round((cell.row() + 1) * rowHeight()) - .5;
        Lines.frame(
                gc, axis().left(0) + .5, y, axis().left(cell.row() + 1) - axis().left(0) - 1, Math.max(2, bottom - y));
    }

    @Override
    protected void paintGutter(GraphicsContext gc, Theme theme) {
        label(gc, theme, getTitle(), .6 * theme.em());
        Font font = labelFont(theme);
        gc.setFont(font);
        gc.setTextAlign(TextAlignment.RIGHT);
        gc.setTextBaseline(VPos.CENTER);
        int stride = Math.max(1, (int) Math.ceil(1.3 * theme.em() / rowHeight()));
        double below = getHeight() + theme.em();
        for (int row = rows() - 1; row >= 0; row -= stride) {
            double y = Math.min((row + .5) * rowHeight(), getHeight() - .6 * theme.em());
            if (y <= 1.8 * theme.em() || y > below - 1.2 * theme.em()) continue;
            label(gc, theme, "t = " + row, y);
            below = y;
        }
    }

    @Override
    protected List<String> gutterLabels() {
        return List.of(getTitle(), "t = 000");
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        Cell cell = cellAt(x, y, 0, rowHeight());
        return cell == null || cell.column() > cell.row() ? null : cell;
    }

    @Override
    protected String name(Cell cell) {
        return "|∂L_" + cell.row() + "/∂h_" + cell.column() + "|";
    }

    @Override
    protected String describe(Cell cell) {
        return cell.column() > cell.row() ? "" : name(cell) + ": " + Numbers.brief(value(cell));
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(7 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(14 * theme().em());
    }

    /** The sizes, {@code [TARGET, TIME]}: step of the loss, and step of the state. */
    public ObjectProperty<@Nullable Tensor> valuesProperty() {
        return values;
    }

    /** @throws IllegalArgumentException if there are not as many rows as columns */
    public void setValues(@Nullable Tensor triangle) {
        if (triangle != null
                && (triangle.shape().rank() != 2
                        || triangle.shape().size(0) != triangle.shape().size(1)))
            throw new IllegalArgumentException("a triangle takes as many losses as steps, not " + triangle.shape());
        values.set(triangle);
    }

    /** Which size has which colour. */
    public ObjectProperty<ColorScale> scaleProperty() {
        return scale;
    }

    public void setScale(ColorScale value) {
        scale.set(value);
    }
}
