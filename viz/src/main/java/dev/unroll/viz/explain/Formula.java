package dev.unroll.viz.explain;

import dev.unroll.engine.autodiff.Expression;
import dev.unroll.engine.autodiff.Expression.Call;
import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Expression.Product;
import dev.unroll.engine.autodiff.Expression.Sum;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.explain.Piece.Amount;
import dev.unroll.viz.explain.Piece.Link;
import dev.unroll.viz.explain.Piece.Sign;
import dev.unroll.viz.view.Numbers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleFunction;

/** Writes expressions as lines of numbers and signs. Long sums are written as one number for each kind of term, long calls abridged. */
final class Formula {
    /** The most arguments of a call that are written out. */
    static final int MOST_ARGUMENTS = 3;

    private static final int MOST_GROUPS = 4;

    private final AxisNames names;
    private final DoubleFunction<String> digits;
    private final Map<Place, Set<Integer>> running;
    private final List<Piece> pieces = new ArrayList<>();

    private Formula(AxisNames names, DoubleFunction<String> digits, Map<Place, Set<Integer>> running) {
        this.names = names;
        this.digits = digits;
        this.running = running;
    }

    /** An expression with few digits, as a card shows it. */
    static List<Piece> of(Expression expression, AxisNames names) {
        return of(expression, names, Formula::brief);
    }

    /** An expression with numbers as {@code digits} writes them. */
    static List<Piece> of(Expression expression, AxisNames names, DoubleFunction<String> digits) {
        Formula formula = new Formula(names, digits, Map.of());
        formula.write(expression, false);
        return formula.pieces;
    }

    /** Three digits; a whole number that is exactly that, as in a one-hot vector, without decimals. */
    static String brief(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 100;
        return whole ? Numbers.tick(value) : Numbers.brief(value);
    }

    /** @param tight whether a negative number or a sum needs brackets where it stands */
    private void write(Expression expression, boolean tight) {
        switch (expression) {
            case Constant(double value) -> sign(bracketed(Numbers.tick(value), tight));
            case Operand operand -> pieces.add(link(operand, tight));
            case Product product -> product(product, tight);
            case Call call -> call(call, tight);
            case Sum sum -> sum(sum, tight);
        }
    }

    private void sum(Sum sum, boolean tight) {
        List<Expression> terms = Sums.terms(sum);
        boolean wide = terms.size() > Sums.LONGEST;
        if (wide && tight) {
            pieces.add(amount(terms, true));
            return;
        }
        if (tight) sign("(");
        if (wide) groups(terms);
        else for (int i = 0; i < terms.size(); i++) term(terms.get(i), i == 0);
        if (tight) sign(")");
    }

    private void groups(List<Expression> terms) {
        List<List<Expression>> groups = Sums.groups(terms);
        if (groups.size() > MOST_GROUPS) groups = List.of(terms);
        for (int i = 0; i < groups.size(); i++) {
            List<Expression> group = groups.get(i);
            if (group.size() == 1) {
                term(group.getFirst(), i == 0);
                continue;
            }
            if (i > 0) sign(" + ");
            pieces.add(amount(group, i > 0));
        }
    }

    private Amount amount(List<Expression> terms, boolean tight) {
        double value = terms.stream().mapToDouble(Expression::value).sum();
        boolean alike = Sums.groups(terms).size() == 1;
        String symbol = alike ? "Σ " + Piece.symbols(running(terms)) : "Σ";
        return new Amount(bracketed(digits.apply(value), tight), symbol, symbol + " = " + Numbers.full(value));
    }

    /** The first of like terms, with a letter where their places differ. */
    private List<Piece> running(List<Expression> terms) {
        List<Place> first = Sums.places(terms.getFirst());
        Map<Place, Set<Integer>> axes = new HashMap<>();
        for (Expression term : terms) {
            List<Place> places = Sums.places(term);
            for (int i = 0; i < Math.min(first.size(), places.size()); i++)
                axes.computeIfAbsent(first.get(i), p -> new HashSet<>()).addAll(differing(first.get(i), places.get(i)));
        }
        Formula formula = new Formula(names, digits, axes);
        formula.write(terms.getFirst(), true);
        return formula.pieces;
    }

    private static Set<Integer> differing(Place one, Place other) {
        Set<Integer> axes = new HashSet<>();
        int rank = Math.min(one.index().size(), other.index().size());
        for (int i = 0; i < rank; i++)
            if (!one.index().get(i).equals(other.index().get(i))) axes.add(i);
        return axes;
    }

    /** A term with its sign before it, so that no plus stands before a minus. */
    private void term(Expression term, boolean first) {
        if (term instanceof Constant(double value) && value < 0 && !first) {
            sign(" − ");
            sign(Numbers.tick(-value));
        } else if (term instanceof Product(var factors) && isMinusOne(factors.getFirst()) && factors.size() > 1) {
            sign(first ? "−" : " − ");
            factors(factors.subList(1, factors.size()), true);
        } else {
            if (!first) sign(" + ");
            write(term, !first && !(term instanceof Call));
        }
    }

    private static boolean isMinusOne(Expression expression) {
        return expression instanceof Constant(double value) && value == -1;
    }

    private void product(Product product, boolean tight) {
        List<Expression> factors = product.factors();
        boolean minus = factors.size() > 1 && isMinusOne(factors.getFirst());
        if (!minus) {
            factors(factors, tight);
            return;
        }
        sign(tight ? "(−" : "−");
        factors(factors.subList(1, factors.size()), true);
        if (tight) sign(")");
    }

    /** @param afterSign whether a sign stands before the first of them */
    private void factors(List<Expression> factors, boolean afterSign) {
        for (int i = 0; i < factors.size(); i++) {
            if (i > 0) sign(" · ");
            Expression factor = factors.get(i);
            boolean bare = factor instanceof Operand || factor instanceof Constant;
            boolean tight = factors.size() > 1 && (i > 0 || afterSign || !bare);
            if (i + 1 < factors.size() && isSame(factor, factors.get(i + 1))) {
                square(factor, tight);
                i++;
            } else write(factor, tight);
        }
    }

    private static boolean isSame(Expression one, Expression other) {
        return switch (one) {
            case Operand operand -> operand.equals(other);
            case Call call ->
                other instanceof Call twin
                        && twin.name().equals(call.name())
                        && twin.arguments().equals(call.arguments());
            default -> false;
        };
    }

    private void square(Expression base, boolean tight) {
        if (base instanceof Operand operand) {
            Link link = link(operand, tight || operand.value() < 0);
            pieces.add(new Link(link.number() + "²", link.symbol() + "²", link.full(), link.place()));
            return;
        }
        write(base, true);
        sign("²");
    }

    private void call(Call call, boolean tight) {
        if (call.name().equals(Sums.QUOTIENT)) {
            quotient(call, tight);
            return;
        }
        sign(call.name() + "(");
        List<Expression> arguments = call.arguments();
        int shown = Math.min(arguments.size(), MOST_ARGUMENTS);
        for (int i = 0; i < shown; i++) {
            // The first argument of a function of a whole row is the one that is asked for, the others are what it is
            // measured by.
            if (i > 0) sign(i == 1 ? "; " : ", ");
            write(arguments.get(i), false);
        }
        sign(shown < arguments.size() ? ", … +" + (arguments.size() - shown) + ")" : ")");
    }

    private void quotient(Call call, boolean tight) {
        if (tight) sign("(");
        write(call.arguments().getFirst(), true);
        sign(Sums.QUOTIENT);
        write(call.arguments().getLast(), true);
        if (tight) sign(")");
    }

    private void sign(String text) {
        boolean joins = !pieces.isEmpty() && !text.startsWith(" ");
        if (joins && pieces.getLast() instanceof Sign(String before) && !before.matches("[,;] ")) {
            pieces.set(pieces.size() - 1, new Sign(before + text));
        } else pieces.add(new Sign(text));
    }

    /** A negative number stands in brackets after another sign, as in {@code 0.4 · (−0.2)}. */
    private static String bracketed(String text, boolean tight) {
        return tight && text.startsWith("−") ? "(" + text + ")" : text;
    }

    /** An operand's number, with its symbol, its name in the trace and all its digits. */
    private Link link(Operand operand, boolean tight) {
        Place place = Place.of(operand);
        String symbol = Symbols.of(place, names, running.getOrDefault(place, Set.of()));
        String full = symbol + " = " + Numbers.full(operand.value()) + "\n" + place.label();
        return new Link(bracketed(digits.apply(operand.value()), tight), symbol, full, place);
    }
}
