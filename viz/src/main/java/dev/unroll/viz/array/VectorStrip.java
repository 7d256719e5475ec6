package dev.unroll.viz.array;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Orientation;
import javafx.scene.canvas.GraphicsContext;

/** One vector as a row or a column of cells. A cell of it has the element's index as its row or its column. */
public final class VectorStrip extends CellView {
    private final ObjectProperty<@Nullable Tensor> values = new SimpleObjectProperty<>(this, "values");
    private final ObjectProperty<ColorScale> scale = new SimpleObjectProperty<>(this, "scale", ColorScale.signed(1));
    private final Orientation orientation;

    /** An empty strip that runs right or down. */
    public VectorStrip(Orientation orientation) {
        super("vector-strip");
        this.orientation = orientation;
        repaintOn(scale);
        values.addListener(o -> requestLayout());
    }

    private boolean isRow() {
        return orientation == Orientation.HORIZONTAL;
    }

    private int count() {
        Tensor t = values.get();
        return t == null ? 0 : t.length();
    }

    @Override
    protected int rows() {
        return isRow() ? Math.min(1, count()) : count();
    }

    @Override
    protected int columns() {
        return isRow() ? count() : Math.min(1, count());
    }

    @Override
    protected String name(Cell cell) {
        Tensor t = values.get();
        return t == null || t.shape().rank() == 0 ? "" : t.shape().axis(-1).label() + "=" + index(cell);
    }

    @Override
    protected String describe(Cell cell) {
        Tensor t = values.get();
        if (t == null) return "";
        String name = name(cell);
        return (name.isEmpty() ? "" : name + ": ") + Numbers.full(t.at(index(cell)));
    }

    private static int index(Cell cell) {
        return Math.max(cell.row(), cell.column());
    }

    private double pitch(Theme theme) {
        double room = isRow() ? getWidth() : getHeight();
        return Math.min(room / Math.max(1, count()), (isRow() ? 4 : 1.6) * theme.em());
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        Tensor t = values.get();
        if (t == null) return;
        double pitch = pitch(theme);
        CellPainter painter =
                new CellPainter(gc, theme, scale.get(), isRow() ? pitch : getWidth(), isRow() ? getHeight() : pitch);
        for (int i = 0; i < t.length(); i++)
            place(pitch, i, (x, y, w, h, index) -> {
                if (isVeiled(isRow() ? new Cell(0, index) : new Cell(index, 0)))
                    CellPainter.veiled(gc, theme, x, y, w, h);
                else painter.paint(x, y, w, h, t.at(index));
            });
        outline(gc, theme, pitch, getHovered(), false);
        outline(gc, theme, pitch, getSelected(), true);
    }

    private interface Placed {
        void at(double x, double y, double width, double height, int index);
    }

    private void place(double pitch, int index, Placed placed) {
        double from = Math.round(index * pitch);
        double size = Math.round((index + 1) * pitch) - from;
        if (isRow()) placed.at(from, 0, size, getHeight(), index);
        else placed.at(0, from, getWidth(), size, index);
    }

    private void outline(GraphicsContext gc, Theme theme, double pitch, @Nullable Cell cell, boolean selected) {
        if (cell == null || !contains(cell)) return;
        place(pitch, index(cell), (x, y, w, h, i) -> CellPainter.outline(gc, theme, x, y, w, h, selected));
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        int index = (int) Math.floor((isRow() ? x : y) / pitch(theme()));
        if (index < 0 || index >= count()) return null;
        return isRow() ? new Cell(0, index) : new Cell(index, 0);
    }

    @Override
    protected double computePrefWidth(double height) {
        return (isRow() ? Math.max(1, count()) * 3 : 4) * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return isRow() ? computePrefHeight(width) : 3 * theme().em();
    }

    @Override
    protected double computePrefHeight(double width) {
        return (isRow() ? 1.6 : Math.max(1, count()) * 1.6) * theme().em();
    }

    /** The vector. */
    public ObjectProperty<@Nullable Tensor> valuesProperty() {
        return values;
    }

    public void setValues(@Nullable Tensor tensor) {
        values.set(tensor);
    }

    /** Which number has which colour. */
    public ObjectProperty<ColorScale> scaleProperty() {
        return scale;
    }

    public void setScale(ColorScale value) {
        scale.set(value);
    }
}
