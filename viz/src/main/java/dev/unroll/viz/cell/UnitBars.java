package dev.unroll.viz.cell;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.Palette;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.TextAlignment;

/** The units of a vector as small bars up and down from a line, one of them chosen and the others faint. A cell's column is a unit. */
public final class UnitBars extends CellView {
    private final ObjectProperty<@Nullable Tensor> values = new SimpleObjectProperty<>(this, "values");
    private final IntegerProperty chosen = new SimpleIntegerProperty(this, "chosen", 0);

    /** No units yet. */
    public UnitBars() {
        super("unit-bars");
        repaintOn(values, chosen);
    }

    @Override
    protected int rows() {
        return Math.min(1, columns());
    }

    @Override
    protected int columns() {
        Tensor t = values.get();
        return t == null ? 0 : t.length();
    }

    /** What the unit is called. */
    private String label(int unit) {
        return getTitle().isEmpty() ? "" : getTitle() + " " + unit;
    }

    private double labelWidth(Theme theme) {
        return Theme.width(label(columns() - 1), theme.font(.85)) + 1.4 * theme.em();
    }

    private double pitch(Theme theme) {
        return Math.min(2.2 * theme.em(), (getWidth() - labelWidth(theme) - 1) / Math.max(1, columns()));
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        Tensor t = values.get();
        if (t == null) return;
        double left = labelWidth(theme);
        double pitch = pitch(theme);
        double middle = Math.round(getHeight() / 2) + .5;
        gc.setFont(theme.font(.85));
        gc.setFill(theme.muted());
        gc.setTextAlign(TextAlignment.LEFT);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(label(chosen.get()), .6 * theme.em(), middle); // clear of the bar of an emphasised view
        gc.setStroke(theme.line());
        gc.setLineWidth(1);
        Lines.line(gc, left, middle, left + pitch * columns(), middle);
        double largest = 1e-12;
        for (int i = 0; i < t.length(); i++)
            if (Float.isFinite(t.at(i))) largest = Math.max(largest, Math.abs(t.at(i)));
        for (int i = 0; i < t.length(); i++) {
            Cell cell = new Cell(0, i);
            double x = left + i * pitch;
            double w = CellPainter.hasGap(pitch) ? pitch - 2 : pitch;
            if (i == chosen.get()) {
                gc.setFill(theme.accent().deriveColor(0, 1, 1, .18));
                gc.fillRect(x - 1, 0, w + 2, getHeight());
            }
            if (isVeiled(cell) || !Float.isFinite(t.at(i))) continue;
            double size = Math.max(1, Math.abs(t.at(i)) / largest * (middle - 1));
            Color color = Palette.DIVERGING.color(t.at(i) < 0 ? .2 : .8, theme.dark());
            gc.setFill(i == chosen.get() ? color : color.interpolate(theme.background(), .35));
            gc.fillRect(x, t.at(i) < 0 ? middle : middle - size, Math.max(1, w), size);
            if (cell.equals(getHovered()) || cell.equals(getSelected()))
                CellPainter.outline(gc, theme, x - 1, 0, Math.max(4, w + 2), getHeight(), cell.equals(getSelected()));
        }
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        int unit = (int) Math.floor((x - labelWidth(theme())) / pitch(theme()));
        return unit < 0 || unit >= columns() ? null : new Cell(0, unit);
    }

    @Override
    protected String name(Cell cell) {
        return "unit=" + cell.column();
    }

    @Override
    protected String describe(Cell cell) {
        Tensor t = values.get();
        return t == null ? "" : name(cell) + ": " + Numbers.full(t.at(cell.column()));
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(1.9 * theme().em());
    }

    @Override
    protected double computePrefWidth(double height) {
        return 30 * theme().em();
    }

    /** The vector. */
    public ObjectProperty<@Nullable Tensor> valuesProperty() {
        return values;
    }

    public void setValues(@Nullable Tensor tensor) {
        values.set(tensor);
    }

    /** The unit that is chosen. */
    public IntegerProperty chosenProperty() {
        return chosen;
    }
}
