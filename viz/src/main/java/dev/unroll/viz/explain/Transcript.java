package dev.unroll.viz.explain;

import dev.unroll.engine.autodiff.Expression;
import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Sum;
import dev.unroll.engine.trace.Explanation;
import dev.unroll.viz.view.Numbers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A way from number to number as plain text: each with its formula in symbols and in numbers, all terms and all digits. */
final class Transcript {
    private Transcript() {}

    static String of(List<Explanation> way, AxisNames names, ArithmeticText text) {
        StringBuilder lines = new StringBuilder();
        for (Explanation explanation : way) {
            if (!lines.isEmpty()) lines.append('\n');
            write(explanation, names, text, lines);
        }
        return lines.toString();
    }

    private static void write(Explanation explanation, AxisNames names, ArithmeticText text, StringBuilder lines) {
        String value = Numbers.full(explanation.value());
        lines.append(Symbols.of(explanation.place(), names)).append(" = ").append(value);
        lines.append("    (").append(explanation.place().label()).append(")\n");
        if (explanation.expression() instanceof Constant) {
            lines.append("    ").append(text.given()).append('\n');
            return;
        }
        Expression expression = Sums.writtenOut(explanation.expression());
        List<Piece> formula = Formula.of(expression, names, Numbers::full);
        lines.append("    = ").append(Piece.symbols(formula)).append('\n');
        lines.append("    = ").append(Piece.numbers(formula)).append('\n');
        Sum sum = Sums.longSum(expression);
        if (sum == null) return;
        List<Expression> terms = new ArrayList<>(Sums.terms(sum));
        terms.sort(Comparator.comparingDouble((Expression term) -> Math.abs(term.value()))
                .reversed());
        lines.append("    ").append(String.format(text.terms(), terms.size())).append('\n');
        for (Expression term : terms) {
            List<Piece> pieces = Formula.of(term, names, Numbers::full);
            lines.append("        ").append(Piece.symbols(pieces)).append(" = ").append(Piece.numbers(pieces));
            String result = " = " + Numbers.full(term.value());
            lines.append(pieces.size() == 1 ? "" : result).append('\n');
        }
    }
}
