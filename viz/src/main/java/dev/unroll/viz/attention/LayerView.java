package dev.unroll.viz.attention;

import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TimeView;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.canvas.GraphicsContext;

/** A view with a row for each layer, the first at the bottom, and a column for each step. A cell's row is the layer, from 0. */
@SuppressWarnings("this-escape") // Properties name their bean; nothing is called on it before construction ends.
public abstract class LayerView extends TimeView {
    private final ObjectProperty<List<String>> names = new SimpleObjectProperty<>(this, "names", List.of());

    /** A view on the given axis. */
    protected LayerView(String styleClass, TimeAxis axis) {
        super(styleClass, axis);
        repaintOn(names);
    }

    /** How high a row is, in pixels. */
    protected abstract double rowHeight();

    /** Where the highest row begins, in pixels. */
    protected double rowsTop() {
        return 0;
    }

    /** The top of a layer's row, in pixels. */
    protected final double top(int layer) {
        return rowsTop() + (rows() - 1 - layer) * rowHeight();
    }

    @Override
    protected final boolean upwards() {
        return true;
    }

    @Override
    protected List<String> gutterLabels() {
        return names.get();
    }

    @Override
    protected void paintGutter(GraphicsContext gc, Theme theme) {
        double height = rowHeight();
        int stride = Math.max(1, (int) Math.ceil(1.05 * theme.em() / height));
        for (int layer = 0; layer < Math.min(rows(), names.get().size()); layer += stride)
            label(gc, theme, names.get().get(layer), top(layer) + height / 2);
    }

    /** Outlines the hovered and the selected cell. */
    protected final void outlineCells(GraphicsContext gc, Theme theme) {
        outline(gc, theme, getHovered(), false);
        outline(gc, theme, getSelected(), true);
    }

    private void outline(GraphicsContext gc, Theme theme, @Nullable Cell cell, boolean selected) {
        if (cell == null || !contains(cell)) return;
        double x = axis().left(cell.column());
        double width = axis().left(cell.column() + 1) - x;
        double y = Math.round(top(cell.row()));
        double height = Math.round(top(cell.row()) + rowHeight()) - y;
        CellPainter.outline(gc, theme, x, y, width, height, selected);
    }

    @Override
    protected final @Nullable Cell cellAt(double x, double y) {
        int t = axis().stepAt(x);
        int layer = rows() - 1 - (int) Math.floor((y - rowsTop()) / rowHeight());
        return t < 0 || t >= steps() || layer < 0 || layer >= rows() ? null : new Cell(layer, t);
    }

    @Override
    protected final String name(Cell cell) {
        String layer = cell.row() < names.get().size() ? names.get().get(cell.row()) : Integer.toString(cell.row());
        return layer + ", t=" + cell.column();
    }

    /** Names the layers, from the bottom. */
    protected final void nameLayers(List<String> layers) {
        names.set(List.copyOf(layers));
    }
}
