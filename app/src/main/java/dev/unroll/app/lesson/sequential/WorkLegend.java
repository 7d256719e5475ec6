package dev.unroll.app.lesson.sequential;

import dev.unroll.app.i18n.Messages;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.view.CanvasView;
import dev.unroll.viz.view.Theme;

import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;

/** What the colours of operations mean. */
final class WorkLegend extends CanvasView {
    private final Messages messages;

    WorkLegend(Messages messages) {
        super("work-legend");
        this.messages = messages;
        messages.languageProperty().subscribe(() -> {
            requestLayout();
            repaint();
        });
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        double x = 0;
        Color forward = CategoricalPalette.color(0, theme.dark());
        x = item(gc, theme, x, forward, "sequential.forward");
        x = item(gc, theme, x, CategoricalPalette.color(1, theme.dark()), "sequential.backward");
        item(gc, theme, x, forward.interpolate(theme.background(), .55), "sequential.pale");
    }

    private double item(GraphicsContext gc, Theme theme, double x, Color color, String key) {
        double em = theme.em();
        double middle = getHeight() / 2;
        gc.setFill(color);
        gc.fillRect(x, middle - .45 * em, .9 * em, .9 * em);
        gc.setFont(theme.font(.85));
        gc.setFill(theme.ink());
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(messages.get(key), x + 1.2 * em, middle);
        return x + 2.8 * em + Theme.width(messages.get(key), theme.font(.85));
    }

    @Override
    protected double computePrefWidth(double height) {
        double width = 0;
        for (String key : new String[] {"sequential.forward", "sequential.backward", "sequential.pale"})
            width += 2.8 * theme().em() + Theme.width(messages.get(key), theme().font(.85));
        return width;
    }

    @Override
    protected double computePrefHeight(double width) {
        return 1.8 * theme().em();
    }
}
