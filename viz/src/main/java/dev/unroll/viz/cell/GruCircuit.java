package dev.unroll.viz.cell;

import dev.unroll.viz.color.CategoricalPalette.Gate;

import javafx.scene.paint.Color;

/**
 * A GRU cell: the hidden state itself runs straight through. One update gate is two sluices, what it keeps of the old state it does
 * not take of the new; the reset gate says how much of the old state the candidate sees. Parts have the names of a trace.
 */
public final class GruCircuit extends CellCircuit {
    private static final String HIDDEN = "hiddenState";
    private static final String RESET = "resetGate";
    private static final String UPDATE = "updateGate";
    private static final String CANDIDATE = "candidate";
    private static final double TOP = .3;
    private static final double LOW = .66;

    /** A cell without numbers. */
    public GruCircuit() {
        super("gru-circuit");
    }

    @Override
    String symbol(String name) {
        return switch (name) {
            case HIDDEN -> "h";
            case RESET -> "r";
            case UPDATE -> "z";
            case CANDIDATE -> "n";
            default -> "x";
        };
    }

    @Override
    void draw(CircuitPen pen) {
        double margin = pen.margin();
        double room = pen.width() - 2 * margin;
        double half = pen.sluiceHeight() / 2;
        double[] x = {
            margin, margin + .24 * room, margin + .42 * room, margin + .6 * room, margin + .76 * room, margin + room
        };
        double top = TOP * pen.height();
        double low = LOW * pen.height();
        double bus = pen.bus();
        Color keep = Gate.FORGET.color(pen.dark());
        Color reset = Gate.INPUT.color(pen.dark());
        Color content = Gate.CANDIDATE.color(pen.dark());
        UnitStep now = pen.now();
        double z = now.value(UPDATE);
        double n = now.value(CANDIDATE);
        double r = now.value(RESET);
        double before = now.value(CellPart.before(HIDDEN));
        double dh = now.gradient(HIDDEN);
        double squash = (bus + low + half) / 2;

        pen.wire(pen.muted(), x[0], bus, x[3], bus);
        pen.wire(pen.muted(), x[0], top, x[0], bus);
        pen.wire(keep, x[3], bus, x[3], low + half);
        pen.squash("σ", keep, x[3], squash);
        pen.wire(content, x[2], bus, x[2], low);
        pen.squash("tanh", content, x[2], squash);
        pen.wire(reset, x[1], bus, x[1], low + half);
        pen.squash("σ", reset, x[1], squash);
        pen.neighbour(before, now.gradients().getOrDefault(CellPart.before(HIDDEN), 0f), 0, x[0], top);
        pen.neighbour(now.value(HIDDEN), dh, x[5], pen.width(), top);
        pen.belt("", before, dh * z, x[0], top, x[3], top);
        pen.belt(UPDATE, z * before, dh, x[3], top, x[4], top);
        pen.belt("", before, 0, x[0], low, x[1], low);
        pen.belt(RESET, r * before, 0, x[1], low, x[2], low);
        pen.belt(CANDIDATE, n, dh * (1 - z), x[2], low, x[3], low);
        pen.belt(UPDATE, (1 - z) * n, dh, x[3], low, x[4], low, x[4], top);
        pen.belt(HIDDEN, now.value(HIDDEN), dh, x[4], top, x[5], top);

        pen.sluice(UPDATE, keep, x[3], top, false);
        pen.sluice(UPDATE, keep, x[3], low, true);
        pen.sluice(RESET, reset, x[1], low, false);
        pen.node("+", x[4], top);
        pen.number(CellPart.before(HIDDEN), null, x[0], top);
        pen.number(CellPart.of(CANDIDATE), content, x[2], low);
        pen.number(CellPart.of(HIDDEN), null, x[5], top);
        pen.input(x[0], bus);
    }
}
