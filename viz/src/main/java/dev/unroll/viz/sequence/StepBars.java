package dev.unroll.viz.sequence;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.canvas.GraphicsContext;

/** A view of one number for each time step as a bar, with the view's title in the gutter. Its one row is as high as the view. */
public abstract class StepBars extends TimeView {
    private final ObjectProperty<@Nullable Tensor> values;

    /**
     * Bars of nothing yet.
     *
     * @param values the name of the property of the numbers
     */
    @SuppressWarnings("this-escape") // A property names its bean; nothing is called on it before construction ends.
    protected StepBars(String styleClass, TimeAxis axis, String values) {
        super(styleClass, axis);
        this.values = new SimpleObjectProperty<>(this, values);
        repaintOn(this.values);
    }

    /** The numbers, {@code [TIME]}. */
    protected final ObjectProperty<@Nullable Tensor> values() {
        return values;
    }

    /** The number of step {@code t}; NaN where there is none. */
    protected final float value(int t) {
        Tensor all = values.get();
        return all == null || t >= all.length() ? Float.NaN : all.at(t);
    }

    /** The largest absolute value, or 1 where all are 0. */
    protected final double largest() {
        double largest = 0;
        for (int t = 0; t < steps(); t++) if (Float.isFinite(value(t))) largest = Math.max(largest, Math.abs(value(t)));
        return largest == 0 ? 1 : largest;
    }

    @Override
    protected final int rows() {
        return Math.min(1, steps());
    }

    @Override
    protected int steps() {
        Tensor all = values.get();
        return all == null ? 0 : all.length();
    }

    @Override
    protected final List<String> gutterLabels() {
        return List.of(getTitle());
    }

    @Override
    protected final void paintGutter(GraphicsContext gc, Theme theme) {
        label(gc, theme, getTitle(), getHeight() / 2);
    }

    @Override
    protected final @Nullable Cell cellAt(double x, double y) {
        return cellAt(x, y, 0, getHeight());
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(5 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(9 * theme().em());
    }
}
