package dev.unroll.viz.gradient;

import dev.unroll.engine.trace.ClippedStep;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.view.ArrowPainter;
import dev.unroll.viz.view.CanvasView;
import dev.unroll.viz.view.Lines;
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
 * A step of gradient descent as it would be and as it is after clipping by norm: two arrows as far as the weights are moved, on one
 * logarithmic scale, with the loss to which each step leads at its tip, and a line as far out as the weights themselves are long.
 */
public final class ClippedArrows extends CanvasView {
    private final ObjectProperty<@Nullable ClippedStep> step = new SimpleObjectProperty<>(this, "step");
    private final StringProperty rawLabel = new SimpleStringProperty(this, "rawLabel", "as it is");
    private final StringProperty clippedLabel = new SimpleStringProperty(this, "clippedLabel", "clipped");
    private final StringProperty weightsLabel = new SimpleStringProperty(this, "weightsLabel", "all weights");
    private final StringProperty lossLabel = new SimpleStringProperty(this, "lossLabel", "loss");

    /** No step yet. */
    public ClippedArrows() {
        super("clipped-arrows");
        repaintOn(step, rawLabel, clippedLabel, weightsLabel, lossLabel);
    }

    /** From where to where the lengths are drawn, in pixels, and from which to which. */
    private record Ruler(double left, double room, double low, double high) {
        double x(double length) {
            if (!Double.isFinite(length)) return left + room;
            return left + room * Math.clamp(Math.log(length / low) / Math.log(high / low), .02, 1);
        }
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        ClippedStep shown = step.get();
        if (shown == null) return;
        double em = theme.em();
        Font font = theme.font(.9);
        double names = Math.max(Theme.width(rawLabel.get(), font), Theme.width(clippedLabel.get(), font));
        double left = Math.ceil(names + 1.5 * em);
        double room = Math.max(4 * em, getWidth() - left - 17 * em); // what is left is for the words at the tips
        double longest = Double.isFinite(shown.length()) ? Math.max(shown.length(), shown.weights()) : shown.weights();
        Ruler ruler = new Ruler(left, room, shown.clippedLength() / 4, 2 * longest);
        double mark = Math.round(ruler.x(shown.weights())) + .5;
        gc.setStroke(theme.muted());
        gc.setLineWidth(1);
        gc.setLineDashes(3, 3);
        Lines.line(gc, mark, 1.3 * em, mark, getHeight() - 2);
        gc.setLineDashes((double[]) null);
        gc.setFont(font);
        gc.setFill(theme.muted());
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.TOP);
        gc.fillText(weightsLabel.get() + " " + Numbers.brief(shown.weights()), mark, 0);
        double band = getHeight() - 1.4 * em;
        row(gc, theme, ruler, 1.4 * em + .28 * band, 1, rawLabel.get(), shown.length(), shown.unclipped());
        row(gc, theme, ruler, 1.4 * em + .75 * band, 0, clippedLabel.get(), shown.clippedLength(), shown.clipped());
    }

    private void row(
            GraphicsContext gc,
            Theme theme,
            Ruler ruler,
            double y,
            int color,
            String name,
            double length,
            double loss) {
        ClippedStep shown = step.get();
        if (shown == null) return;
        double em = theme.em();
        double tip = ruler.x(length);
        ArrowPainter.paint(gc, CategoricalPalette.color(color, theme.dark()), .45 * em, ruler.left, y, tip, y);
        gc.setFont(theme.font(.9));
        gc.setFill(theme.ink());
        gc.setTextBaseline(VPos.CENTER);
        gc.setTextAlign(TextAlignment.RIGHT);
        gc.fillText(name, ruler.left - .7 * em, y);
        gc.setTextAlign(TextAlignment.LEFT);
        String text = Numbers.brief(length) + "    " + lossLabel.get() + " " + Numbers.brief(shown.before()) + " → "
                + Numbers.brief(loss);
        double mark = ruler.x(shown.weights());
        double x = tip + .7 * em;
        boolean crossed = x < mark && x + Theme.width(text, theme.font(.9)) > mark;
        gc.fillText(text, crossed ? mark + .5 * em : x, y);
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

    /** What the length of all weights together is called, at which a line stands. */
    public StringProperty weightsLabelProperty() {
        return weightsLabel;
    }

    /** The word for the loss. */
    public StringProperty lossLabelProperty() {
        return lossLabel;
    }
}
