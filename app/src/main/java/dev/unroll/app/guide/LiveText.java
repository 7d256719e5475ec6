package dev.unroll.app.guide;

import dev.unroll.viz.view.Numbers;

import java.util.regex.Pattern;

/** Words that quote numbers: {@code ⟦formula⟧} stands for what the formula gives now. */
public final class LiveText {
    private static final Pattern QUOTED = Pattern.compile("⟦([^⟧]*)⟧");

    /** An equals sign before a number, which stays with it at the end of a line. */
    private static final Pattern EQUALS = Pattern.compile("(?<=\\S) = (?=[⟦\\d−])");

    private static final double MOST_COUNTED = 1e4;

    private LiveText() {}

    /** The words with the numbers in them; … for a number that is not there now. */
    public static String of(String words, Measured measured) {
        String joined = EQUALS.matcher(words).replaceAll("\u00a0=\u00a0");
        return QUOTED.matcher(joined).replaceAll(match -> {
            try {
                return joined(said(FormulaParser.formula(match.group(1)).value(measured)));
            } catch (IllegalArgumentException e) {
                return "…";
            }
        });
    }

    /** A power of ten is not torn from what it multiplies at the end of a line. */
    private static String joined(String number) {
        return number.replace("·", "\u202f·\u202f");
    }

    /** What is counted is said without decimals. */
    static String said(double value) {
        return value == Math.rint(value) && Math.abs(value) < MOST_COUNTED ? Numbers.tick(value) : Numbers.brief(value);
    }

    /**
     * Checks what is quoted.
     *
     * @throws IllegalArgumentException if something is no formula, or names what is not there
     */
    public static void check(String words, Measured measured) {
        QUOTED.matcher(words)
                .results()
                .forEach(match -> FormulaParser.formula(match.group(1)).value(measured));
    }
}
