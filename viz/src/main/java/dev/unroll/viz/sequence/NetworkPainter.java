package dev.unroll.viz.sequence;

import dev.unroll.viz.color.TextContrast;
import dev.unroll.viz.sequence.UnrolledNetwork.Arrow;
import dev.unroll.viz.view.ArrowPainter;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;

import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/** One painting of an {@link UnrolledNetwork}: its blocks, the arrows forward or the gradients back, and the loss. */
final class NetworkPainter {
    /** The size of the numbers under blocks, in ems. */
    private static final double NUMBER = .75;

    private final UnrolledNetwork network;
    private final GraphicsContext gc;
    private final Theme theme;
    private final NetworkLayout g;

    NetworkPainter(UnrolledNetwork network, GraphicsContext gc, Theme theme, NetworkLayout layout) {
        this.network = network;
        this.gc = gc;
        this.theme = theme;
        this.g = layout;
    }

    private double left(int t) {
        return g.arrows()
                ? Math.round(network.axis().x(t) - g.blockWidth() / 2)
                : network.axis().left(t);
    }

    private double right(int t) {
        return g.arrows()
                ? Math.round(network.axis().x(t) + g.blockWidth() / 2)
                : network.axis().left(t + 1);
    }

    /** Paints the blocks of a step and the arrows that lead to them. */
    void step(int t) {
        for (int layer = 0; layer < g.layers(); layer++) block(layer, t);
        if (network.isBackward()) backward(t);
        else forward(t);
    }

    private void block(int layer, int t) {
        double x = left(t);
        double width = right(t) - x;
        if (!network.isComputed(t)) {
            CellPainter.empty(gc, theme, x, g.top(layer), width, g.bottom(layer) - g.top(layer));
            return;
        }
        CellPainter painter = new CellPainter(gc, theme, network.scaleProperty().get(), g.blockWidth(), g.rowHeight());
        for (int unit = 0; unit < g.units()[layer]; unit++) {
            double y = g.y(layer, unit);
            double height = g.y(layer, unit + 1) - y;
            if (network.isVeiled(network.cell(layer, unit, t))) CellPainter.veiled(gc, theme, x, y, width, height);
            else painter.paint(x, y, width, height, network.state(layer, t, unit));
        }
    }

    private void forward(int t) {
        double x = Math.round(network.axis().x(t)) + .5;
        for (int layer = 0; layer < g.layers() && g.stubs(); layer++) {
            Arrow below = layer == 0 ? Arrow.INPUT : new Arrow.Between(layer - 1);
            double from = layer == 0 ? network.getHeight() - 1 : g.top(layer - 1) - 3;
            arrow(t, below, x, from, x, g.bottom(layer) + 3);
        }
        int highest = g.layers() - 1;
        if (g.stubs())
            arrow(
                    t,
                    Arrow.OUTPUT,
                    x,
                    g.top(highest) - 3,
                    x,
                    t == network.lossAtProperty().get() ? badge() : 2);
        for (int layer = 0; layer < g.layers() && t > 0 && g.arrows(); layer++) {
            double y = g.middle(layer);
            arrow(t, new Arrow.Recurrent(layer), right(t - 1) + 2, y, left(t) - 3, y);
        }
    }

    private void arrow(int t, Arrow arrow, double x0, double y0, double x1, double y1) {
        boolean now = t == network.axis().getPosition()
                && network.activeProperty().get().contains(arrow);
        Color color = now ? theme.accent() : network.isComputed(t) ? theme.muted() : theme.line();
        ArrowPainter.paint(gc, color, now ? 3 : 1.5, x0, y0, x1, y1);
    }

    private void backward(int t) {
        double x = Math.round(network.axis().x(t)) + .5;
        for (int layer = 0; layer < g.layers(); layer++) {
            if (!network.hasGradient(layer, t)) continue;
            double size = network.layerGradientSizesProperty().get().get(layer).at(t);
            double share = network.gradientScaleProperty().get().position(size);
            Color color = network.gradientScaleProperty().get().color(size, theme.dark());
            double y = g.middle(layer);
            if (g.arrows() && t < network.steps() - 1 && network.hasGradient(layer, t + 1)) {
                ArrowPainter.paint(gc, color, thickness(share), left(t + 1) - 2, y, right(t) + 3, y);
            }
            boolean highest = layer == g.layers() - 1;
            if (g.stubs()
                    && (!highest
                            || network.lossAtProperty().get() < 0
                            || t == network.lossAtProperty().get())) {
                double from = highest
                        ? t == network.lossAtProperty().get() ? badge() : 2
                        : g.bottom(layer + 1) + numberTop() + numberHeight();
                ArrowPainter.paint(gc, color, Math.min(4, thickness(share)), x, from, x, g.top(layer) - 2);
            }
            size(layer, t, size);
        }
    }

    private double thickness(double share) {
        return Double.isNaN(share) ? 2 : 1 + share * .6 * theme.em();
    }

    /** The bar under a block, whose height repeats what its colour says, and its number. */
    private void size(int layer, int t, double size) {
        double share = network.gradientScaleProperty().get().position(size);
        double x = left(t);
        double width = right(t) - x;
        double top = g.bottom(layer) + 3;
        double height = Double.isNaN(share) ? 4 : 2 + share * .45 * theme.em();
        gc.setFill(network.gradientScaleProperty().get().color(size, theme.dark()));
        gc.fillRect(x, top, Math.max(1, width - 1), height);
        Font font = theme.font(NUMBER * numberGrowth());
        String text = Numbers.brief(size);
        if (Theme.width(text, font) + 2 > network.axis().getColumnWidth()) return;
        gc.setFont(font);
        gc.setFill(theme.ink());
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.TOP);
        gc.fillText(text, network.axis().x(t), g.bottom(layer) + numberTop());
    }

    private double numberTop() {
        return 3 + .5 * theme.em();
    }

    private double numberHeight() {
        return 1.25 * NUMBER * numberGrowth() * theme.em();
    }

    /** How much larger than usual numbers under the blocks are, for which the gap must have room beside an arrow. */
    private double numberGrowth() {
        return Math.clamp(.8 * g.gap() / theme.em() - (g.layers() > 1 ? 1.6 : .8), 1, network.rowGrowth());
    }

    /** Where the mark of the loss ends, at the top of the view. */
    private double badge() {
        return 1.25 * theme.em();
    }

    /** Marks the column in which the loss arises by a badge at the top that points to it. */
    void loss() {
        int t = network.lossAtProperty().get();
        Font font = theme.bold(.85);
        Color color = network.gradientScaleProperty().get().palette().color(.85, theme.dark());
        double width = Theme.width(network.lossLabelProperty().get(), font) + .9 * theme.em();
        double least = network.axis().getGutter() + width / 2;
        double middle = Math.clamp(
                network.axis().x(t),
                least,
                Math.max(least, least + network.axis().available() - width));
        double height = badge() - 2;
        gc.setFill(color);
        gc.fillRoundRect(Math.round(middle - width / 2), 1, width, height, theme.em(), theme.em());
        double x = network.axis().x(t);
        double tip = .25 * theme.em();
        if (!g.stubs()) {
            gc.fillPolygon(new double[] {x - tip, x + tip, x}, new double[] {height, height, height + 2 * tip}, 3);
        }
        gc.setFont(font);
        gc.setFill(TextContrast.on(color));
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(network.lossLabelProperty().get(), middle, badge() / 2);
    }

    /** Outlines a cell that there is. */
    void outline(Cell cell, boolean selected) {
        double x = left(cell.column());
        double y = g.y(network.layer(cell), network.unit(cell));
        double width = right(cell.column()) - x;
        double height = g.y(network.layer(cell), network.unit(cell) + 1) - y;
        CellPainter.outline(gc, theme, x, y, Math.max(3, width), Math.max(3, height), selected);
    }
}
