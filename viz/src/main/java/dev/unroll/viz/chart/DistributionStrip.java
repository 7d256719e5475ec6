package dev.unroll.viz.chart;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.TextContrast;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TimeView;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * The next-token distribution of every step on the time axis: in each column the most probable tokens with small bars, the
 * target outlined and always among them. A cell's row is the rank; {@link #token} tells which token that is.
 */
public final class DistributionStrip extends TimeView {
    private static final double TALLEST_ROW = 3.6;

    private final ObjectProperty<@Nullable Tensor> probabilities = new SimpleObjectProperty<>(this, "probabilities");
    private final ObjectProperty<List<String>> tokens = new SimpleObjectProperty<>(this, "tokens", List.of());
    private final ObjectProperty<List<Integer>> targets = new SimpleObjectProperty<>(this, "targets", List.of());
    private final IntegerProperty most = new SimpleIntegerProperty(this, "most", 4);

    /** An empty strip on the given axis. */
    public DistributionStrip(TimeAxis axis) {
        super("distribution-strip", axis);
        repaintOn(tokens, targets);
        probabilities.addListener(o -> requestLayout());
        most.addListener(o -> requestLayout());
    }

    @Override
    protected int steps() {
        Tensor p = probabilities.get();
        return p == null || p.length() == 0 ? 0 : p.shape().rows();
    }

    private int vocabulary() {
        Tensor p = probabilities.get();
        return p == null ? 0 : p.shape().columns();
    }

    @Override
    protected int rows() {
        return steps() == 0 ? 0 : Math.min(most.get(), vocabulary());
    }

    private int target(int t) {
        return t < targets.get().size() ? targets.get().get(t) : -1;
    }

    private List<Integer> order(int t) {
        Tensor p = probabilities.get();
        if (p == null || t >= steps()) return List.of();
        if (rows() == 1) return Ranking.top(p, t * vocabulary(), vocabulary(), 1); // the only row is the prediction's
        return Ranking.withTarget(p, t * vocabulary(), vocabulary(), rows(), target(t));
    }

    private double value(int t, int token) {
        Tensor p = probabilities.get();
        return p == null ? Double.NaN : p.at(t * vocabulary() + token);
    }

    /** The token in a cell, or −1 if there is none. */
    public int token(Cell cell) {
        List<Integer> order = order(cell.column());
        return cell.row() < order.size() ? order.get(cell.row()) : -1;
    }

    private double rowHeight() {
        return Math.min(getHeight() / Math.max(1, rows()), TALLEST_ROW * theme().em() * rowGrowth());
    }

    @Override
    protected List<String> gutterLabels() {
        return List.of(getTitle());
    }

    @Override
    protected void paintGutter(GraphicsContext gc, Theme theme) {
        label(gc, theme, getTitle(), rowHeight() * rows() / 2);
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        tintColumns(gc, theme);
        double height = rowHeight();
        for (int t = axis().firstVisible(); t <= lastShown(); t++) {
            List<Integer> order = order(t);
            double x = axis().left(t);
            double width = axis().left(t + 1) - x;
            if (!isComputed(t)) {
                CellPainter.empty(gc, theme, x, 0, width, Math.round(rows() * height));
                continue;
            }
            for (int row = 0; row < order.size(); row++) {
                double y = Math.round(row * height);
                double h = Math.round((row + 1) * height) - y;
                if (isVeiled(new Cell(row, t))) CellPainter.veiled(gc, theme, x, y, width, h);
                else bar(gc, theme, x, y, width, h, t, order.get(row));
            }
        }
        framePosition(gc, theme);
        outlineCells(gc, theme, 0, height);
    }

    private void bar(GraphicsContext gc, Theme theme, double x, double y, double w, double h, int t, int token) {
        double value = value(t, token);
        double share = Double.isFinite(value) ? Math.clamp(value, 0, 1) : 0;
        boolean target = token == target(t);
        Color color = ColorScale.probability().color(value, theme.dark());
        boolean gap = CellPainter.hasGap(axis().getColumnWidth());
        boolean narrow = w < 1.6 * theme.em() || !CellPainter.showsText(theme, rowHeight());
        double inner = w - (gap ? 3 : 0);
        gc.setFill(narrow ? color : ColorScale.probability().color(.03, theme.dark()));
        gc.fillRect(x + (gap ? 1 : 0), y, inner, h - 1);
        if (!narrow) {
            gc.setFill(ColorScale.probability().color(.45, theme.dark()));
            gc.fillRect(x + 1, y, Math.round(inner * share), h - 1);
        }
        if (target && w >= 4) {
            gc.setStroke(theme.ink());
            gc.setLineWidth(gap ? 2 : 1);
            Lines.frame(gc, x + (gap ? 2 : .5), y + 1, Math.max(1, inner - (gap ? 2 : 1)), h - 3);
        }
        if (!narrow) text(gc, theme, x, y, w, h, token, value);
    }

    private void text(
            GraphicsContext gc, Theme theme, double x, double y, double w, double h, int token, double value) {
        double growth = Math.clamp(rowHeight() / (1.6 * theme.em()), 1, rowGrowth());
        Font font = theme.font(.85 * growth);
        gc.setFont(font);
        gc.setTextBaseline(VPos.CENTER);
        // Text lies over both the bar and its ground, so it takes the ink, which stands out from both.
        gc.setFill(TextContrast.on(theme.background()));
        double middle = y + h / 2;
        double pad = .5 * theme.em() * growth; // clear of the outline of a target
        String number = Numbers.compact(value);
        double numberWidth = Theme.width(number, font);
        boolean both = w >= numberWidth + 2.6 * theme.em() * growth;
        gc.setTextAlign(TextAlignment.LEFT);
        double room = w - 2 * pad - (both ? numberWidth + pad : 0);
        gc.fillText(Theme.elide(name(token), font, room), x + pad + 1, middle);
        if (!both) return;
        gc.setTextAlign(TextAlignment.RIGHT);
        gc.fillText(number, x + w - pad - 1, middle);
    }

    private String name(int token) {
        return TokenStrip.display(tokens.get(), token);
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        return cellAt(x, y, 0, rowHeight());
    }

    @Override
    protected String describe(Cell cell) {
        int token = token(cell);
        return token < 0
                ? ""
                : "t=" + cell.column() + ", " + name(token) + ": " + Numbers.full(value(cell.column(), token));
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(Math.max(1, rows()) * 1.25 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(Math.max(1, rows()) * 1.6 * theme().em() * rowGrowthIn(width));
    }

    /** The distributions, {@code [TIME, TOKEN]}. */
    public ObjectProperty<@Nullable Tensor> probabilitiesProperty() {
        return probabilities;
    }

    public void setProbabilities(@Nullable Tensor tensor) {
        if (tensor != null && tensor.shape().rank() != 2) {
            throw new IllegalArgumentException("a distribution strip takes [TIME, TOKEN], not " + tensor.shape());
        }
        probabilities.set(tensor);
    }

    /** The tokens of the vocabulary. */
    public ObjectProperty<List<String>> tokensProperty() {
        return tokens;
    }

    public void setTokens(List<String> list) {
        tokens.set(list);
    }

    /** The token that really follows each step; −1 for none. */
    public ObjectProperty<List<Integer>> targetsProperty() {
        return targets;
    }

    public void setTargets(List<Integer> list) {
        targets.set(list);
    }

    /** How many tokens a column shows at most. */
    public IntegerProperty mostProperty() {
        return most;
    }
}
