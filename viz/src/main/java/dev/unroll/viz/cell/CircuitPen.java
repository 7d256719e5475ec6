package dev.unroll.viz.cell;

import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.Palette;
import dev.unroll.viz.color.TextContrast;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import javafx.geometry.Rectangle2D;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.shape.StrokeLineJoin;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/** Draws belts, sluices and numbers of a {@link CellCircuit}, in one painting of it. */
final class CircuitPen {
    /** Gradients smaller than the largest by this factor have the thinnest belt. */
    private static final double DEEPEST = 1e-4;

    private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

    private final CellCircuit circuit;
    private final GraphicsContext gc;
    private final Theme theme;
    private final CellCircuit.@Nullable Turning turning;
    private final UnitStep now;
    private final double steepest;

    CircuitPen(CellCircuit circuit, GraphicsContext gc, Theme theme, CellCircuit.@Nullable Turning turning) {
        this.circuit = circuit;
        this.gc = gc;
        this.theme = theme;
        this.turning = turning;
        now = circuit.getUnitStep();
        steepest = now.steepest();
    }

    double width() {
        return circuit.getWidth();
    }

    double height() {
        return circuit.getHeight();
    }

    UnitStep now() {
        return now;
    }

    boolean backward() {
        return circuit.backwardProperty().get();
    }

    boolean dark() {
        return theme.dark();
    }

    /** The room that a card needs beside its middle. */
    double margin() {
        return (backward() ? 2.85 : 2.5) * line();
    }

    /** How high the line is that brings a cell what it reads. */
    double bus() {
        return Math.min(.93 * height(), height() - 1.1 * line());
    }

    /** How high a sluice is, and how thick the thickest belt. */
    double sluiceHeight() {
        return Math.clamp(.27 * height(), 3 * theme.em(), 9 * theme.em());
    }

    private double type() {
        return Math.clamp(height() / (17 * theme.em()), 1, 1.5);
    }

    private double line() {
        return type() * theme.em();
    }

    private boolean hidden(String name) {
        return circuit.withheld(CellPart.of(name)) != null;
    }

    // --- belts ---

    /**
     * A belt along a way, from its beginning to its end.
     *
     * @param of the part without which the belt has no number, or empty
     * @param value what it carries forwards
     * @param gradient what passes it backwards
     * @param xy the corners of its way, two numbers each
     */
    void belt(String of, double value, double gradient, double... xy) {
        boolean computed = of.isEmpty() || !hidden(of);
        double number = backward() ? gradient : value;
        boolean flows = computed && number != 0 && Double.isFinite(number);
        double thickness = flows ? thickness(number) : 1;
        gc.setLineCap(StrokeLineCap.BUTT);
        gc.setLineJoin(StrokeLineJoin.ROUND);
        gc.setLineWidth(thickness);
        gc.setStroke(flows ? color(number) : theme.line());
        gc.setLineDashes(flows ? null : new double[] {4, 4});
        gc.beginPath();
        gc.moveTo(xy[0], xy[1]);
        for (int i = 2; i < xy.length; i += 2) gc.lineTo(xy[i], xy[i + 1]);
        gc.stroke();
        gc.setLineDashes((double[]) null);
        if (flows) chevrons(thickness, color(number), xy);
    }

    private double thickness(double number) {
        double widest = .78 * sluiceHeight();
        if (!backward())
            return Math.max(
                    1.5,
                    widest
                            * Math.min(
                                    1,
                                    Math.abs(number) / circuit.extentProperty().get()));
        double share = Math.abs(number) / Math.max(1e-45, steepest);
        double position = Math.clamp(1 - Math.log(share) / Math.log(DEEPEST), 0, 1);
        return Math.max(1.5, .5 * widest * position);
    }

    private Color color(double number) {
        boolean dark = theme.dark();
        if (backward()) {
            double top = steepest > 0 ? steepest : 1;
            return now.gradientScale().color(Math.max(Math.abs(number), top * 1e-3), dark);
        }
        return Palette.DIVERGING.color(number > 0 ? .76 : .24, dark);
    }

    /** Signs of the direction, a few along the belt. */
    private void chevrons(double thickness, Color color, double... xy) {
        double size = Math.clamp(.4 * thickness, 3.5, .55 * theme.em());
        Color ink = thickness > 3 * size ? TextContrast.on(color).deriveColor(0, 1, 1, .55) : theme.ink();
        for (int i = 0; i + 3 < xy.length; i += 2) {
            double dx = xy[i + 2] - xy[i];
            double dy = xy[i + 3] - xy[i + 1];
            double length = Math.hypot(dx, dy);
            if (length < 3 * size) continue;
            int count = Math.max(1, (int) (length / (5 * theme.em())));
            double sign = backward() ? -1 : 1;
            for (int k = 0; k < count; k++) {
                double at = (k + .5) / count;
                double x = xy[i] + at * dx;
                double y = xy[i + 1] + at * dy;
                double ux = sign * dx / length * size;
                double uy = sign * dy / length * size;
                gc.setStroke(ink);
                gc.setLineWidth(2);
                gc.strokePolyline(
                        new double[] {x - ux / 2 - uy, x + ux / 2, x - ux / 2 + uy},
                        new double[] {y - uy / 2 + ux, y + uy / 2, y - uy / 2 - ux},
                        3);
            }
        }
    }

    /** A thin wire that brings a gate what it is computed from. */
    void wire(Color color, double... xy) {
        gc.setStroke(color);
        gc.setLineWidth(1.5);
        gc.beginPath();
        gc.moveTo(xy[0], xy[1]);
        for (int i = 2; i < xy.length; i += 2) gc.lineTo(xy[i], xy[i + 1]);
        gc.stroke();
    }

    Color muted() {
        return theme.muted();
    }

    // --- sluices ---

    /** A gate as a sluice: two blades that leave it as far open as its number says. */
    void sluice(String name, Color color, double x, double y, boolean inverse) {
        CellPart part = CellPart.of(name);
        double height = sluiceHeight();
        double width = Math.max(1.5 * theme.em(), .3 * height);
        double top = y - height / 2;
        boolean mine = turning != null && turning.part().equals(part);
        double value = mine ? turning.opening() : now.value(part);
        double opening = Math.clamp(inverse ? 1 - value : value, 0, 1);
        Rectangle2D bounds = new Rectangle2D(x - width / 2, top, width, height);
        circuit.place(part, bounds, !inverse);
        if (hidden(name)) {
            gc.setFill(CellPainter.veil(theme));
            gc.fillRoundRect(x - width / 2, top, width, height, 6, 6);
            text(circuit.isVeiled(part) ? "?" : "", theme.bold(1.2 * type()), theme.muted(), x, y);
        } else {
            double blade = (1 - opening) * height / 2;
            gc.setFill(color.deriveColor(0, 1, 1, .16));
            gc.fillRect(x - width / 2, top, width, height);
            gc.setFill(color);
            gc.fillRect(x - width / 2, top, width, blade);
            gc.fillRect(x - width / 2, top + height - blade, width, blade);
            ghost(part, inverse, x, y, width, height);
        }
        boolean hand = circuit.heldProperty().get().contains(name);
        gc.setStroke(color);
        gc.setLineWidth(hand ? 3 : 1.5);
        gc.setLineDashes(hand ? new double[] {5, 3} : null);
        gc.strokeRoundRect(x - width / 2, top, width, height, 4, 4);
        gc.setLineDashes((double[]) null);
        double above = top - .75 * line();
        String symbol = (inverse ? "1 − " : "") + circuit.symbol(name);
        String number = hidden(name) ? "" : " " + brief(inverse ? 1 - value : value);
        titled(inverse ? "" : name, (backward() ? "× " : "") + symbol + number, color, x, above);
    }

    /** Where the blades would stand, had nobody touched them. */
    private void ghost(CellPart part, boolean inverse, double x, double y, double width, double height) {
        Float before = now.unchanged().get(part);
        if (before == null || before == now.value(part)) return;
        double half = (inverse ? 1 - before : before) * height / 2;
        gc.setStroke(theme.ink());
        gc.setLineWidth(1.5);
        gc.setLineDashes(3, 3);
        Lines.line(gc, x - width / 2 - 4, y - half, x + width / 2 + 4, y - half);
        Lines.line(gc, x - width / 2 - 4, y + half, x + width / 2 + 4, y + half);
        gc.setLineDashes((double[]) null);
    }

    /** A belt that comes from the step before, or goes on to the next, faintly. */
    void neighbour(double value, double gradient, double x0, double x1, double y) {
        gc.setGlobalAlpha(.35);
        belt("", value, gradient, x0, y, x1, y);
        gc.setGlobalAlpha(1);
    }

    /** What a gradient is multiplied by where it passes something that is no gate; nothing forwards. */
    void factor(String text, double value, double x, double y) {
        if (!backward()) return;
        String whole = "× " + text + " = " + brief(value);
        Font font = theme.bold(.95 * type());
        double width = Theme.width(whole, font);
        double height = 1.35 * line();
        gc.setFill(theme.background().deriveColor(0, 1, 1, .9));
        gc.fillRoundRect(x - width / 2 - 4, y - height / 2, width + 8, height, 8, 8);
        text(whole, font, theme.accent(), x, y);
    }

    // --- numbers ---

    /** An operation on the numbers that meet there. */
    void node(String sign, double x, double y) {
        double radius = .95 * line();
        gc.setFill(theme.background());
        gc.fillOval(x - radius, y - radius, 2 * radius, 2 * radius);
        gc.setStroke(theme.ink());
        gc.setLineWidth(1.5);
        gc.strokeOval(x - radius, y - radius, 2 * radius, 2 * radius);
        text(sign, theme.bold((sign.length() > 1 ? .62 : 1.3) * type()), theme.ink(), x, y);
    }

    /** A small operation on the way of a wire. */
    void squash(String sign, Color color, double x, double y) {
        double half = .62 * line();
        double wide = sign.length() > 1 ? 1.9 * half : half;
        gc.setFill(theme.background());
        gc.fillRoundRect(x - wide, y - half, 2 * wide, 2 * half, 8, 8);
        gc.setStroke(color);
        gc.setLineWidth(1.5);
        gc.strokeRoundRect(x - wide, y - half, 2 * wide, 2 * half, 8, 8);
        text(sign, theme.font(.8 * type()), theme.ink(), x, y);
    }

    /** A number of the cell on a card, with its symbol above. */
    void number(CellPart part, @Nullable Color frame, double x, double y) {
        double width = (backward() ? 5.1 : 4.2) * line();
        double height = 1.7 * line();
        circuit.place(part, new Rectangle2D(x - width / 2, y - height / 2, width, height), false);
        boolean untold = circuit.withheld(part) != null;
        float value = backward() ? now.gradients().getOrDefault(part, 0f) : now.value(part);
        Color fill = untold ? CellPainter.veil(theme) : card(value);
        gc.setFill(fill);
        gc.fillRoundRect(x - width / 2, y - height / 2, width, height, 6, 6);
        gc.setStroke(frame == null ? theme.line() : frame);
        gc.setLineWidth(frame == null ? 1 : 2);
        gc.strokeRoundRect(x - width / 2, y - height / 2, width, height, 6, 6);
        String shown = untold ? circuit.isVeiled(part) ? "?" : "" : brief(value);
        fitted(shown, untold ? theme.muted() : TextContrast.on(fill), x, y, width - 6);
        String symbol = circuit.symbol(part.name()) + subscript(now.step() - (part.previous() ? 1 : 0));
        String title = backward() ? "∂L/∂" + symbol : symbol;
        double above = Math.max(height, thickness(value)) / 2; // clear of the belt that it lies on
        titled(
                part.previous() || backward() ? "" : part.name(),
                title,
                frame == null ? theme.ink() : frame,
                x,
                y - above - .7 * line());
        Float before = now.unchanged().get(part);
        if (!untold && !backward() && before != null && before != value)
            text("← " + brief(before), theme.font(.85 * type()), theme.muted(), x, y + height / 2 + .65 * line());
    }

    private Color card(float value) {
        if (!backward())
            return ColorScale.signed(circuit.extentProperty().get()).color(value, theme.dark());
        return now.gradientScale().color(Math.abs(value), theme.dark());
    }

    /** The token that is read. */
    void input(double x, double y) {
        String text = circuit.tokenProperty().get();
        Font font = theme.bold(1.1 * type());
        double width = Math.max(2.2 * line(), Theme.width(text, font) + line());
        double height = 1.7 * line();
        circuit.place(
                CellPart.of(CellCircuit.INPUT), new Rectangle2D(x - width / 2, y - height / 2, width, height), false);
        gc.setFill(theme.background().interpolate(theme.line(), .6));
        gc.fillRoundRect(x - width / 2, y - height / 2, width, height, 6, 6);
        text(text, font, theme.ink(), x, y);
        text("x" + subscript(now.step()), theme.bold(type()), theme.ink(), x, y - height / 2 - .7 * line());
    }

    /** What a part is called, in words where there are some, and its symbol; inside the view. */
    private void titled(String name, String symbol, Color color, double x, double y) {
        String word = circuit.wordsProperty().get().getOrDefault(name, "");
        Font plain = theme.font(.85 * type());
        double gap = word.isEmpty() ? 0 : .4 * line();
        double before = Theme.width(word, plain) + gap;
        double whole = before + Theme.width(symbol, theme.bold(type()));
        double left = Math.clamp(x - whole / 2, 7, Math.max(7, width() - whole - 5));
        text(word, plain, theme.muted(), left + (before - gap) / 2, y);
        text(symbol, theme.bold(type()), color, left + (before + whole) / 2, y);
    }

    /** Outlines what is pointed at. */
    void outline(Rectangle2D bounds, boolean selected) {
        gc.setStroke(selected ? theme.accent() : theme.ink());
        gc.setLineWidth(selected ? 2.5 : 1);
        gc.strokeRoundRect(
                bounds.getMinX() - 3, bounds.getMinY() - 3, bounds.getWidth() + 6, bounds.getHeight() + 6, 8, 8);
    }

    /** The height of a line of the drawing's type. */
    double em() {
        return line();
    }

    private void fitted(String text, Color color, double x, double y, double width) {
        double size = 1.05 * type();
        double wide = Theme.width(text, theme.font(size));
        text(text, theme.font(wide > width ? size * width / wide : size), color, x, y);
    }

    private void text(String text, Font font, Color color, double x, double y) {
        gc.setFont(font);
        gc.setFill(color);
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(text, x, y);
    }

    private static String brief(double value) {
        return Math.abs(value) >= 1e-3 && Math.abs(value) < 99 ? Numbers.brief(value) : Numbers.tick(value);
    }

    private static String subscript(int number) {
        if (number < 0) return "₋₁";
        StringBuilder digits = new StringBuilder();
        for (char digit : Integer.toString(number).toCharArray()) digits.append(SUBSCRIPTS.charAt(digit - '0'));
        return digits.toString();
    }
}
