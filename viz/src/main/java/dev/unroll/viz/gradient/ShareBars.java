package dev.unroll.viz.gradient;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.Palette;
import dev.unroll.viz.sequence.StepBars;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/** What share of a whole each time step has: bars on a linear scale, for on that one sees who counts. */
public final class ShareBars extends StepBars {
    /** Empty bars on the given axis. */
    public ShareBars(TimeAxis axis) {
        super("share-bars", axis, "shares");
    }

    private static String percent(double share) {
        return share >= .0995 || share == 0
                ? String.format(Locale.ROOT, "%.0f %%", 100 * share)
                : share < .0005 ? "< 0.1 %" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        tintColumns(gc, theme);
        double em = theme.em();
        Font font = theme.font(.8 * Math.min(1.3, rowGrowth()));
        double base = Math.round(getHeight() - 3) + .5;
        double room = Math.max(1, base - 1.6 * em);
        double most = largest();
        double pitch = axis().getColumnWidth();
        int stride = Math.max(1, (int) Math.ceil((Theme.width("< 0.1 %", font) + .4 * em) / pitch));
        gc.setFont(font);
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.BOTTOM);
        for (int t = axis().firstVisible(); t <= lastShown(); t++) {
            double width = pitch > 6 ? Math.min(.6 * pitch, 5 * em) : Math.max(1, pitch);
            Cell cell = new Cell(0, t);
            boolean told = isComputed(t) && !isVeiled(cell);
            double height = told && Float.isFinite(value(t)) ? value(t) / most * room : 0;
            gc.setFill(Palette.GRADIENT.color(.8, theme.dark()));
            gc.fillRect(Math.round(axis().x(t) - width / 2), base - height, width, height);
            gc.setFill(theme.ink());
            if ((steps() - 1 - t) % stride == 0 && isComputed(t))
                gc.fillText(told ? percent(value(t)) : "?", axis().x(t), base - height - 2);
        }
        gc.setStroke(theme.muted());
        gc.setLineWidth(1);
        Lines.line(gc, axis().getGutter(), base, getWidth(), base);
        framePosition(gc, theme);
    }

    @Override
    protected String describe(Cell cell) {
        return name(cell) + ": " + percent(value(cell.column()));
    }

    /** {@code [TIME]}, from 0 to 1. */
    public void setShares(@Nullable Tensor tensor) {
        values().set(tensor);
    }
}
