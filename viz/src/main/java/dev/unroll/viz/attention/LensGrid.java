package dev.unroll.viz.attention;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.TextContrast;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * The logit lens: what a transformer would predict if it stopped after each layer, by layer and position. Each cell has the likeliest
 * token, and the colour of its probability. A cell's row is the layer, from 0 at the bottom, where nothing but the embedding is read.
 */
public final class LensGrid extends LayerView {
    private final ObjectProperty<List<List<String>>> tokens = new SimpleObjectProperty<>(this, "tokens", List.of());
    private final ObjectProperty<@Nullable Tensor> probabilities = new SimpleObjectProperty<>(this, "probabilities");
    private final ObjectProperty<ColorScale> scale =
            new SimpleObjectProperty<>(this, "scale", ColorScale.probability());

    /** An empty grid on the given axis. */
    public LensGrid(TimeAxis axis) {
        super("lens-grid", axis);
        repaintOn(tokens, probabilities, scale);
        tokens.addListener(o -> requestLayout());
    }

    @Override
    protected int rows() {
        Tensor t = probabilities.get();
        return t == null ? 0 : Math.min(t.shape().size(0), tokens.get().size());
    }

    @Override
    protected int steps() {
        Tensor t = probabilities.get();
        return t == null ? 0 : t.shape().size(1);
    }

    private float probability(int layer, int t) {
        Tensor all = probabilities.get();
        return all == null ? Float.NaN : all.get(layer, t);
    }

    private String token(int layer, int t) {
        return TokenStrip.display(tokens.get().get(layer).get(t));
    }

    @Override
    protected double rowHeight() {
        return Math.min(getHeight() / Math.max(1, rows()), 9 * theme().em());
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        for (int t = axis().firstVisible(); t <= lastShown(); t++) {
            double x = axis().left(t);
            double w = axis().left(t + 1) - x;
            for (int layer = 0; layer < rows(); layer++) {
                double y = Math.round(top(layer));
                double h = Math.round(top(layer) + rowHeight()) - y;
                if (!isComputed(t) || Float.isNaN(probability(layer, t))) CellPainter.empty(gc, theme, x, y, w, h);
                else if (isVeiled(new Cell(layer, t))) CellPainter.veiled(gc, theme, x, y, w, h);
                else cell(gc, theme, layer, t, x, y, w, h);
            }
        }
        framePosition(gc, theme);
        outlineCells(gc, theme);
    }

    private void cell(GraphicsContext gc, Theme theme, int layer, int t, double x, double y, double w, double h) {
        boolean gap = CellPainter.hasGap(Math.min(w, h));
        double right = gap ? w - 1 : w;
        double down = gap ? h - 1 : h;
        Color ground = scale.get().color(probability(layer, t), theme.dark());
        gc.setFill(ground);
        gc.fillRect(x, y, right, down);
        if (h < .9 * theme.em()) return;
        String text = token(layer, t);
        boolean numbered = h > 2.3 * theme.em() && w > 2.6 * theme.em();
        Font font = theme.bold(numbered ? 1.1 : Math.clamp(w / Math.max(1, Theme.width(text, theme.bold(1))), .6, 1));
        gc.setFont(font);
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.setFill(TextContrast.on(ground));
        gc.fillText(Theme.elide(text, font, right), x + right / 2, y + down * (numbered ? .36 : .5));
        if (!numbered) return;
        gc.setFont(theme.font(.8));
        gc.fillText(Numbers.compact(probability(layer, t)), x + right / 2, y + down * .74);
    }

    @Override
    protected @Nullable String withheld(Cell cell) {
        boolean there = cell.row() >= rows()
                || cell.column() >= steps()
                || !Float.isNaN(probability(cell.row(), cell.column()));
        return there ? super.withheld(cell) : emptyTextProperty().get();
    }

    @Override
    protected String describe(Cell cell) {
        return cell.row() >= rows() || cell.column() >= steps()
                ? ""
                : name(cell) + ": ‘" + token(cell.row(), cell.column()) + "’ "
                        + Numbers.full(probability(cell.row(), cell.column()));
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(Math.clamp(rows(), 1, 13) * 1.1 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(Math.clamp(rows(), 3, 13) * 2.6 * theme().em());
    }

    /**
     * Shows predictions.
     *
     * @param likeliest by layer, first before any, and then by position
     * @param shares how likely each is, {@code [ITEM, TIME]}; NaN where it is not computed
     */
    public void setPredictions(List<List<String>> likeliest, @Nullable Tensor shares) {
        probabilities.set(shares);
        tokens.set(likeliest.stream().map(List::copyOf).toList());
    }

    /** What the layers are called, from the bottom. */
    public void setLayers(List<String> names) {
        nameLayers(names);
    }

    /** Which probability has which colour. */
    public ObjectProperty<ColorScale> scaleProperty() {
        return scale;
    }
}
