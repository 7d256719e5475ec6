package dev.unroll.viz.attention;

import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Theme;

import java.util.List;
import java.util.stream.IntStream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.canvas.GraphicsContext;

/**
 * Keys and values by layer and position, the first layer at the bottom: what is computed for the token at the axis's position is solid,
 * what is read from the cache is dotted, and what has not been there yet is empty. Where nothing is kept everything up to the position is
 * computed. A cell's row is the layer from 0.
 */
public final class CacheCells extends LayerView {
    private final IntegerProperty layers = new SimpleIntegerProperty(this, "layers", 0);
    private final BooleanProperty kept = new SimpleBooleanProperty(this, "kept", true);
    private final ObjectProperty<Words> words = new SimpleObjectProperty<>(
            this, "words", new Words("layer", "computed now", "read from the cache", "empty"));

    /** What layers and the three kinds of cells are called. */
    public record Words(String layer, String computed, String read, String empty) {}

    /** No cells, on the given axis. */
    public CacheCells(TimeAxis axis) {
        super("cache-cells", axis);
        repaintOn(layers, kept, words);
        layers.addListener(o -> {
            nameLayers();
            requestLayout();
        });
        words.addListener(o -> nameLayers());
    }

    private void nameLayers() {
        nameLayers(IntStream.range(0, layers.get()).mapToObj(this::layerName).toList());
    }

    private String layerName(int layer) {
        return words.get().layer + " " + layer;
    }

    @Override
    protected int rows() {
        return layers.get();
    }

    @Override
    protected int steps() {
        return axis().getCount();
    }

    @Override
    protected double rowHeight() {
        return Math.min(getHeight() / Math.max(1, rows()), 9 * theme().em());
    }

    /** Whether a cell is computed for the token at the position. */
    public boolean isComputedNow(int t) {
        int now = axis().getPosition();
        return t == now || !kept.get() && t < now;
    }

    /** Whether a cell is read from the cache. */
    public boolean isRead(int t) {
        return kept.get() && t < axis().getPosition();
    }

    @Override
    protected List<String> gutterLabels() {
        return List.of(layerName(Math.max(0, rows() - 1)));
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        double height = rowHeight();
        for (int t = axis().firstVisible(); t <= lastShown(); t++) {
            double x = axis().left(t);
            double w = axis().left(t + 1) - x;
            for (int layer = 0; layer < rows(); layer++) {
                double y = Math.round(top(layer));
                cell(gc, theme, t, x, y, w, Math.round(top(layer) + height) - y);
            }
        }
        outlineCells(gc, theme);
    }

    private void cell(GraphicsContext gc, Theme theme, int t, double x, double y, double w, double h) {
        boolean gap = CellPainter.hasGap(Math.min(w, h));
        double right = gap ? w - 2 : w;
        double down = gap ? h - 2 : h;
        if (isComputedNow(t)) {
            gc.setFill(theme.accent());
            gc.fillRect(x, y, right, down);
        } else if (isRead(t)) {
            gc.setFill(theme.accent().interpolate(theme.background(), .78));
            gc.fillRect(x, y, right, down);
            double size = Math.clamp(Math.min(w, h) / 4, 1, 5);
            gc.setFill(theme.accent());
            gc.fillOval(x + (right - size) / 2, y + (down - size) / 2, size, size);
        } else {
            CellPainter.empty(gc, theme, x, y, w, h);
        }
    }

    @Override
    protected String describe(Cell cell) {
        int t = cell.column();
        Words w = words.get();
        return name(cell) + ": " + (isComputedNow(t) ? w.computed : isRead(t) ? w.read : w.empty);
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(Math.clamp(rows(), 1, 12) * .9 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(Math.max(1, rows()) * 3 * theme().em());
    }

    /** How many layers there are. */
    public void setLayers(int count) {
        layers.set(count);
    }

    /** Whether keys and values are kept from token to token. */
    public BooleanProperty keptProperty() {
        return kept;
    }

    /** What is said of cells. */
    public void setWords(Words names) {
        words.set(names);
    }
}
