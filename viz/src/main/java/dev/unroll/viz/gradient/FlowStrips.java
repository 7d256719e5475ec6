package dev.unroll.viz.gradient;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TimeView;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
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
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;

/**
 * Sizes of gradients as one row of coloured cells for each model, and above the cells the way that the gradient takes from the step of
 * the loss back to the playback position: a hop for every step, or one leap. How many factors it is multiplied by on that way stands
 * left of it. What the step of the loss itself has needs no way, and is framed.
 *
 * <p>A cell's row is a model, its column a step.
 */
public final class FlowStrips extends TimeView {
    /** What part of a row is the way, above the cells. */
    private static final double WAY = .5;

    private final ObjectProperty<List<Row>> rows = new SimpleObjectProperty<>(this, "rows", List.of());
    private final IntegerProperty lossAt = new SimpleIntegerProperty(this, "lossAt", -1);
    private final ObjectProperty<ColorScale> scale =
            new SimpleObjectProperty<>(this, "scale", ColorScale.gradient(1e-4, 1));
    private final StringProperty wayText = new SimpleStringProperty(this, "wayText", "multiplications on the way: %d");

    /**
     * One model.
     *
     * @param sizes {@code [TIME]}; what comes after the step of the loss is not shown
     * @param leaps whether one factor leads from the step of the loss to any other
     * @param color of its way, in the categorical palette
     */
    public record Row(String name, Tensor sizes, boolean leaps, int color) {}

    /** A view of nothing on the given axis. */
    public FlowStrips(TimeAxis axis) {
        super("flow-strips", axis);
        repaintOn(rows, lossAt, scale, wayText);
        rows.addListener(o -> requestLayout());
    }

    /** How many factors lie between the step of the loss and step {@code t}. */
    private int factors(Row row, int t) {
        int distance = Math.max(0, lossAt.get() - t);
        return row.leaps ? Math.min(1, distance) : distance;
    }

    private double rowHeight() {
        return getHeight() / Math.max(1, rows());
    }

    /** Whether a row has no room for two lines in the gutter. */
    private boolean isLow() {
        return rowHeight() < 2.3 * theme().em();
    }

    private static String count(int factors) {
        return "× " + factors;
    }

    /** To where nothing arrives there is no way. */
    private String told(Row row, int t) {
        return arrives(row, t) ? count(factors(row, t)) : "–";
    }

    private static boolean arrives(Row row, int t) {
        return t >= row.sizes.length() || row.sizes.at(t) != 0;
    }

    @Override
    protected List<String> gutterLabels() {
        List<String> labels = new ArrayList<>();
        for (Row row : rows.get()) {
            labels.add(isLow() ? row.name + "  " + count(lossAt.get()) : row.name);
            labels.add(count(lossAt.get()));
        }
        return labels;
    }

    @Override
    protected void paintGutter(GraphicsContext gc, Theme theme) {
        double height = rowHeight();
        for (int i = 0; i < rows(); i++) {
            Row row = rows.get().get(i);
            if (isLow()) {
                String told = axis().getPosition() < 0 ? "" : "  " + told(row, axis().getPosition());
                label(gc, theme, row.name + told, (i + (1 + WAY) / 2) * height);
                continue;
            }
            if (axis().getPosition() >= 0) label(gc, theme, told(row, axis().getPosition()), (i + WAY * .6) * height);
            label(gc, theme, row.name, (i + (1 + WAY) / 2) * height);
        }
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        tintColumns(gc, theme);
        double height = rowHeight();
        for (int row = 0; row < rows(); row++) {
            double cells = Math.round((row + WAY) * height);
            cells(gc, theme, row, cells, Math.round((row + 1) * height) - 2 - cells);
            way(gc, theme, row, row * height + 2, cells - 1);
        }
        framePosition(gc, theme);
        outline(gc, theme, getHovered(), false);
        outline(gc, theme, getSelected(), true);
    }

    private void cells(GraphicsContext gc, Theme theme, int row, double y, double height) {
        Tensor sizes = rows.get().get(row).sizes;
        boolean gap = CellPainter.hasGap(axis().getColumnWidth());
        for (int t = axis().firstVisible(); t <= Math.min(lastShown(), sizes.length() - 1); t++) {
            double x = axis().left(t);
            double width = axis().left(t + 1) - x;
            Cell cell = new Cell(row, t);
            if (t > lossAt.get() || !isComputed(cell)) CellPainter.empty(gc, theme, x, y, width, height);
            else if (isVeiled(cell)) CellPainter.veiled(gc, theme, x, y, width, height);
            else {
                gc.setFill(scale.get().color(sizes.at(t), theme.dark()));
                gc.fillRect(x, y, gap ? width - 1 : width, height);
            }
            if (t != lossAt.get()) continue;
            gc.setStroke(theme.ink());
            gc.setLineWidth(1.5);
            Lines.frame(gc, x + .5, y + .5, width - 2, height - 1);
        }
    }

    /** The way from the step of the loss to the position, over the cells. */
    private void way(GraphicsContext gc, Theme theme, int row, double top, double bottom) {
        int to = axis().getPosition();
        int from = lossAt.get();
        if (to < 0
                || to >= from
                || isVeiled(new Cell(row, to))
                || !arrives(rows.get().get(row), to)) return;
        Color color = CategoricalPalette.color(rows.get().get(row).color, theme.dark());
        gc.setStroke(color);
        gc.setFill(color);
        gc.setLineWidth(1.5);
        if (rows.get().get(row).leaps) {
            arc(gc, axis().x(from), axis().x(to), bottom, 2 * top - bottom);
        } else {
            double low = Math.max(top, bottom - .8 * axis().getColumnWidth());
            for (int t = from; t > to; t--) arc(gc, axis().x(t), axis().x(t - 1), bottom, 2 * low - bottom);
        }
        double x = axis().x(to);
        double head = Math.min(.5 * theme.em(), bottom - top);
        gc.fillPolygon(
                new double[] {x - .55 * head, x + .55 * head, x},
                new double[] {bottom - head, bottom - head, bottom},
                3);
    }

    private static void arc(GraphicsContext gc, double fromX, double toX, double y, double control) {
        gc.beginPath();
        gc.moveTo(fromX, y);
        gc.bezierCurveTo(fromX, Math.max(0, (2 * control + y) / 3), toX, Math.max(0, (2 * control + y) / 3), toX, y);
        gc.stroke();
    }

    private void outline(GraphicsContext gc, Theme theme, @Nullable Cell cell, boolean selected) {
        if (cell == null || !contains(cell) || cell.column() > lossAt.get()) return;
        double x = axis().left(cell.column());
        double y = Math.round((cell.row() + WAY) * rowHeight());
        double width = Math.max(3, axis().left(cell.column() + 1) - x);
        CellPainter.outline(
                gc, theme, x, y, width, Math.max(3, Math.round((cell.row() + 1) * rowHeight()) - 2 - y), selected);
    }

    @Override
    protected boolean isComputed(Cell cell) {
        return FlowCurve.arrived(
                this, cell.column(), contains(cell) && rows.get().get(cell.row()).leaps, lossAt.get());
    }

    @Override
    protected int rows() {
        return rows.get().size();
    }

    @Override
    protected int steps() {
        return rows.get().stream().mapToInt(row -> row.sizes.length()).max().orElse(0);
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        Cell cell = cellAt(x, y, 0, rowHeight());
        return cell == null || cell.column() > lossAt.get() ? null : cell;
    }

    @Override
    protected String name(Cell cell) {
        return rows.get().get(cell.row()).name + ", t=" + cell.column();
    }

    @Override
    protected String describe(Cell cell) {
        Row row = rows.get().get(cell.row());
        if (cell.column() >= row.sizes.length()) return "";
        String way = String.format(wayText.get(), factors(row, cell.column()));
        return name(cell) + ": " + Numbers.full(row.sizes.at(cell.column())) + "   " + way;
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(1.7 * Math.max(1, rows()) * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(2.9 * Math.max(1, rows()) * theme().em());
    }

    /** The models. */
    public ObjectProperty<List<Row>> rowsProperty() {
        return rows;
    }

    public void setRows(List<Row> list) {
        rows.set(List.copyOf(list));
    }

    /** The step in which the loss arises. */
    public IntegerProperty lossAtProperty() {
        return lossAt;
    }

    public void setLossAt(int step) {
        lossAt.set(step);
    }

    /** Which size has which colour. */
    public ObjectProperty<ColorScale> scaleProperty() {
        return scale;
    }

    public void setScale(ColorScale value) {
        scale.set(value);
    }

    /** How it is said how many factors lie on the way, with {@code %d} for the number. */
    public StringProperty wayTextProperty() {
        return wayText;
    }
}
