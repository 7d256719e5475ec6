package dev.unroll.viz.explain;

import dev.unroll.viz.view.Numbers;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A number as far as its printed digits tell it.
 *
 * @param value what the digits say
 * @param slack how far what was rounded may lie from it
 */
record Rounded(double value, double slack) {
    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /** A number that is not rounded. */
    static Rounded exact(double value) {
        return new Rounded(value, 0);
    }

    /** What {@link Numbers#brief} leaves of a number. */
    static Rounded brief(double value) {
        if (!Double.isFinite(value)) return exact(value);
        BigDecimal digits = read(Numbers.brief(value));
        boolean whole = digits.doubleValue() == value;
        return new Rounded(digits.doubleValue(), whole ? 0 : digits.ulp().doubleValue() / 2);
    }

    /** The number that printed digits stand for, as in {@code −1.20·10⁻⁷}. */
    private static BigDecimal read(String printed) {
        String text = printed.replace('−', '-').replace("·10", "e").replace('⁻', '-');
        StringBuilder plain = new StringBuilder();
        for (char c : text.toCharArray()) {
            int digit = SUPERSCRIPTS.indexOf(c);
            plain.append(digit < 0 ? c : (char) ('0' + digit));
        }
        return new BigDecimal(plain.toString());
    }

    Rounded plus(Rounded other) {
        return new Rounded(value + other.value, slack + other.slack);
    }

    Rounded times(Rounded other) {
        double spread = Math.abs(value) * other.slack + Math.abs(other.value) * slack + slack * other.slack;
        return new Rounded(value * other.value, spread);
    }

    /** A function of rounded arguments: as far as each of them alone can move it, all taken together. */
    static Rounded of(ToDoubleFunction<double[]> function, List<Rounded> arguments) {
        double[] values = arguments.stream().mapToDouble(Rounded::value).toArray();
        double value = function.applyAsDouble(values.clone());
        double spread = 0;
        for (int i = 0; i < values.length; i++) {
            double half = arguments.get(i).slack;
            if (half == 0) continue;
            double moved = 0;
            for (double step : new double[] {-half, half}) {
                double[] other = values.clone();
                other[i] += step;
                double difference = Math.abs(function.applyAsDouble(other) - value);
                if (Double.isFinite(difference)) moved = Math.max(moved, difference);
            }
            spread += moved;
        }
        return new Rounded(value, spread);
    }

    /** The value with one digit more than {@link Numbers#brief} prints. */
    String precise() {
        if (!Double.isFinite(value) || value == 0) return Numbers.full(value);
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(4));
        double size = Math.abs(value);
        boolean plain = size >= 1e-3 && size < 99_995;
        return plain ? rounded.toPlainString().replace('-', '−') : Numbers.full(rounded.doubleValue());
    }
}
