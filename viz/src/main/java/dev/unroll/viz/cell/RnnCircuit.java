package dev.unroll.viz.cell;

/**
 * A tanh cell, to be seen beside the gated ones: nothing runs straight through, the whole state is made anew at every step. Parts
 * have the names of a trace.
 */
public final class RnnCircuit extends CellCircuit {
    private static final String HIDDEN = "hiddenState";
    private static final String PREACTIVATION = "preactivation";

    /** A cell without numbers. */
    public RnnCircuit() {
        super("rnn-circuit");
    }

    @Override
    String symbol(String name) {
        return switch (name) {
            case HIDDEN -> "h";
            case PREACTIVATION -> "a";
            default -> "x";
        };
    }

    @Override
    void draw(CircuitPen pen) {
        double margin = pen.margin();
        double room = pen.width() - 2 * margin;
        double y = .42 * pen.height();
        double bus = pen.bus();
        double left = margin;
        double sum = margin + .3 * room;
        double middle = margin + .5 * room;
        double squash = margin + .7 * room;
        double right = margin + room;
        UnitStep now = pen.now();
        double h = now.value(HIDDEN);
        double dh = now.gradient(HIDDEN);
        double slope = 1 - h * h;
        pen.wire(pen.muted(), left, bus, sum, bus, sum, y);
        pen.belt("", now.value(CellPart.before(HIDDEN)), dh * slope, left, y, sum, y);
        pen.belt(PREACTIVATION, now.value(PREACTIVATION), dh * slope, sum, y, squash, y);
        pen.belt(HIDDEN, h, dh, squash, y, right, y);
        pen.node("W", sum, y);
        pen.node("tanh", squash, y);
        pen.number(CellPart.before(HIDDEN), null, left, y);
        pen.number(CellPart.of(PREACTIVATION), null, middle, y);
        pen.number(CellPart.of(HIDDEN), null, right, y);
        pen.input(left, bus);
        pen.factor("(1 − h²)", slope, squash, y + 2.2 * pen.em());
    }
}
