package dev.unroll.viz.gradient;

import dev.unroll.engine.train.ClippedStep;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.view.ArrowPainter;
import dev.unroll.viz.view.CanvasView;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * A step of gradient descent as it would be and as it is after clipping by norm: two arrows as long as the gradients, on one logarithmic
 * scale, with the loss to which each step leads at its tip.
 */
public final class ClippedArrows extends CanvasView {
    private final ObjectProperty<@Nullable ClippedStep> step = new SimpleObjectProperty<>(this, "step");
    private final StringProperty rawLabel = new SimpleStringProperty(this, "rawLabel", "as it is");
    private final StringProperty clippedLabel = new SimpleStringProperty(this, "clippedLabel", "clipped");
    private final StringProperty lossLabel = new SimpleStringProperty(this, "lossLabel", "loss");

    /** No step yet. */
    public ClippedArrows() {
        super("clipped-arrows");
        repaintOn(step, rawLabel, clippedLabel, lossLabel);
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        ClippedStep shown = step.get();
        if (shown == null) return;
        double em = theme.em();
        Font font = theme.font(.95);
        double left = Math.ceil(Math.max(Theme.width(rawLabel.get(), font), Theme.width(clippedLabel.get(), font)) + 1.5 * em);
        double tip = 19 * em; // for what is said at the tip of an arrow
        double room = Math.max(4 * em, getWidth() - left - tip);
        double size = Math.min(shown.norm(), shown.limit());
        double low = Math.pow(10, Math.floor(Math.log10(size)) - 1);
        double high = Double.isFinite(shown.norm()) ? Math.max(shown.norm(), 10 * low) : 1e9 * low;
        double limit = left + room * Math.log(shown.limit() / low) / Math.log(high / low);
        if (limit <= left + room + 1) {
            gc.setStroke(theme.muted());
            gc.setLineDashes(3, 3);
            gc.strokeLine(Math.round(limit) + .5, 2, Math.round(limit) + .5, getHeight() - 2);
            gc.setLineDashes((double[]) null);
        }
        row(gc, theme, font, .27 * getHeight(), 1, rawLabel.get(), shown.norm(), left, room, low, high, shown.unclipped());
        row(gc, theme, font, .73 * getHeight(), 0, clippedLabel.get(), size, left, room, low, high, shown.clipped());
    }

    private void row(
            GraphicsContext gc,
            Theme theme,
            Font font,
            double y,
            int color,
            String name,
            double norm,
            double left,
            double room,
            double low,
            double high,
            double loss) {
        ClippedStep shown = step.get();
        if (shown == null) return;
        double share = Double.isFinite(norm) ? Math.clamp(Math.log(norm / low) / Math.log(high / low), .02, 1) : 1;
        double tip = left + share * room;
        ArrowPainter.paint(
                gc, CategoricalPalette.color(color, theme.dark()), .45 * theme.em(), left, y, tip, y);
        gc.setFont(font);
        gc.setFill(theme.ink());
        gc.setTextBaseline(VPos.CENTER);
        gc.setTextAlign(TextAlignment.RIGHT);
        gc.fillText(name, left - .7 * theme.em(), y);
        gc.setTextAlign(TextAlignment.LEFT);
        String text = "|g| = " + Numbers.brief(norm) + "    " + lossLabel.get() + " " + Numbers.brief(shown.before())
                + " → " + Numbers.brief(loss);
        gc.fillText(text, tip + .7 * theme.em(), y);
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(5 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(6.5 * theme().em());
    }

    @Override
    protected double computePrefWidth(double height) {
        return 40 * theme().em();
    }

    /** The step that is shown. */
    public ObjectProperty<@Nullable ClippedStep> stepProperty() {
        return step;
    }

    public void setStep(@Nullable ClippedStep value) {
        step.set(value);
        setAccessibleText(value == null ? "" : value.toString());
    }

    /** What the step is called that is not clipped. */
    public StringProperty rawLabelProperty() {
        return rawLabel;
    }

    /** What the clipped step is called. */
    public StringProperty clippedLabelProperty() {
        return clippedLabel;
    }

    /** The word for the loss. */
    public StringProperty lossLabelProperty() {
        return lossLabel;
    }
}
