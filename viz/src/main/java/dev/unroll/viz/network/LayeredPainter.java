package dev.unroll.viz.network;

import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.TextContrast;
import dev.unroll.viz.network.LayerRows.Row;
import dev.unroll.viz.network.NetworkPart.Line;
import dev.unroll.viz.network.NetworkPart.Node;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import javafx.geometry.Point2D;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/** One painting of a {@link LayeredNetwork}: the lines from the thinnest to the thickest, over them the nodes with their numbers. */
final class LayeredPainter {
    private static final double FAINT = .12;
    private static final double UNUSED = .3;

    private final LayeredNetwork network;
    private final GraphicsContext gc;
    private final Theme theme;
    private final LayeredLayout g;

    /** The size of the largest gradient at a line that is shown. */
    private double largest = 1;

    LayeredPainter(LayeredNetwork network, GraphicsContext gc, Theme theme, LayeredLayout layout) {
        this.network = network;
        this.gc = gc;
        this.theme = theme;
        this.g = layout;
    }

    void paint() {
        List<Line> shown = network.shownLines(g);
        largest = shown.stream()
                .filter(network::isBackward)
                .mapToDouble(line -> Math.abs(network.value(line)))
                .filter(size -> size > 0 && Double.isFinite(size))
                .max()
                .orElse(1);
        List<Line> lines = shown.stream()
                .sorted(Comparator.comparingDouble(this::strength))
                .toList();
        for (Line line : lines) line(line, opacity(line), 0);
        gc.setGlobalAlpha(1);
        outlined(network.getHovered(), false);
        outlined(network.getSelected(), true);
        for (int layer = 0; layer < network.layersProperty().get().size(); layer++) layer(layer);
        number(network.getHovered());
        number(network.getSelected());
    }

    // --- lines ---

    /** How large what a line shows is, from 0 to 1. */
    private double strength(Line line) {
        if (network.isVeiled(line)) return .1;
        double value = network.value(line);
        if (network.isBackward(line)) return Math.min(1, Math.abs(value) / largest);
        return orNone(Math.abs(network.lineScaleProperty().get().position(value) - .5) * 2);
    }

    private static double orNone(double position) {
        return Double.isNaN(position) ? 0 : position;
    }

    private ColorScale gradients() {
        return network.gradientScaleProperty().get();
    }

    private double opacity(Line line) {
        NetworkPart pointed = network.getHovered();
        if (pointed instanceof Node node && node.layer() > 0)
            return line.target().equals(node) ? 1 : FAINT;
        boolean idle = !network.activeProperty().get().isEmpty()
                && !network.activeProperty().get().contains(line.layer());
        if (idle) return FAINT;
        boolean unused = !network.isBackward(line)
                && network.isComputed(line.layer())
                && network.layersProperty().get().get(line.layer()).values().at(line.from()) == 0;
        return unused ? UNUSED : 1;
    }

    private Color color(Line line) {
        if (network.isVeiled(line)) return CellPainter.veil(theme);
        double value = network.value(line);
        if (network.isBackward(line)) return gradients().color(Math.abs(value), theme.dark());
        return network.lineScaleProperty().get().color(value, theme.dark());
    }

    private void line(Line line, double opacity, double thicker) {
        Point2D[] ends = g.ends(line);
        if (ends == null) return;
        double width = .7 + strength(line) * g.thickest() + thicker;
        gc.setGlobalAlpha(opacity);
        gc.setStroke(thicker > 0 ? theme.accent() : color(line));
        gc.setLineWidth(width);
        gc.setLineCap(StrokeLineCap.BUTT);
        boolean negative = network.value(line) < 0 && !network.isVeiled(line);
        if (negative) gc.setLineDashes(2 + 2.2 * width, 1 + 1.1 * width);
        Lines.line(gc, ends[0].getX(), ends[0].getY(), ends[1].getX(), ends[1].getY());
        if (negative) gc.setLineDashes();
    }

    private void outlined(@Nullable NetworkPart part, boolean selected) {
        if (!(part instanceof Line line) || !network.contains(line)) return;
        line(line, 1, selected ? 5 : 2.5);
        line(line, 1, 0);
    }

    /** The number of a line that is pointed at, on it. */
    private void number(@Nullable NetworkPart part) {
        if (!(part instanceof Line line) || !network.contains(line) || network.isWithheld(line)) return;
        Point2D[] ends = g.ends(line);
        if (ends == null) return;
        Point2D middle = ends[0].interpolate(ends[1], .5);
        Font font = bold(.9);
        String text = Numbers.brief(network.value(line));
        double width = Theme.width(text, font) + .7 * g.em();
        double height = 1.5 * g.em();
        gc.setFill(theme.background());
        gc.setStroke(theme.accent());
        gc.setLineWidth(1);
        gc.fillRoundRect(middle.getX() - width / 2, middle.getY() - height / 2, width, height, height, height);
        gc.strokeRoundRect(middle.getX() - width / 2, middle.getY() - height / 2, width, height, height, height);
        text(text, font, theme.ink(), middle.getX(), middle.getY(), TextAlignment.CENTER);
    }

    // --- nodes ---

    private void layer(int layer) {
        NetworkLayer of = network.layersProperty().get().get(layer);
        boolean last = layer == network.layersProperty().get().size() - 1;
        TextAlignment side = TextAlignment.CENTER;
        text(of.title(), theme.bold(.9), theme.muted(), g.x(layer), .75 * theme.em(), side);
        List<Row> rows = g.rows(layer).rows();
        for (int row = 0; row < rows.size(); row++) {
            double y = g.y(layer, row);
            switch (rows.get(row)) {
                case Row.Heading(String text) -> text(text, font(.8), theme.muted(), g.x(layer), y, side);
                case Row.More(int count) ->
                    text(
                            network.moreTextProperty().get().formatted(count),
                            font(.8),
                            theme.muted(),
                            g.x(layer),
                            y,
                            side);
                case Row.Unit(int unit) -> node(of, new Node(layer, unit), y, last);
            }
        }
    }

    private void node(NetworkLayer of, Node node, double y, boolean last) {
        double x = g.x(node.layer());
        double r = g.radius(node.layer());
        boolean computed = network.isComputed(node.layer());
        boolean veiled = computed && network.isVeiled(node);
        Color fill = !computed ? theme.background() : veiled ? CellPainter.veil(theme) : fill(of, node);
        boolean expected = last && node.unit() == network.targetProperty().get();
        gc.setFill(fill);
        gc.fillOval(x - r, y - r, 2 * r, 2 * r);
        gc.setStroke(computed ? theme.muted() : theme.line());
        gc.setLineWidth(1);
        gc.strokeOval(x - r, y - r, 2 * r, 2 * r);
        if (node.equals(network.getSelected()) || node.equals(network.getHovered())) {
            gc.setStroke(node.equals(network.getSelected()) ? theme.accent() : theme.ink());
            gc.setLineWidth(2.5);
            gc.strokeOval(x - r - 2, y - r - 2, 2 * r + 4, 2 * r + 4);
        }
        if (veiled) text("?", bold(Math.min(1, r / g.em())), theme.muted(), x, y, TextAlignment.CENTER);
        else if (computed && r >= 1.05 * g.em())
            text(
                    Numbers.compact(network.value(node)),
                    font(Math.clamp(.55 * r / g.em(), .68, .95)),
                    TextContrast.on(fill),
                    x,
                    y,
                    TextAlignment.CENTER);
        if (!of.labels().isEmpty()) label(of, node, y, last, computed && !veiled, expected);
    }

    private Color fill(NetworkLayer of, Node node) {
        double value = network.value(node);
        return network.isBackward(node)
                ? gradients().color(Math.abs(value), theme.dark())
                : of.scale().color(value, theme.dark());
    }

    private void label(NetworkLayer of, Node node, double y, boolean last, boolean known, boolean expected) {
        boolean strong =
                known && (last ? node.unit() == of.largest() : of.values().at(node.unit()) != 0);
        Font font = strong ? bold(1) : font(1);
        Color color = strong || expected ? theme.ink() : theme.muted();
        double beside = g.radius(node.layer()) + .5 * g.em();
        double x = g.x(node.layer());
        String text = Theme.elide(of.label(node.unit()), font, 9 * g.em());
        text(text, font, color, last ? x + beside : x - beside, y, last ? TextAlignment.LEFT : TextAlignment.RIGHT);
        if (!last || !g.barred()) return;
        double height = Math.min(1.1 * g.em(), .7 * g.pitch(node.layer()));
        double left = g.barLeft();
        gc.setFill(theme.line().interpolate(theme.background(), .5));
        gc.fillRect(left, y - height / 2, g.barLength(), height);
        double share = of.values().at(node.unit());
        if (known && Double.isFinite(share)) {
            gc.setFill(of.scale().palette().color(.75, theme.dark()));
            gc.fillRect(left, y - height / 2, g.barLength() * Math.clamp(share, 0, 1), height);
        }
        if (expected) { // what came next in the text
            double tip = left + g.barLength() + 4;
            double half = Math.min(.4 * g.em(), height / 2 + 1);
            gc.setFill(theme.accent());
            gc.fillPolygon(
                    new double[] {tip, tip + 1.6 * half, tip + 1.6 * half}, new double[] {y, y - half, y + half}, 3);
        }
    }

    private Font font(double ems) {
        return theme.font(ems * g.growth());
    }

    private Font bold(double ems) {
        return theme.bold(ems * g.growth());
    }

    private void text(String text, Font font, Color color, double x, double y, TextAlignment alignment) {
        gc.setFont(font);
        gc.setFill(color);
        gc.setTextAlign(alignment);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(text, x, y);
    }
}
