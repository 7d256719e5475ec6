package dev.unroll.app.guide;

import dev.unroll.viz.view.Numbers;

/**
 * What a guide says of the numbers, so that it can be checked.
 *
 * @param written as it stands in the guide
 * @param relation {@code <}, {@code >}, or {@code =} for equal within a hundredth
 */
public record Claim(String written, Formula left, char relation, Formula right) {
    private static final double NEAR = .01;

    /** Whether it is true of the numbers as they are. */
    public boolean holds(Measured measured) {
        double a = left.value(measured);
        double b = right.value(measured);
        return switch (relation) {
            case '<' -> a < b;
            case '>' -> a > b;
            default -> Math.abs(a - b) <= NEAR * Math.max(1e-12, Math.max(Math.abs(a), Math.abs(b)));
        };
    }

    /** For example {@code p₃[‘O’] = 0.971 > 0.9}: both sides with what they are now. */
    public String text(Measured measured) {
        boolean plain = relation == '=' && right instanceof Formula.Constant && holds(measured);
        if (plain) return left.text(measured) + " = " + number(right, measured);
        boolean near = relation == '=' && left.value(measured) != right.value(measured);
        return side(left, measured) + " " + (near ? '≈' : relation) + " " + side(right, measured);
    }

    private String side(Formula formula, Measured measured) {
        String number = number(formula, measured);
        return formula instanceof Formula.Constant ? number : formula.text(measured) + " = " + number;
    }

    private String number(Formula formula, Measured measured) {
        boolean share = left instanceof Formula.Element element && measured.isShare(element.place(measured));
        if (share) return Numbers.tick(Math.rint(formula.value(measured) * 1000) / 10) + "%";
        return formula instanceof Formula.Constant ? formula.text(measured) : formula.said(measured);
    }
}
