package dev.unroll.viz.chart;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.TextAlignment;

/**
 * How often numbers of each size occur, from one fixed end to the other, with what lies near the ends set off by its colour and a line
 * pattern. A cell's column is a bin.
 */
public final class Histogram extends CellView {
    private static final int BINS = 40;

    private final ObjectProperty<@Nullable Tensor> values = new SimpleObjectProperty<>(this, "values");
    private final DoubleProperty extent = new SimpleDoubleProperty(this, "extent", 1);
    private final DoubleProperty saturated = new SimpleDoubleProperty(this, "saturated", .9);

    /** An empty histogram from −1 to 1. */
    public Histogram() {
        super("histogram");
        repaintOn(values, extent, saturated);
    }

    /** How many of the numbers fall into each bin; those beyond the ends into the first and the last. */
    private int[] counts() {
        int[] counts = new int[BINS];
        Tensor all = values.get();
        for (int i = 0; all != null && i < all.length(); i++) {
            if (!Float.isFinite(all.at(i))) continue;
            double place = (all.at(i) + extent.get()) / (2 * extent.get()) * BINS;
            counts[Math.clamp((int) Math.floor(place), 0, BINS - 1)]++;
        }
        return counts;
    }

    private double low(int bin) {
        return extent.get() * (2. * bin / BINS - 1);
    }

    private boolean isSaturated(int bin) {
        return Math.max(-low(bin + 1), low(bin)) >= saturated.get() - 1e-9;
    }

    private double left() {
        return 1.1 * theme().em(); // clear of the bar of an emphasised view
    }

    private double width() {
        return Math.max(1, getWidth() - 2 * left());
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        double em = theme.em();
        int[] counts = counts();
        int most = 1;
        for (int count : counts) most = Math.max(most, count);
        double base = Math.round(getHeight() - 1.6 * em) + .5;
        double pitch = width() / BINS;
        for (int bin = 0; bin < BINS; bin++) {
            double x = Math.round(left() + bin * pitch);
            double next = Math.round(left() + (bin + 1) * pitch);
            boolean veiled = isVeiled(new Cell(0, bin));
            double height = veiled
                    ? .5 * (base - 1.8 * em)
                    : Math.max(counts[bin] > 0 ? 1 : 0, counts[bin] * (base - 1.8 * em) / most);
            Color color = CategoricalPalette.color(isSaturated(bin) ? 1 : 0, theme.dark());
            gc.setFill(veiled ? CellPainter.veil(theme) : color);
            gc.fillRect(x, base - height, Math.max(1, next - x - 1), height);
        }
        gc.setStroke(theme.muted());
        gc.setLineWidth(1);
        Lines.line(gc, left(), base, left() + width(), base);
        gc.setFont(theme.font(.85));
        gc.setFill(theme.muted());
        gc.setTextBaseline(VPos.TOP);
        for (double tick : new double[] {-1, -saturated.get() / extent.get(), 0, saturated.get() / extent.get(), 1}) {
            double x = left() + (tick + 1) / 2 * width();
            Lines.line(gc, Math.round(x) + .5, base, Math.round(x) + .5, base + 3);
            boolean end = Math.abs(tick) == 1;
            gc.setTextAlign(end ? tick < 0 ? TextAlignment.LEFT : TextAlignment.RIGHT : TextAlignment.CENTER);
            if (tick == 0 || end || width() > 24 * em)
                gc.fillText(Numbers.tick(tick * extent.get()), end ? x - tick * -.4 * em : x, base + .3 * em);
        }
        if (isVeiled(new Cell(0, BINS / 2))) {
            gc.setFont(theme.bold(1.4));
            gc.setTextAlign(TextAlignment.CENTER);
            gc.fillText("?", left() + width() / 2, base / 2);
            gc.setFont(theme.font(.85));
        }
        gc.setFill(theme.ink());
        gc.setTextAlign(TextAlignment.LEFT);
        gc.fillText(Theme.elide(getTitle(), theme.font(.85), width()), left(), 0);
    }

    @Override
    protected int rows() {
        return values.get() == null ? 0 : 1;
    }

    @Override
    protected int columns() {
        return BINS;
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        int bin = (int) Math.floor((x - left()) / width() * BINS);
        return rows() == 0 || bin < 0 || bin >= BINS ? null : new Cell(0, bin);
    }

    @Override
    protected String describe(Cell cell) {
        Tensor all = values.get();
        int count = counts()[cell.column()];
        double share = all == null ? 0 : 100. * count / Math.max(1, all.length());
        return Numbers.compact(low(cell.column())) + " … " + Numbers.compact(low(cell.column() + 1)) + ": " + count
                + String.format(Locale.ROOT, " (%.1f %%)", share);
    }

    @Override
    protected double computePrefWidth(double height) {
        return 30 * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(6 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(10 * theme().em());
    }

    /** The numbers. */
    public ObjectProperty<@Nullable Tensor> valuesProperty() {
        return values;
    }

    public void setValues(@Nullable Tensor tensor) {
        values.set(tensor);
    }

    /** The axis goes from minus this to this. */
    public DoubleProperty extentProperty() {
        return extent;
    }

    /** From this size on a number counts as near the end. */
    public DoubleProperty saturatedProperty() {
        return saturated;
    }
}
