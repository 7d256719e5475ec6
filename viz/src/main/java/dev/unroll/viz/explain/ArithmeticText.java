package dev.unroll.viz.explain;

/**
 * The words of an arithmetic card, so that a program can translate them. {@code %d} and {@code %s} stand for numbers.
 *
 * @param back the button that goes back
 * @param forward the button that goes on again
 * @param given what is said of a number that was not computed
 * @param terms the heading of a sum; {@code %d}: the number of its terms
 * @param rest what is said of the small terms; {@code %d}: how many, {@code %s}: their sum
 * @param showAll the button that shows them
 * @param sumAgain what the terms give as they are printed; {@code %s}: their sum
 * @param formulaAgain what the formula gives with the digits printed; {@code %s}: the number
 * @param equal that it is the number that is explained; {@code %s}: that number
 * @param unequal that it is another; {@code %s}: the number that is explained
 * @param rounding how far rounding may take the two apart; {@code %s}: that size
 * @param computed all digits of the number that is explained; {@code %s}: the number
 * @param copy the button that copies the whole way as text
 * @param copied that it did
 */
public record ArithmeticText(
        String back,
        String forward,
        String given,
        String terms,
        String rest,
        String showAll,
        String sumAgain,
        String formulaAgain,
        String equal,
        String unequal,
        String rounding,
        String computed,
        String copy,
        String copied) {
    /** English. */
    public static final ArithmeticText ENGLISH = new ArithmeticText(
            "Back",
            "Forward",
            "given, not computed",
            "the %d terms of the sum, largest first",
            "… and %d more, together %s",
            "Show all",
            "Σ of the terms shown = %s",
            "from the digits shown = %s",
            "✓ equals %s",
            "✗ is not %s",
            "rounding: ± %s",
            "computed in float32: %s",
            "Copy",
            "Copied");
}
