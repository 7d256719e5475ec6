package dev.unroll.viz.attention;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.sequence.StepBars;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import javafx.beans.property.ObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.text.TextAlignment;

/** One share of a whole at each time step, as bars from 0 to 1 with their numbers, each in its token's column. */
public final class WeightBars extends StepBars {
    /** Bars of nothing yet, on the given axis. */
    public WeightBars(TimeAxis axis) {
        super("weight-bars", axis, "weights");
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        double type = 1.3 * theme.em();
        double room = Math.max(1, getHeight() - type - 1);
        for (int t = axis().firstVisible(); t <= lastShown(); t++) {
            double x = axis().left(t);
            double w = axis().left(t + 1) - x - 1;
            Cell cell = new Cell(0, t);
            if (isVeiled(cell)) {
                CellPainter.veiled(gc, theme, x, 0, w + 1, getHeight());
                continue;
            }
            double share = Float.isFinite(value(t)) ? Math.clamp(value(t), 0, 1) : 0;
            double height = Math.round(share * room);
            gc.setFill(theme.line());
            gc.fillRect(x, getHeight() - 1, w, 1);
            gc.setFill(theme.accent());
            gc.fillRect(x + w * .15, getHeight() - height, w * .7, height);
            number(gc, theme, t, getHeight() - height - type / 2);
        }
        outlineCells(gc, theme, 0, getHeight());
    }

    private void number(GraphicsContext gc, Theme theme, int t, double y) {
        if (axis().getColumnWidth() < 2.6 * theme.em()) return;
        gc.setFont(theme.font(.9));
        gc.setFill(theme.ink());
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(Numbers.compact(value(t)), axis().x(t), y);
    }

    @Override
    protected String describe(Cell cell) {
        return cell.column() >= steps() ? "" : name(cell) + ": " + Numbers.full(value(cell.column()));
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(3 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(5 * theme().em());
    }

    /** The shares, {@code [TIME]}, each from 0 to 1; null where there are none. */
    public ObjectProperty<@Nullable Tensor> weightsProperty() {
        return values();
    }

    public void setWeights(@Nullable Tensor tensor) {
        values().set(tensor);
    }
}
