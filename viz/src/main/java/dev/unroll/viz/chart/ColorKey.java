package dev.unroll.viz.chart;

import dev.unroll.viz.view.CanvasView;
import dev.unroll.viz.view.Theme;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;

/** What single colours mean, side by side in one line; for the colours of a scale there is {@link Legend}. */
public final class ColorKey extends CanvasView {
    private final ObjectProperty<List<Item>> items = new SimpleObjectProperty<>(this, "items", List.of());

    /**
     * A colour and what it means.
     *
     * @param color as it is in a theme
     */
    public record Item(String text, Function<Theme, Color> color) {}

    /** A key to no colours. */
    public ColorKey() {
        super("color-key");
        repaintOn(items);
        items.addListener(_ -> {
            requestLayout();
            setAccessibleText(items.get().stream().map(Item::text).collect(Collectors.joining(", ")));
        });
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        double em = theme.em();
        double middle = getHeight() / 2;
        double x = 0;
        gc.setFont(theme.font(.85));
        gc.setTextBaseline(VPos.CENTER);
        for (Item item : items.get()) {
            gc.setFill(item.color.apply(theme));
            gc.fillRect(x, middle - .45 * em, .9 * em, .9 * em);
            gc.setFill(theme.ink());
            gc.fillText(item.text, x + 1.2 * em, middle);
            x += width(item, theme);
        }
    }

    /** How much room an item takes, that before the next included. */
    private static double width(Item item, Theme theme) {
        return 2.8 * theme.em() + Theme.width(item.text, theme.font(.85));
    }

    @Override
    protected double computePrefWidth(double height) {
        return items.get().stream().mapToDouble(item -> width(item, theme())).sum();
    }

    @Override
    protected double computePrefHeight(double width) {
        return 1.8 * theme().em();
    }

    /** The colours, from the left. */
    public ObjectProperty<List<Item>> itemsProperty() {
        return items;
    }

    public void setItems(List<Item> list) {
        items.set(List.copyOf(list));
    }
}
