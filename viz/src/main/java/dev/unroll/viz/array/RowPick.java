package dev.unroll.viz.array;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.ArrowPainter;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
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
 * A one-hot vector times a matrix: the vector stands upright beside the rows, its one 1 beside the row that is picked, and what comes
 * out below is that row. How far the row has been lifted out is a property, so that it can be shown happening. Of many rows those around
 * the picked one are shown. A cell's row is the row of the matrix.
 */
public final class RowPick extends CellView {
    private static final double LEAST_ROW = 1.35;
    private static final double LARGEST_ROW = 2.6;
    private static final double FAINT = .3;

    /** Rows are shown large rather than all. */
    private static final int MOST_ROWS = 19;

    private final ObjectProperty<@Nullable Tensor> matrix = new SimpleObjectProperty<>(this, "matrix");
    private final ObjectProperty<List<String>> labels = new SimpleObjectProperty<>(this, "labels", List.of());
    private final ObjectProperty<ColorScale> scale = new SimpleObjectProperty<>(this, "scale", ColorScale.signed(1));
    private final IntegerProperty picked = new SimpleIntegerProperty(this, "picked", 0);
    private final DoubleProperty lifted = new SimpleDoubleProperty(this, "lifted", 1);
    private final StringProperty vectorName = new SimpleStringProperty(this, "vectorName", "x");
    private final StringProperty matrixName = new SimpleStringProperty(this, "matrixName", "W");
    private final StringProperty resultName = new SimpleStringProperty(this, "resultName", "x · W");

    /** A product of nothing. */
    public RowPick() {
        super("row-pick");
        repaintOn(matrix, labels, scale, picked, lifted, vectorName, matrixName, resultName);
    }

    @Override
    protected int rows() {
        Tensor t = matrix.get();
        return t == null || t.length() == 0 ? 0 : t.shape().rows();
    }

    @Override
    protected int columns() {
        Tensor t = matrix.get();
        return t == null || t.length() == 0 ? 0 : t.shape().columns();
    }

    private float value(int row, int column) {
        Tensor t = matrix.get();
        return t == null ? Float.NaN : t.at(row * columns() + column);
    }

    private String label(int row) {
        return TokenStrip.display(labels.get(), row);
    }

    /** Where everything stands, in pixels. */
    private record Plan(
            double em, double top, double left, double column, int first, int count, double row, double result) {
        double x(int column) {
            return Math.round(left + column * this.column);
        }

        double y(int row) {
            return Math.round(top + (row - first) * this.row);
        }

        double oneHotLeft() {
            return left - 3.9 * em;
        }
    }

    private Plan plan(Theme theme) {
        double em = theme.em();
        double top = 1.8 * em;
        double resultHeight = 2.6 * em;
        double room = Math.max(em, getHeight() - top - resultHeight - 2.4 * em);
        int count = Math.clamp((int) (room / (LEAST_ROW * em)), 1, Math.clamp(rows(), 1, MOST_ROWS));
        double row = Math.min(room / count, LARGEST_ROW * em);
        double widest = 0;
        int first = Math.clamp(picked.get() - count / 2, 0, Math.max(0, rows() - count));
        for (int i = first; i < first + count; i++) widest = Math.max(widest, Theme.width(label(i), theme.bold(1)));
        double left = Math.min(widest, 9 * em) + 5.4 * em;
        double column = Math.min(9 * em, Math.max(1, getWidth() - left - .6 * em) / Math.max(1, columns()));
        return new Plan(em, top, left, column, first, count, row, top + count * row + 1.4 * em);
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        if (rows() == 0) return;
        Plan plan = plan(theme);
        CellPainter painter = new CellPainter(gc, theme, scale.get(), plan.column, plan.row);
        String of = "[" + rows() + " × " + columns() + "]";
        text(
                gc,
                vectorName.get(),
                theme.bold(1),
                theme.ink(),
                plan.oneHotLeft() + 3 * plan.em,
                plan.em * .8,
                TextAlignment.RIGHT);
        text(
                gc,
                matrixName.get() + "  " + of,
                theme.bold(1),
                theme.ink(),
                plan.left + .4 * plan.em,
                plan.em * .8,
                TextAlignment.LEFT);
        for (int row = plan.first; row < plan.first + plan.count; row++) row(gc, theme, plan, painter, row);
        result(gc, theme, plan);
        for (Cell cell : new Cell[] {getHovered(), getSelected()}) outline(gc, theme, plan, cell);
    }

    private void row(GraphicsContext gc, Theme theme, Plan plan, CellPainter painter, int row) {
        boolean one = row == picked.get();
        double y = plan.y(row);
        double height = plan.y(row + 1) - y;
        boolean last = row == plan.first + plan.count - 1 && row < rows() - 1;
        boolean cut = last || row == plan.first && row > 0;
        String name = cut && !one ? "⋮" : Theme.elide(label(row), theme.font(1), 9 * plan.em);
        Font font = one ? theme.bold(1) : theme.font(1);
        text(
                gc,
                name,
                font,
                one ? theme.ink() : theme.muted(),
                plan.oneHotLeft() - .6 * plan.em,
                y + height / 2,
                TextAlignment.RIGHT);
        Color fill = ColorScale.probability().color(one ? 1 : 0, theme.dark());
        gc.setFill(fill);
        gc.fillRect(plan.oneHotLeft(), y, 3 * plan.em, height - 1);
        Color ink = one ? theme.background() : theme.muted();
        text(gc, one ? "1" : "0", font, ink, plan.oneHotLeft() + 1.5 * plan.em, y + height / 2, TextAlignment.CENTER);
        gc.setGlobalAlpha(one ? 1 - .25 * lifted.get() : 1 - (1 - FAINT) * lifted.get());
        for (int column = 0; column < columns(); column++) {
            double x = plan.x(column);
            if (isVeiled(new Cell(row, column))) CellPainter.veiled(gc, theme, x, y, plan.x(column + 1) - x, height);
            else painter.paint(x, y, plan.x(column + 1) - x, height, value(row, column));
        }
        gc.setGlobalAlpha(1);
        if (!one) return;
        gc.setStroke(theme.accent());
        gc.setLineWidth(2);
        Lines.frame(gc, plan.left - 2, y - 1, plan.x(columns()) - plan.left + 3, height + 1);
    }

    /** The row on its way down, and where it comes to lie. */
    private void result(GraphicsContext gc, Theme theme, Plan plan) {
        double way = lifted.get();
        double from = plan.y(picked.get());
        double y = Math.round(from + (plan.result - from) * way);
        double height = Math.round(plan.row + (2.2 * plan.em - plan.row) * way);
        String name = resultName.get() + " =";
        text(
                gc,
                name,
                theme.bold(1),
                theme.ink(),
                plan.left - .7 * plan.em,
                plan.result + 1.1 * plan.em,
                TextAlignment.RIGHT);
        if (way <= 0) {
            for (int column = 0; column < columns(); column++)
                CellPainter.empty(
                        gc, theme, plan.x(column), plan.result, plan.x(column + 1) - plan.x(column), 2.2 * plan.em);
            return;
        }
        if (way >= 1)
            ArrowPainter.paint(
                    gc,
                    theme.accent(),
                    2,
                    plan.x(columns()) + .3 * plan.em,
                    from + plan.row,
                    plan.x(columns()) + .3 * plan.em,
                    plan.result + plan.em);
        CellPainter painter = new CellPainter(gc, theme, scale.get(), plan.column, height);
        for (int column = 0; column < columns(); column++) {
            double x = plan.x(column);
            if (isVeiled(new Cell(picked.get(), column)))
                CellPainter.veiled(gc, theme, x, y, plan.x(column + 1) - x, height);
            else painter.paint(x, y, plan.x(column + 1) - x, height, value(picked.get(), column));
        }
        gc.setStroke(theme.accent());
        gc.setLineWidth(2);
        Lines.frame(gc, plan.left - 2, y - 2, plan.x(columns()) - plan.left + 3, height + 3);
    }

    private void outline(GraphicsContext gc, Theme theme, Plan plan, @Nullable Cell cell) {
        if (cell == null || !contains(cell) || cell.row() < plan.first || cell.row() >= plan.first + plan.count) return;
        double x = plan.x(cell.column());
        double width = plan.x(cell.column() + 1) - x;
        boolean selected = cell.equals(getSelected());
        CellPainter.outline(gc, theme, x, plan.y(cell.row()), width, plan.row, selected);
        if (cell.row() == picked.get() && lifted.get() >= 1)
            CellPainter.outline(gc, theme, x, plan.result, width, 2.2 * plan.em, selected);
    }

    private static void text(
            GraphicsContext gc, String text, Font font, Color color, double x, double y, TextAlignment alignment) {
        gc.setFont(font);
        gc.setFill(color);
        gc.setTextAlign(alignment);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(text, x, y);
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        if (rows() == 0) return null;
        Plan plan = plan(theme());
        int column = Math.clamp((int) Math.floor((x - plan.left) / plan.column), 0, columns() - 1);
        if (x >= plan.x(columns()) || x < 0) return null;
        if (x >= plan.left && y >= plan.result && y < plan.result + 2.2 * plan.em)
            return new Cell(picked.get(), column);
        int row = plan.first + (int) Math.floor((y - plan.top) / plan.row);
        return y < plan.top || row < plan.first || row >= plan.first + plan.count ? null : new Cell(row, column);
    }

    @Override
    protected String name(Cell cell) {
        return "‘" + label(cell.row()) + "’, unit=" + cell.column();
    }

    @Override
    protected String describe(Cell cell) {
        return matrix.get() == null ? "" : name(cell) + ": " + Numbers.full(value(cell.row(), cell.column()));
    }

    @Override
    protected double computeMinHeight(double width) {
        return 14 * theme().em();
    }

    @Override
    protected double computePrefHeight(double width) {
        return 26 * theme().em();
    }

    @Override
    protected double computePrefWidth(double height) {
        return 40 * theme().em();
    }

    /** The matrix, with a row for each place of the one-hot vector. */
    public ObjectProperty<@Nullable Tensor> matrixProperty() {
        return matrix;
    }

    /** @throws IllegalArgumentException if it has not two axes */
    public void setMatrix(@Nullable Tensor values) {
        if (values != null && values.shape().rank() != 2)
            throw new IllegalArgumentException("rows are picked from a matrix, not from " + values.shape());
        matrix.set(values);
    }

    /** What each row stands for. */
    public ObjectProperty<List<String>> labelsProperty() {
        return labels;
    }

    public void setLabels(List<String> names) {
        labels.set(List.copyOf(names));
    }

    /** Which number has which colour. */
    public ObjectProperty<ColorScale> scaleProperty() {
        return scale;
    }

    public void setScale(ColorScale value) {
        scale.set(value);
    }

    /** The row that is picked: the place of the 1. */
    public IntegerProperty pickedProperty() {
        return picked;
    }

    public void setPicked(int row) {
        picked.set(row);
    }

    /** How far the row is on its way out of the matrix, from 0 to 1. */
    public DoubleProperty liftedProperty() {
        return lifted;
    }

    public void setLifted(double way) {
        lifted.set(way);
    }

    /** What the matrix is called. */
    public StringProperty matrixNameProperty() {
        return matrixName;
    }

    /** What that which comes out is called. */
    public StringProperty resultNameProperty() {
        return resultName;
    }

    /** What the one-hot vector is called. */
    public StringProperty vectorNameProperty() {
        return vectorName;
    }
}
