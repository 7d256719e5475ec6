package dev.unroll.viz.sequence;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.TextAlignment;

/**
 * All that an encoder hands to a decoder: from the last column of what is read a funnel leads to one column that stands alone, and from
 * that to the first column of what is written. The column has a cell for each unit, and where there are several vectors, as the hidden and
 * the cell state of an LSTM, one beside the other. A cell's row is its unit, its column the vector. Units that were erased are hatched.
 */
public final class Bottleneck extends CellView {
    private static final double FUNNEL = .2;

    /** How many erased units are numbered, which would be too close together if they were more. */
    private static final int FEW = 3;

    private final ObjectProperty<List<Vector>> vectors = new SimpleObjectProperty<>(this, "vectors", List.of());
    private final ObjectProperty<Set<Integer>> erased = new SimpleObjectProperty<>(this, "erased", Set.of());
    private final BooleanProperty computed = new SimpleBooleanProperty(this, "computed", true);
    private final BooleanProperty passedOn = new SimpleBooleanProperty(this, "passedOn", true);
    private final ObjectProperty<String> emptyText = new SimpleObjectProperty<>(this, "emptyText", "not computed yet");
    private final TimeAxis source;
    private final TimeAxis target;

    /**
     * One of the vectors that are handed on.
     *
     * @param name how it is written
     * @param values {@code [UNIT]}
     * @param scale its colours
     */
    public record Vector(String name, Tensor values, ColorScale scale) {}

    /** An empty column between two axes. */
    public Bottleneck(TimeAxis source, TimeAxis target) {
        super("bottleneck");
        this.source = source;
        this.target = target;
        repaintOn(vectors, erased, computed, passedOn, emptyText);
        for (TimeAxis axis : List.of(source, target))
            repaintOn(axis.countProperty(), axis.columnWidthProperty(), axis.scrollProperty(), axis.gutterProperty());
        setMinWidth(0);
    }

    /** Where the column stands, in pixels. */
    private record Column(double left, double top, double width, double height) {
        double y(int row, int rows) {
            return Math.round(top + height * row / rows);
        }
    }

    private Column column() {
        double em = theme().em();
        int count = Math.max(1, columns());
        double each = Math.clamp(getWidth() / 9, 2.6 * em, 12 * em);
        double funnel = Math.round(FUNNEL * getHeight());
        double width = Math.round(each * count);
        double names = 1.3 * em;
        return new Column(
                Math.round((getWidth() - width) / 2), funnel + names, width, getHeight() - 2 * funnel - names);
    }

    @Override
    protected int rows() {
        return vectors.get().isEmpty() ? 0 : vectors.get().getFirst().values().length();
    }

    @Override
    protected int columns() {
        return vectors.get().size();
    }

    private double left(Column at, int vector) {
        return Math.round(at.left + at.width * vector / columns());
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        if (rows() == 0) return;
        Column at = column();
        Color tint = theme.accent().interpolate(theme.background(), .8);
        double namesTop = at.top - 1.3 * theme.em();
        if (computed.get())
            funnel(gc, tint, source.left(source.getCount() - 1), source.left(source.getCount()), 0, at, namesTop);
        if (computed.get() && passedOn.get())
            funnel(gc, tint, target.left(0), target.left(1), getHeight(), at, at.top + at.height);
        if (computed.get()) {
            gc.setFill(tint);
            gc.fillRect(at.left - 3, namesTop, at.width + 5, at.top + at.height - namesTop);
        }
        for (int v = 0; v < columns(); v++) vector(gc, theme, at, v);
        if (computed.get() && erased.get().size() <= FEW) numbers(gc, theme, at);
        outline(gc, theme, at, getHovered(), false);
        outline(gc, theme, at, getSelected(), true);
    }

    private static void funnel(
            GraphicsContext gc, Color color, double left, double right, double y, Column at, double edge) {
        double middle = (y + edge) / 2;
        gc.setFill(color);
        gc.beginPath();
        gc.moveTo(left, y);
        gc.bezierCurveTo(left, middle, at.left - 3, middle, at.left - 3, edge);
        gc.lineTo(at.left + at.width + 2, edge);
        gc.bezierCurveTo(at.left + at.width + 2, middle, right - 1, middle, right - 1, y);
        gc.closePath();
        gc.fill();
    }

    private void vector(GraphicsContext gc, Theme theme, Column at, int v) {
        Vector vector = vectors.get().get(v);
        double x = left(at, v);
        double width = left(at, v + 1) - x;
        gc.setFont(theme.bold(1));
        gc.setFill(computed.get() ? theme.ink() : theme.muted());
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(vector.name(), x + width / 2, at.top - .65 * theme.em());
        if (!computed.get()) {
            CellPainter.empty(gc, theme, x, at.top, width, at.height);
            return;
        }
        CellPainter painter = new CellPainter(gc, theme, vector.scale(), width, at.height / rows());
        for (int row = 0; row < rows(); row++) {
            double y = at.y(row, rows());
            double height = at.y(row + 1, rows()) - y;
            if (isVeiled(new Cell(row, v))) CellPainter.veiled(gc, theme, x, y, width, height);
            else if (erased.get().contains(row)) erased(gc, theme, x, y, width, height);
            else painter.paint(x, y, width, height, vector.values().at(row));
        }
    }

    /** Numbers the units that were erased. */
    private void numbers(GraphicsContext gc, Theme theme, Column at) {
        gc.setFont(theme.font(.85));
        gc.setFill(theme.ink());
        gc.setTextAlign(TextAlignment.RIGHT);
        gc.setTextBaseline(VPos.CENTER);
        for (int row : erased.get())
            if (row < rows())
                gc.fillText(Integer.toString(row), at.left - .5 * theme.em(), at.top + at.height * (row + .5) / rows());
    }

    private static void erased(GraphicsContext gc, Theme theme, double x, double y, double width, double height) {
        gc.setFill(theme.background());
        gc.fillRect(x, y, width, height);
        CellPainter.masked(gc, theme, x, y, width, height);
    }

    private void outline(GraphicsContext gc, Theme theme, Column at, @Nullable Cell cell, boolean selected) {
        if (cell == null || !contains(cell)) return;
        double x = left(at, cell.column());
        double y = at.y(cell.row(), rows());
        double height = Math.max(4, at.y(cell.row() + 1, rows()) - y);
        CellPainter.outline(gc, theme, x, y, left(at, cell.column() + 1) - x, height, selected);
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        Column at = column();
        if (rows() == 0 || x < at.left || x >= at.left + at.width || y < at.top) return null;
        int row = (int) Math.floor((y - at.top) / at.height * rows());
        int v = (int) ((x - at.left) / at.width * columns());
        return row < rows() ? new Cell(row, v) : null;
    }

    @Override
    protected @Nullable String withheld(Cell cell) {
        return computed.get() ? super.withheld(cell) : emptyText.get();
    }

    @Override
    protected String name(Cell cell) {
        return vectors.get().get(cell.column()).name() + "[" + cell.row() + "]";
    }

    @Override
    protected String describe(Cell cell) {
        return name(cell) + ": "
                + Numbers.full(vectors.get().get(cell.column()).values().at(cell.row()));
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(7 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(16 * theme().em());
    }

    @Override
    protected double computePrefWidth(double height) {
        return 40 * theme().em();
    }

    /** What is handed on, all of one length; empty where nothing is. */
    public ObjectProperty<List<Vector>> vectorsProperty() {
        return vectors;
    }

    /** @throws IllegalArgumentException if they are not of one length */
    public void setVectors(List<Vector> all) {
        if (all.stream().mapToInt(one -> one.values().length()).distinct().count() > 1)
            throw new IllegalArgumentException("the vectors that are handed on differ in length");
        vectors.set(List.copyOf(all));
    }

    /** The units that were set to 0 by hand. */
    public ObjectProperty<Set<Integer>> erasedProperty() {
        return erased;
    }

    /** Whether all has been read, so that the column is there. */
    public BooleanProperty computedProperty() {
        return computed;
    }

    /** Whether writing has begun, so that the column has been handed on. */
    public BooleanProperty passedOnProperty() {
        return passedOn;
    }

    /** What is said in the place of a number that is not computed yet. */
    public ObjectProperty<String> emptyTextProperty() {
        return emptyText;
    }
}
