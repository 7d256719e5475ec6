package dev.unroll.viz.explain;

import dev.unroll.engine.autodiff.Expression;
import dev.unroll.engine.autodiff.Expression.Call;
import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Expression.Product;
import dev.unroll.engine.autodiff.Expression.Sum;
import dev.unroll.engine.trace.Place;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sums of an expression: which are too long for a line, and what their terms have in common. */
final class Sums {
    /** The most terms that are written out in a line. */
    static final int LONGEST = 3;

    /** The name of the quotient into which a softmax is written out. */
    static final String QUOTIENT = " / ";

    /** Beyond this size a double has no room for the exponential. */
    private static final double LARGEST_EXPONENT = 600;

    private Sums() {}

    /** The expression with each softmax written out as {@code exp(x) / Σ exp(xⱼ)}, so that it can be worked by hand. */
    static Expression writtenOut(Expression expression) {
        return switch (expression) {
            case Constant constant -> constant;
            case Operand operand -> operand;
            case Sum(var terms) -> new Sum(terms.stream().map(Sums::writtenOut).toList());
            case Product(var factors) ->
                new Product(factors.stream().map(Sums::writtenOut).toList());
            case Call(var name, var arguments, var function) -> {
                List<Expression> written =
                        arguments.stream().map(Sums::writtenOut).toList();
                yield name.equals("softmax") && written.stream().allMatch(x -> Math.abs(x.value()) < LARGEST_EXPONENT)
                        ? quotient(written)
                        : new Call(name, written, function);
            }
        };
    }

    private static Call quotient(List<Expression> exponents) {
        List<Expression> powers = new ArrayList<>(exponents.size());
        for (Expression exponent : exponents) powers.add(Call.of("exp", exponent, Math::exp));
        return new Call(QUOTIENT, List.of(powers.getFirst(), new Sum(powers)), x -> x[0] / x[1]);
    }

    /** Whether a sum is too long for a line. */
    static boolean isLong(Sum sum) {
        return terms(sum).size() > LONGEST;
    }

    /** The sum that deserves a table: the first long one that is met from the outside in. */
    static @Nullable Sum longSum(Expression expression) {
        return switch (expression) {
            case Sum sum -> isLong(sum) ? sum : firstLongSum(terms(sum));
            case Product product -> firstLongSum(product.factors());
            case Call call -> firstLongSum(call.arguments());
            case Constant constant -> null;
            case Operand operand -> null;
        };
    }

    private static @Nullable Sum firstLongSum(List<Expression> parts) {
        for (Expression part : parts) {
            Sum sum = longSum(part);
            if (sum != null) return sum;
        }
        return null;
    }

    /** The terms of a sum, those of sums within it among them. */
    static List<Expression> terms(Sum sum) {
        List<Expression> terms = new ArrayList<>(sum.terms().size());
        for (Expression term : sum.terms()) {
            if (term instanceof Sum inner) terms.addAll(terms(inner));
            else terms.add(term);
        }
        return terms;
    }

    /** The terms that multiply the same things at different places, together, as in {@code Σ W·h + Σ W·x + b}. */
    static List<List<Expression>> groups(List<Expression> terms) {
        Map<String, List<Expression>> groups = new LinkedHashMap<>();
        for (Expression term : terms)
            groups.computeIfAbsent(skeleton(term), s -> new ArrayList<>()).add(term);
        return List.copyOf(groups.values());
    }

    private static String skeleton(Expression expression) {
        return switch (expression) {
            case Constant constant -> "1";
            case Operand operand -> operand.quantity() + " " + operand.node().name();
            case Sum(var terms) -> terms.size() > LONGEST ? "Σ" : skeletons("+", terms);
            case Product(var factors) -> skeletons("·", factors);
            case Call(var name, var arguments, var function) ->
                skeletons(name, arguments.subList(0, Math.min(1, arguments.size())));
        };
    }

    private static String skeletons(String sign, List<Expression> parts) {
        return parts.stream().map(Sums::skeleton).toList() + sign;
    }

    /** The places of an expression's operands, in order. */
    static List<Place> places(Expression expression) {
        List<Place> places = new ArrayList<>();
        collect(expression, places);
        return places;
    }

    private static void collect(Expression expression, List<Place> places) {
        switch (expression) {
            case Constant constant -> {}
            case Operand operand -> places.add(Place.of(operand));
            case Sum(var terms) -> terms.forEach(term -> collect(term, places));
            case Product(var factors) -> factors.forEach(factor -> collect(factor, places));
            case Call call -> call.arguments().forEach(argument -> collect(argument, places));
        }
    }
}
