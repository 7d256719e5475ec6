package dev.unroll.viz.explain;

import dev.unroll.engine.autodiff.Expression;
import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Expression.Sum;
import dev.unroll.engine.trace.Explanation;
import dev.unroll.viz.explain.TermTable.Term;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * An explanation worked out in words: what a card shows of it.
 *
 * @param formula what the number equals; empty if it was given and not computed
 * @param termCount how many terms the sum has that stands in the table; 0 without a table
 * @param terms those that are shown, largest first
 * @param restCount how many are not
 * @param rest their sum
 * @param wholeIsSum whether the number is that sum, and not something that is made of it
 * @param receipt the arithmetic done again with the digits shown; null where there is nothing to do
 */
record Working(
        List<Piece> formula,
        int termCount,
        List<Term> terms,
        int restCount,
        double rest,
        boolean wholeIsSum,
        @Nullable Receipt receipt) {
    private static final int MOST_TERMS = 12;

    /**
     * Which terms of a long sum are shown.
     *
     * @param all whether all of them are
     * @param held the terms that must stay where they are, because one of them is being pressed; empty if none
     * @param kept a term that must be among them, because it has the keyboard; −1 for none
     */
    record Choice(boolean all, List<Integer> held, int kept) {}

    static Working of(Explanation explanation, AxisNames names, Choice choice) {
        if (explanation.expression() instanceof Constant)
            return new Working(List.of(), 0, List.of(), 0, 0, false, null);
        Expression expression = Sums.writtenOut(explanation.expression());
        List<Piece> formula = Formula.of(expression, names);
        Sum sum = Sums.longSum(expression);
        if (sum == null) {
            boolean copied = expression instanceof Operand;
            Receipt receipt = copied ? null : Receipt.of(expression, explanation.value(), null, List.of());
            return new Working(formula, 0, List.of(), 0, 0, false, receipt);
        }
        List<Expression> terms = Sums.terms(sum);
        double[] values = terms.stream().mapToDouble(Expression::value).toArray();
        List<Integer> shown = choose(values, choice);
        double largest = IntStream.range(0, values.length)
                .mapToDouble(i -> Math.abs(values[i]))
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        List<Term> rows = new ArrayList<>();
        List<Double> results = new ArrayList<>();
        for (int i : shown) {
            rows.add(term(i, terms.get(i), values[i], largest, names));
            results.add(values[i]);
        }
        Set<Integer> inTable = new HashSet<>(shown);
        double rest = IntStream.range(0, values.length)
                .filter(i -> !inTable.contains(i))
                .mapToDouble(i -> values[i])
                .sum();
        int restCount = values.length - shown.size();
        if (restCount > 0) results.add(rest);
        Receipt receipt = Receipt.of(expression, explanation.value(), sum, results);
        return new Working(formula, values.length, rows, restCount, rest, expression == sum, receipt);
    }

    private static Term term(int key, Expression term, double value, double largest, AxisNames names) {
        boolean single = term instanceof Operand || term instanceof Constant;
        List<Piece> pieces = Formula.of(term, names);
        String result = single ? "" : " = " + Formula.brief(value);
        return new Term(key, pieces, result, value / largest, Numbers.full(value));
    }

    /** Largest first; what is not a number before all, for it is what the reader looks for. */
    private static List<Integer> choose(double[] values, Choice choice) {
        int most = choice.all || values.length <= MOST_TERMS + 1 ? values.length : MOST_TERMS;
        List<Integer> held = choice.held;
        if (held.size() == most && held.stream().allMatch(i -> i < values.length)) return held;
        List<Integer> sorted =
                new ArrayList<>(IntStream.range(0, values.length).boxed().toList());
        sorted.sort(Comparator.comparingDouble((Integer i) -> {
                    double size = Math.abs(values[i]);
                    return Double.isNaN(size) ? Double.POSITIVE_INFINITY : size;
                })
                .reversed());
        List<Integer> shown = new ArrayList<>(sorted.subList(0, most));
        boolean keep = choice.kept >= 0 && choice.kept < values.length && !shown.contains(choice.kept);
        if (keep) shown.set(most - 1, choice.kept);
        return shown;
    }
}
