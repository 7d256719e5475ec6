package dev.unroll.viz.cell;

import dev.unroll.viz.color.CategoricalPalette.Gate;

import javafx.scene.paint.Color;

/**
 * An LSTM cell: the cell state runs straight through, past the forget gate; what the input gate lets in is added to it; and what the
 * output gate lets out of it becomes the hidden state. Parts have the names of a trace: {@code cellState}, {@code forgetGate} …
 */
public final class LstmCircuit extends CellCircuit {
    private static final String CELL = "cellState";
    private static final String HIDDEN = "hiddenState";
    private static final String FORGET = "forgetGate";
    private static final String INPUT_GATE = "inputGate";
    private static final String CANDIDATE = "cellCandidate";
    private static final String OUTPUT = "outputGate";

    /** A cell without numbers. */
    public LstmCircuit() {
        super("lstm-circuit");
    }

    @Override
    String symbol(String name) {
        return switch (name) {
            case CELL -> "c";
            case HIDDEN -> "h";
            case FORGET -> "f";
            case INPUT_GATE -> "i";
            case CANDIDATE -> "g";
            case OUTPUT -> "o";
            default -> "x";
        };
    }

    /** Where things stand, in pixels. */
    private record Grid(double w, double h, double margin, double bus) {
        double x(double share) {
            return margin + share * (w - 2 * margin);
        }

        double belt() {
            return .29 * h;
        }

        double lower() {
            return .68 * h;
        }
    }

    @Override
    void draw(CircuitPen pen) {
        Grid at = new Grid(pen.width(), pen.height(), pen.margin(), pen.bus());
        double half = pen.sluiceHeight() / 2;
        taps(pen, at, half);
        belts(pen, at);
        pen.sluice(FORGET, color(pen, Gate.FORGET), at.x(.17), at.belt(), false);
        pen.sluice(INPUT_GATE, color(pen, Gate.INPUT), at.x(.43), at.lower(), false);
        pen.sluice(OUTPUT, color(pen, Gate.OUTPUT), at.x(.83), at.lower(), false);
        pen.node("+", at.x(.57), at.belt());
        pen.node("tanh", at.x(.69), at.lower());
        pen.number(CellPart.before(CELL), null, at.x(0), at.belt());
        pen.number(CellPart.of(CELL), null, at.x(1), at.belt());
        pen.number(CellPart.of(CANDIDATE), color(pen, Gate.CANDIDATE), at.x(.28), at.lower());
        pen.number(CellPart.of(HIDDEN), null, at.x(1), at.lower());
        pen.number(CellPart.before(HIDDEN), null, at.x(0), at.lower());
        pen.input(at.x(0), at.bus());
        factors(pen, at);
    }

    private static Color color(CircuitPen pen, Gate gate) {
        return gate.color(pen.dark());
    }

    /** From what is read and remembered to each gate. */
    private static void taps(CircuitPen pen, Grid at, double half) {
        double bus = at.bus();
        double squash = (bus + at.lower() + half) / 2;
        pen.wire(pen.muted(), at.x(0), bus, at.x(.83), bus);
        pen.wire(pen.muted(), at.x(0), at.lower(), at.x(.1), at.lower(), at.x(.1), bus);
        tap(pen, color(pen, Gate.FORGET), "σ", at.x(.17), bus, squash, at.belt() + half);
        tap(pen, color(pen, Gate.CANDIDATE), "tanh", at.x(.28), bus, squash, at.lower() + .85 * pen.em());
        tap(pen, color(pen, Gate.INPUT), "σ", at.x(.43), bus, squash, at.lower() + half);
        tap(pen, color(pen, Gate.OUTPUT), "σ", at.x(.83), bus, squash, at.lower() + half);
    }

    private static void tap(CircuitPen pen, Color color, String sign, double x, double bus, double squash, double top) {
        pen.wire(color, x, bus, x, top);
        pen.squash(sign, color, x, squash);
    }

    private static void belts(CircuitPen pen, Grid at) {
        UnitStep now = pen.now();
        double f = now.value(FORGET);
        double i = now.value(INPUT_GATE);
        double o = now.value(OUTPUT);
        double g = now.value(CANDIDATE);
        double c = now.value(CELL);
        double before = now.value(CellPart.before(CELL));
        double squashed = Math.tanh(c);
        double dc = now.gradient(CELL);
        double dh = now.gradient(HIDDEN);
        double y = at.belt();
        double low = at.lower();
        pen.neighbour(before, now.gradients().getOrDefault(CellPart.before(CELL), 0f), 0, at.x(0), y);
        pen.neighbour(c, dc, at.x(1), at.w(), y);
        pen.belt("", before, dc * f, at.x(0), y, at.x(.17), y);
        pen.belt(FORGET, f * before, dc, at.x(.17), y, at.x(.57), y);
        pen.belt(CANDIDATE, g, dc * i, at.x(.28), low, at.x(.43), low);
        pen.belt(INPUT_GATE, i * g, dc, at.x(.43), low, at.x(.57), low, at.x(.57), y);
        pen.belt(CELL, c, dh * o * (1 - squashed * squashed), at.x(.69), y, at.x(.69), low);
        pen.belt(CELL, squashed, dh * o, at.x(.69), low, at.x(.83), low);
        pen.belt(HIDDEN, now.value(HIDDEN), dh, at.x(.83), low, at.x(1), low);
        pen.belt(CELL, c, dc, at.x(.57), y, at.x(1), y);
    }

    /** What a gradient is multiplied by in front of the output gate: where |c| is large, next to nothing. */
    private static void factors(CircuitPen pen, Grid at) {
        double squashed = Math.tanh(pen.now().value(CELL));
        pen.factor("(1 − tanh² c)", 1 - squashed * squashed, at.x(.75), at.belt() + 1.8 * pen.em());
    }
}
