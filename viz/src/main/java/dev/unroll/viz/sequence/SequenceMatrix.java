package dev.unroll.viz.sequence;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.text.TextAlignment;

/**
 * A vector per time step, {@code [TIME, UNIT]}, with time left to right: column t is the vector at step t.
 */
public final class SequenceMatrix extends TimeView {
    private final ObjectProperty<@Nullable Tensor> values = new SimpleObjectProperty<>(this, "values");
    private final ObjectProperty<ColorScale> scale = new SimpleObjectProperty<>(this, "scale", ColorScale.signed(1));
    private final ObjectProperty<List<String>> rowLabels = new SimpleObjectProperty<>(this, "rowLabels", List.of());
    private final IntegerProperty maskedFrom = new SimpleIntegerProperty(this, "maskedFrom", Integer.MAX_VALUE);
    private final BooleanProperty oneHot = new SimpleBooleanProperty(this, "oneHot", false);
    private double tallestRow = 2.2;

    /** An empty matrix on the given axis. */
    public SequenceMatrix(TimeAxis axis) {
        super("sequence-matrix", axis);
        repaintOn(values, scale, rowLabels, oneHot, maskedFrom);
        values.addListener(o -> requestLayout());
    }

    @Override
    protected int rows() {
        Tensor t = values.get();
        return t == null || t.length() == 0 ? 0 : t.shape().columns();
    }

    @Override
    protected int steps() {
        Tensor t = values.get();
        return t == null || t.length() == 0 ? 0 : t.shape().rows();
    }

    private float value(int t, int unit) {
        Tensor tensor = values.get();
        return tensor == null ? Float.NaN : tensor.at(t * rows() + unit);
    }

    private double rowHeight() {
        return Math.min(getHeight() / Math.max(1, rows()), tallestRow * theme().em() * rowGrowth());
    }

    @Override
    protected List<String> gutterLabels() {
        return rowLabels.get().isEmpty() ? List.of(getTitle()) : rowLabels.get();
    }

    @Override
    protected void paintGutter(GraphicsContext gc, Theme theme) {
        double height = rowHeight();
        if (rowLabels.get().isEmpty()) {
            label(gc, theme, getTitle(), height * rows() / 2);
            return;
        }
        int stride = Math.max(1, (int) Math.ceil(theme.em() / height));
        double half = Math.min(.55 * theme.em(), getHeight() / 2); // so that the outermost labels are whole
        for (int row = 0; row < Math.min(rows(), rowLabels.get().size()); row += stride) {
            label(gc, theme, rowLabels.get().get(row), Math.clamp((row + .5) * height, half, getHeight() - half));
        }
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        TimeAxis axis = axis();
        tintColumns(gc, theme);
        double height = rowHeight();
        CellPainter painter = new CellPainter(gc, theme, scale.get(), axis.getColumnWidth(), height);
        for (int t = axis.firstVisible(); t <= lastShown(); t++) {
            double x = axis.left(t);
            double width = axis.left(t + 1) - x;
            if (!isComputed(t)) {
                CellPainter.empty(gc, theme, x, 0, width, Math.round(rows() * height));
                continue;
            }
            for (int unit = 0; unit < rows(); unit++) {
                double y = Math.round(unit * height);
                double h = Math.round((unit + 1) * height) - y;
                if (t >= maskedFrom.get()) CellPainter.masked(gc, theme, x, y, width, h);
                else if (isVeiled(new Cell(unit, t))) CellPainter.veiled(gc, theme, x, y, width, h);
                else if (oneHot.get()) oneHot(gc, theme, x, y, width, h, value(t, unit));
                else painter.paint(x, y, width, h, value(t, unit));
            }
        }
        framePosition(gc, theme);
        outlineCells(gc, theme, 0, height);
    }

    private void oneHot(GraphicsContext gc, Theme theme, double x, double y, double width, double height, float value) {
        boolean gap = CellPainter.hasGap(Math.min(axis().getColumnWidth(), rowHeight()));
        double w = gap ? width - 1 : width;
        double h = gap ? height - 1 : height;
        if (value == 0) {
            CellPainter.empty(gc, theme, x, y, width, height);
        } else {
            gc.setFill(theme.ink());
            gc.fillRect(x, y, w, h);
        }
        if (!CellPainter.showsText(theme, rowHeight()) || axis().getColumnWidth() < theme.em()) return;
        gc.setFill(value == 0 ? theme.muted().interpolate(theme.background(), .3) : theme.background());
        gc.setFont(theme.font(.8 * CellPainter.growth(theme, width, height)));
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(value == 0 || value == 1 ? Numbers.tick(value) : Numbers.compact(value), x + w / 2, y + h / 2);
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        return cellAt(x, y, 0, rowHeight());
    }

    @Override
    protected String name(Cell cell) {
        Tensor t = values.get();
        if (t == null) return "";
        List<String> labels = rowLabels.get();
        String unit = cell.row() < labels.size() ? " (" + labels.get(cell.row()) + ")" : "";
        return "t=" + cell.column() + ", " + t.shape().axis(-1).label() + "=" + cell.row() + unit;
    }

    @Override
    protected String describe(Cell cell) {
        return cell.column() >= steps() ? "" : name(cell) + ": " + Numbers.full(value(cell.column(), cell.row()));
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(Math.clamp(rows(), 1, 8) * 1.1 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(Math.clamp(rows() * 1.5, 1.5, 16) * theme().em() * rowGrowthIn(width));
    }

    /** How high a row becomes at most, in ems, before columns are wide; 2.2 unless told. Where a matrix is all that there is, its rows fill the room. */
    public void setTallestRow(double ems) {
        tallestRow = ems;
        repaint();
    }

    /** The vectors, {@code [TIME, UNIT]} or with any other last axis. */
    public ObjectProperty<@Nullable Tensor> valuesProperty() {
        return values;
    }

    public void setValues(@Nullable Tensor tensor) {
        if (tensor != null && tensor.shape().rank() != 2) {
            throw new IllegalArgumentException("a sequence matrix takes [TIME, UNIT], not " + tensor.shape());
        }
        values.set(tensor);
    }

    /** Which number has which colour. */
    public ObjectProperty<ColorScale> scaleProperty() {
        return scale;
    }

    public void setScale(ColorScale value) {
        scale.set(value);
    }

    /** The names of the units, or none. */
    public ObjectProperty<List<String>> rowLabelsProperty() {
        return rowLabels;
    }

    public void setRowLabels(List<String> labels) {
        rowLabels.set(labels);
    }

    /** Whether a 1 is drawn solid and a 0 as a box with nothing but its 0. */
    public BooleanProperty oneHotProperty() {
        return oneHot;
    }

    public void setOneHot(boolean value) {
        oneHot.set(value);
    }

    /** From which step on columns are masked, and so hatched. */
    public void setMaskedFrom(int step) {
        maskedFrom.set(step);
    }
}
