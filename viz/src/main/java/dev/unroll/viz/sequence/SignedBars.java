package dev.unroll.viz.sequence;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/** A number for each time step as a bar, upwards from a line in the middle where it is positive and downwards where it is negative. */
public final class SignedBars extends StepBars {
    /** Bars of nothing yet, on the given axis. */
    public SignedBars(TimeAxis axis) {
        super("signed-bars", axis, "values");
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        tintColumns(gc, theme);
        double zero = Math.round(getHeight() / 2) + .5;
        double room = Math.max(1, getHeight() / 2 - 1.3 * theme.em());
        double pitch = axis().getColumnWidth();
        Font font = theme.font(.8);
        boolean numbers = pitch > Theme.width("−0.00", font) + 2;
        ColorScale scale = ColorScale.signed(largest());
        for (int t = axis().firstVisible(); t <= lastShown(); t++) {
            if (!isComputed(t) || Float.isNaN(value(t))) continue;
            double width = pitch > 6 ? Math.min(.6 * pitch, 5 * theme.em()) : Math.max(1, pitch);
            double x = axis().x(t) - width / 2;
            if (isVeiled(new Cell(0, t))) {
                CellPainter.veiled(gc, theme, x, zero - room / 2, width, room);
                continue;
            }
            double length = value(t) / largest() * room;
            gc.setFill(scale.color(Math.signum(value(t)) * largest() * .75, theme.dark()));
            gc.fillRect(x, Math.min(zero, zero - length), width, Math.abs(length));
            if (!numbers) continue;
            gc.setFill(theme.ink());
            gc.setFont(font);
            gc.setTextAlign(TextAlignment.CENTER);
            gc.setTextBaseline(length < 0 ? VPos.TOP : VPos.BOTTOM);
            gc.fillText(Numbers.compact(value(t)), axis().x(t), zero - length + (length < 0 ? 2 : -2));
        }
        gc.setStroke(theme.muted());
        gc.setLineWidth(1);
        Lines.line(gc, axis().getGutter(), zero, getWidth(), zero);
        framePosition(gc, theme);
        outlineCells(gc, theme, 0, getHeight());
    }

    @Override
    protected @Nullable String withheld(Cell cell) {
        return Float.isNaN(value(cell.column())) ? emptyTextProperty().get() : super.withheld(cell);
    }

    @Override
    protected String describe(Cell cell) {
        return name(cell) + ": " + Numbers.full(value(cell.column()));
    }

    /** {@code [TIME]}; NaN where nothing is computed. */
    public void setValues(@Nullable Tensor tensor) {
        values().set(tensor);
    }
}
