package dev.unroll.viz.attention;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * The residual stream of a transformer: a line for each token that runs up through the blocks, as thick as the stream is large there,
 * and at each layer a bar as long as what that adds to it; above, what is predicted. Bars of attention and of feed-forward networks
 * take turns and differ in colour and in side: attention, which brings something from other tokens, stands left of the line, and what
 * is computed of the token alone right of it. The row of a cell is the layer from 0 at the bottom: attention and feed-forward network
 * of the first block, of the second, and so on.
 */
public final class ResidualStream extends LayerView {
    private static final double THICKEST = .22;

    private final ObjectProperty<@Nullable Tensor> added = new SimpleObjectProperty<>(this, "added");
    private final ObjectProperty<@Nullable Tensor> stream = new SimpleObjectProperty<>(this, "stream");
    private final ObjectProperty<List<String>> predicted = new SimpleObjectProperty<>(this, "predicted", List.of());

    /** An empty picture on the given axis. */
    public ResidualStream(TimeAxis axis) {
        super("residual-stream", axis);
        repaintOn(added, stream, predicted);
        added.addListener(o -> requestLayout());
    }

    @Override
    protected int rows() {
        Tensor t = added.get();
        return t == null ? 0 : t.shape().size(0);
    }

    @Override
    protected int steps() {
        Tensor t = added.get();
        return t == null ? 0 : t.shape().size(1);
    }

    private static float number(ObjectProperty<@Nullable Tensor> of, int row, int t) {
        Tensor tensor = of.get();
        return tensor == null ? 0 : tensor.get(row, t);
    }

    private static double largest(ObjectProperty<@Nullable Tensor> of) {
        Tensor tensor = of.get();
        double largest = 0;
        if (tensor != null) for (float x : tensor.toArray()) if (Float.isFinite(x)) largest = Math.max(largest, x);
        return largest == 0 ? 1 : largest;
    }

    /** The height of the row of predictions above the lines. */
    @Override
    protected double rowsTop() {
        return Math.round(1.7 * theme().em());
    }

    @Override
    protected double rowHeight() {
        return (getHeight() - rowsTop() - 3) / Math.max(1, rows());
    }

    @Override
    protected List<String> gutterLabels() {
        List<String> labels = new ArrayList<>(super.gutterLabels());
        labels.add(getTitle());
        return labels;
    }

    @Override
    protected void paintGutter(GraphicsContext gc, Theme theme) {
        label(gc, theme, getTitle(), rowsTop() / 2);
        super.paintGutter(gc, theme);
    }

    /** The colour of what attention adds, or the feed-forward network. */
    public static Color color(boolean attention, boolean dark) {
        return CategoricalPalette.color(attention ? 0 : 1, dark);
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        tintColumns(gc, theme);
        for (int row = 2; row < rows(); row += 2) { // a fine line between blocks
            double y = Math.round(top(row - 1)) + .5;
            gc.setStroke(theme.line().deriveColor(0, 1, 1, .6));
            gc.setLineWidth(1);
            Lines.line(gc, axis().getGutter(), y, getWidth(), y);
        }
        double mostAdded = largest(added);
        double mostStream = largest(stream);
        for (int t = axis().firstVisible(); t <= lastShown(); t++) {
            if (isComputed(t)) column(gc, theme, t, mostAdded, mostStream);
        }
        framePosition(gc, theme);
        outlineCells(gc, theme);
    }

    private void column(GraphicsContext gc, Theme theme, int t, double mostAdded, double mostStream) {
        double pitch = axis().getColumnWidth();
        double room = Math.min(pitch, 7 * theme.em());
        double middle = axis().x(t);
        double bar = room * (1 - THICKEST) / 2 - .5;
        double height = rowHeight();
        for (int row = 0; row < rows(); row++) {
            double y = top(row);
            boolean attention = row % 2 == 0;
            double thick = Math.max(1, THICKEST * room * number(stream, row, t) / mostStream);
            gc.setFill(theme.muted().deriveColor(0, 1, 1, .55));
            gc.fillRect(middle - thick / 2, y, thick, height + .5);
            if (isVeiled(new Cell(row, t))) {
                CellPainter.veiled(gc, theme, middle - room / 2, y + 1, room - 1, height - 1);
                continue;
            }
            double length = bar * number(added, row, t) / mostAdded;
            double x = attention ? middle - thick / 2 - length : middle + thick / 2;
            gc.setFill(color(attention, theme.dark()));
            gc.fillRect(x, y + .15 * height, Math.max(.75, length), Math.max(1, .7 * height));
        }
        String text =
                t < predicted.get().size() ? TokenStrip.display(predicted.get().get(t)) : "";
        Font font = theme.bold(Math.clamp(pitch / Math.max(1, Theme.width(text, theme.bold(1))), .6, 1));
        gc.setFont(font);
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.setFill(t == axis().getPosition() ? theme.accent() : theme.ink());
        gc.fillText(Theme.elide(text, font, pitch + 1), middle, rowsTop() / 2);
    }

    @Override
    protected String describe(Cell cell) {
        return cell.row() >= rows() || cell.column() >= steps()
                ? ""
                : name(cell) + ": ‖+‖ = " + Numbers.full(number(added, cell.row(), cell.column())) + ", ‖r‖ = "
                        + Numbers.full(number(stream, cell.row(), cell.column()));
    }

    @Override
    protected double computeMinHeight(double width) {
        return 10 * theme().em();
    }

    @Override
    protected double computePrefHeight(double width) {
        return 20 * theme().em();
    }

    /** What each layer adds, as the length of the vector, {@code [ITEM, TIME]}: attention, feed-forward network, and so on. */
    public void setAdded(@Nullable Tensor lengths) {
        added.set(lengths);
    }

    /** The length of the stream that each layer adds to, {@code [ITEM, TIME]}. */
    public void setStream(@Nullable Tensor lengths) {
        stream.set(lengths);
    }

    /** What the layers are called, from the bottom. */
    public void setLayers(List<String> names) {
        nameLayers(names);
    }

    /** The token that is predicted at each step. */
    public void setPredicted(List<String> tokens) {
        predicted.set(List.copyOf(tokens));
    }
}
