package dev.unroll.viz.explain;

import dev.unroll.engine.autodiff.Expression;
import dev.unroll.engine.autodiff.Expression.Call;
import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Expression.Product;
import dev.unroll.engine.autodiff.Expression.Sum;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * What comes out if the arithmetic is worked again from the digits that a reader sees, beside the number that it explains.
 *
 * @param again from the digits shown
 * @param shown the number that is explained, as its digits say it
 */
record Receipt(Rounded again, Rounded shown) {
    /** Sums in float32 and in another order differ by so much of their value at most. */
    private static final double FLOAT_ERROR = 1e-5;

    /**
     * Works an expression again.
     *
     * @param value the number that it explains
     * @param tabled the sum whose terms stand in a table, if there is one
     * @param terms the results in that table, with what is said of the terms that are left out as the last of them
     */
    static Receipt of(Expression expression, double value, @Nullable Sum tabled, List<Double> terms) {
        Rounded sum = Rounded.exact(0);
        for (double term : terms) sum = sum.plus(Rounded.brief(term));
        return new Receipt(again(expression, tabled, sum), Rounded.brief(value));
    }

    private static Rounded again(Expression expression, @Nullable Sum tabled, Rounded sum) {
        if (expression == tabled) return sum;
        return switch (expression) {
            case Constant(double value) -> Rounded.brief(value);
            case Operand operand -> Rounded.brief(operand.value());
            case Sum(var terms) -> {
                if (Sums.isLong((Sum) expression)) yield Rounded.brief(expression.value());
                Rounded total = Rounded.exact(0);
                for (Expression term : terms) total = total.plus(again(term, tabled, sum));
                yield total;
            }
            case Product(var factors) -> {
                Rounded product = Rounded.exact(1);
                for (Expression factor : factors) product = product.times(again(factor, tabled, sum));
                yield product;
            }
            case Call(var name, var arguments, var function) -> {
                List<Rounded> read = new ArrayList<>();
                for (Expression argument : arguments) {
                    boolean written = read.size() < Formula.MOST_ARGUMENTS;
                    read.add(written ? again(argument, tabled, sum) : Rounded.exact(argument.value()));
                }
                yield Rounded.of(function, read);
            }
        };
    }

    /** How far the two may lie apart because of rounding alone. */
    double tolerance() {
        return again.slack() + shown.slack() + FLOAT_ERROR * Math.abs(shown.value());
    }

    /** Whether they are the same but for rounding; what is not a number equals itself here. */
    boolean agrees() {
        if (Double.compare(again.value(), shown.value()) == 0) return true;
        return Math.abs(again.value() - shown.value()) <= tolerance();
    }

    /** The tolerance as it is printed: rounded up, two digits. */
    String within() {
        return Numbers.tick(new BigDecimal(tolerance())
                .round(new MathContext(2, RoundingMode.UP))
                .doubleValue());
    }
}
