package dev.unroll.viz.view;

import java.util.Locale;

/** Numbers as a textbook prints them: few digits and a real minus sign. */
public final class Numbers {
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private Numbers() {}

    /** Three significant digits, as in {@code −0.0421} or {@code 1.20·10⁻⁷}. */
    public static String brief(double value) {
        if (!Double.isFinite(value)) return special(value);
        if (value == 0) return "0";
        double size = Math.abs(value);
        if (size < 1e-3 || size >= 99_995) return scientific(String.format(Locale.ROOT, "%.2e", value));
        int decimals = Math.clamp(2 - (int) Math.floor(Math.log10(size)), 0, 6);
        return minus(String.format(Locale.ROOT, "%." + decimals + "f", value));
    }

    /** The shortest form of a round number, as on a scale: {@code 0.5}, {@code 10⁻⁴}. */
    public static String tick(double value) {
        if (!Double.isFinite(value)) return special(value);
        double power = Math.log10(Math.abs(value));
        if (value > 0 && Math.abs(power) >= 3.9 && Math.abs(power - Math.rint(power)) < 1e-9) {
            return "10" + superscript((int) Math.rint(power));
        }
        String text = brief(value);
        if (!text.contains(".")) return text;
        return text.replaceFirst("\\.?0+(?=·|$)", "");
    }

    /** As short as fits a cell: two decimals, fewer for large numbers. */
    public static String compact(double value) {
        if (!Double.isFinite(value)) return special(value);
        double size = Math.abs(value);
        if (size >= 99_995) return scientific(String.format(Locale.ROOT, "%.0e", value));
        String text = String.format(Locale.ROOT, size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%.0f", value);
        return text.equals("-0.00") ? "0.00" : minus(text);
    }

    /** Every digit of a float32, or of a double that is not one. */
    public static String full(double value) {
        if (!Double.isFinite(value)) return special(value);
        String digits = value == (float) value ? Float.toString((float) value) : Double.toString(value);
        return digits.contains("E") ? scientific(digits.replace("E", "e")) : minus(digits);
    }

    private static String special(double value) {
        return Double.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
    }

    private static String scientific(String text) {
        int e = text.indexOf('e');
        int exponent = Integer.parseInt(text.substring(e + 1));
        return minus(text.substring(0, e)) + "·10" + superscript(exponent);
    }

    /** A whole number as an exponent or upper index is written. */
    public static String superscript(int exponent) {
        StringBuilder power = new StringBuilder(exponent < 0 ? "⁻" : "");
        for (char digit : Integer.toString(Math.abs(exponent)).toCharArray()) {
            power.append(SUPERSCRIPTS.charAt(digit - '0'));
        }
        return power.toString();
    }

    private static String minus(String text) {
        return text.replace('-', '−');
    }
}
