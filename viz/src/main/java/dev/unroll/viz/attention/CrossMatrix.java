package dev.unroll.viz.attention;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TimeView;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * How much each token of a target looks at each token of a source, as a matrix: its columns stand under the tokens of the source, its
 * rows beside those of the target. The row at which the target's axis stands is framed, and rows that are not computed yet are empty.
 */
public final class CrossMatrix extends TimeView {
    private static final double TALLEST = 7;

    /** In pixels; rows that are lower are not all labelled. */
    private static final double SMALLEST_ROW = 9;

    private final ObjectProperty<@Nullable Tensor> weights = new SimpleObjectProperty<>(this, "weights");
    private final ObjectProperty<List<String>> targets = new SimpleObjectProperty<>(this, "targets", List.of());
    private final ObjectProperty<ColorScale> scale =
            new SimpleObjectProperty<>(this, "scale", ColorScale.probability());
    private final BooleanProperty causal = new SimpleBooleanProperty(this, "causal", false);
    private final StringProperty maskText = new SimpleStringProperty(this, "maskText", "masked");
    private final TimeAxis target;

    /** An empty matrix whose columns are those of {@code source}. */
    public CrossMatrix(TimeAxis source, TimeAxis target) {
        super("cross-matrix", source);
        this.target = target;
        repaintOn(weights, targets, scale, causal, target.positionProperty(), target.hoveredProperty());
        weights.addListener(o -> requestLayout());
        hoveredProperty().addListener((o, old, now) -> target.hoveredProperty().set(now == null ? -1 : now.row()));
    }

    @Override
    protected int steps() {
        Tensor t = weights.get();
        return t == null ? 0 : t.shape().size(1);
    }

    @Override
    protected int rows() {
        Tensor t = weights.get();
        return t == null ? 0 : t.shape().size(0);
    }

    private float weight(int row, int column) {
        Tensor t = weights.get();
        return t == null ? Float.NaN : t.get(row, column);
    }

    private boolean isRowComputed(int row) {
        return isComputed(
                row,
                target.getPosition(),
                hideFutureProperty().get(),
                currentComputedProperty().get());
    }

    @Override
    protected @Nullable String withheld(Cell cell) {
        if (!isRowComputed(cell.row())) return emptyTextProperty().get();
        if (isMasked(cell)) return maskText.get();
        return isVeiled(cell) ? veilTextProperty().get() : null;
    }

    private boolean isMasked(Cell cell) {
        return causal.get() && cell.column() > cell.row();
    }

    private double rowHeight() {
        return Math.min(getHeight() / Math.max(1, rows()), TALLEST * theme().em());
    }

    @Override
    protected List<String> gutterLabels() {
        return targets.get();
    }

    @Override
    protected void paintGutter(GraphicsContext gc, Theme theme) {
        double height = rowHeight();
        boolean all = height >= SMALLEST_ROW;
        double size = all ? Math.min(1, height / (.9 * theme.em())) : 1;
        int stride = all ? 1 : (int) Math.ceil(theme.em() / height);
        int current = target.getPosition();
        for (int row = 0; row < Math.min(rows(), targets.get().size()); row++) {
            double y = (row + .5) * height;
            boolean free = row % stride == 0 && Math.abs(row - current) >= stride;
            if (row == current) current(gc, theme, size, row, Math.min(y, getHeight() - .4 * theme.em()));
            else if (isRowComputed(row) && free)
                label(gc, theme, theme.font(.85 * size), targets.get().get(row), y);
        }
    }

    private void current(GraphicsContext gc, Theme theme, double size, int row, double y) {
        Font font = theme.bold(.9 * size);
        double right = axis().getGutter() - .5 * theme.em();
        gc.setFont(font);
        gc.setFill(theme.accent());
        gc.setTextAlign(TextAlignment.RIGHT);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(Theme.elide(targets.get().get(row), font, right), right, y);
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        double height = rowHeight();
        CellPainter painter = new CellPainter(gc, theme, scale.get(), axis().getColumnWidth(), height);
        for (int row = 0; row < rows(); row++) {
            double y = Math.round(row * height);
            double h = Math.round((row + 1) * height) - y;
            for (int t = axis().firstVisible(); t <= lastShown(); t++) {
                double x = axis().left(t);
                double w = axis().left(t + 1) - x;
                Cell cell = new Cell(row, t);
                if (isMasked(cell)) CellPainter.masked(gc, theme, x, y, w, h);
                else if (!isRowComputed(row)) CellPainter.empty(gc, theme, x, y, w, h);
                else if (isVeiled(cell)) CellPainter.veiled(gc, theme, x, y, w, h);
                else painter.paint(x, y, w, h, weight(row, t));
            }
        }
        frame(gc, theme, height);
        outlineCells(gc, theme, 0, height);
    }

    private void frame(GraphicsContext gc, Theme theme, double height) {
        int row = target.getPosition();
        if (row < 0 || row >= rows() || steps() == 0) return;
        double y = Math.round(row * height);
        gc.setStroke(theme.accent());
        gc.setLineWidth(2);
        double left = axis().left(axis().firstVisible());
        Lines.frame(gc, left, y, axis().left(lastShown() + 1) - left - 1, Math.round((row + 1) * height) - y - 1);
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        return cellAt(x, y, 0, rowHeight());
    }

    @Override
    protected String name(Cell cell) {
        List<String> names = targets.get();
        String row = cell.row() < names.size() ? "‘" + names.get(cell.row()) + "’" : Integer.toString(cell.row());
        return row + ", t=" + cell.column();
    }

    @Override
    protected String describe(Cell cell) {
        return cell.column() >= steps() || cell.row() >= rows()
                ? ""
                : name(cell) + ": " + Numbers.full(weight(cell.row(), cell.column()));
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(Math.clamp(rows(), 1, 12) * 1.1 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(Math.clamp(rows(), 4, 20) * 2 * theme().em());
    }

    /** The weights, {@code [TARGET, TIME]}; null where there are none. */
    public ObjectProperty<@Nullable Tensor> weightsProperty() {
        return weights;
    }

    public void setWeights(@Nullable Tensor tensor) {
        if (tensor != null && tensor.shape().rank() != 2)
            throw new IllegalArgumentException("a cross matrix takes [TARGET, TIME], not " + tensor.shape());
        weights.set(tensor);
    }

    /** The tokens of the target, which name the rows. */
    public ObjectProperty<List<String>> targetsProperty() {
        return targets;
    }

    public void setTargets(List<String> tokens) {
        targets.set(tokens);
    }

    /** Which weight has which colour. */
    public ObjectProperty<ColorScale> scaleProperty() {
        return scale;
    }

    /** Whether a row looks at no later column, as where both are the same text: those cells are hatched. */
    public BooleanProperty causalProperty() {
        return causal;
    }

    public void setCausal(boolean value) {
        causal.set(value);
    }

    /** What is said in the place of a masked number. */
    public StringProperty maskTextProperty() {
        return maskText;
    }
}
