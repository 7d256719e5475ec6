package dev.unroll.viz.chart;

import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.CanvasView;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/** A horizontal bar of a scale's colours with ticks and a title, to stand beside each view that uses the scale. */
public final class Legend extends CanvasView {
    private final ObjectProperty<ColorScale> scale = new SimpleObjectProperty<>(this, "scale", ColorScale.signed(1));
    private final StringProperty title = new SimpleStringProperty(this, "title", "");

    /** A legend of the signed scale from −1 to 1 until another is set. */
    public Legend() {
        super("legend-bar");
        repaintOn(scale, title);
        accessibleTextProperty().bind(title);
    }

    @Override
    protected double computePrefWidth(double height) {
        return 15 * theme().em();
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil((title.get().isEmpty() ? 2.3 : 3.6) * theme().em());
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computeMaxHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        double em = theme.em();
        Font small = theme.font(.85);
        List<Double> ticks = scale.get().ticks();
        double inset = Math.ceil(ticks.stream()
                        .mapToDouble(tick -> Theme.width(Numbers.tick(tick), small))
                        .max()
                        .orElse(0)
                / 2);
        int left = (int) inset + 1;
        int width = (int) (getWidth() - 2 * inset - 2);
        if (width < 8) return;
        double top = 0;
        if (!title.get().isEmpty()) {
            gc.setTextBaseline(VPos.TOP);
            gc.setFill(theme.ink());
            gc.setFont(small);
            gc.fillText(Theme.elide(title.get(), small, getWidth() - left), left, 0);
            top = Math.ceil(1.3 * em);
        }
        double bar = Math.round(.6 * em);
        for (int x = 0; x < width; x++) {
            gc.setFill(scale.get().palette().color((x + .5) / width, theme.dark()));
            gc.fillRect(left + x, top, 1, bar);
        }
        gc.setStroke(theme.line());
        Lines.frame(gc, left - .5, top - .5 + (top == 0 ? 1 : 0), width + 1, bar + (top == 0 ? 0 : 1));
        gc.setFont(small);
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.TOP);
        double free = Double.NEGATIVE_INFINITY; // where the last number ends
        for (double tick : ticks) {
            double x = Math.round(left + scale.get().position(tick) * width);
            gc.setStroke(theme.muted());
            Lines.line(gc, x + .5, top + bar, x + .5, top + bar + .2 * em);
            double half = Theme.width(Numbers.tick(tick), small) / 2;
            if (x - half < free) continue;
            free = x + half + .3 * em;
            gc.setFill(theme.muted());
            gc.fillText(Numbers.tick(tick), x, top + bar + .22 * em);
        }
    }

    /** The scale that is explained. */
    public ObjectProperty<ColorScale> scaleProperty() {
        return scale;
    }

    public void setScale(ColorScale value) {
        scale.set(value);
    }

    /** What the numbers are. */
    public StringProperty titleProperty() {
        return title;
    }

    public void setTitle(String text) {
        title.set(text);
        requestLayout();
    }
}
