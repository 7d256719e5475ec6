package dev.unroll.viz.explain;

/**
 * The words of an arithmetic card, so that a program can translate them.
 *
 * @param back the name of the button that goes back
 * @param given what is said of a number that was not computed
 * @param terms the heading of a sum; {@code %d} stands for the number of its terms
 * @param rest what is said of the small terms; {@code %d} stands for how many, {@code %s} for their sum
 * @param showAll the button that shows them
 */
public record ArithmeticText(String back, String given, String terms, String rest, String showAll) {
    /** English. */
    public static final ArithmeticText ENGLISH = new ArithmeticText(
            "Back",
            "given, not computed",
            "the %d terms of the sum, largest first",
            "… and %d more, together %s",
            "Show all");
}
