package dev.unroll.viz.explain;

import dev.unroll.engine.autodiff.Expression;
import dev.unroll.engine.autodiff.Expression.Call;
import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Expression.Product;
import dev.unroll.engine.autodiff.Expression.Sum;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.view.Numbers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;

/** An expression as a line of numbers and signs, in which every operand is a link. Long sums and calls are abridged. */
final class FormulaLine {
    /** The longest sum that is written out in a line; longer ones become a table. */
    static final int LONGEST_SUM = 3;

    private static final int MOST_ARGUMENTS = 4;

    private final List<Node> parts = new ArrayList<>();
    private final Consumer<Place> onOperand;

    private FormulaLine(Consumer<Place> onOperand) {
        this.onOperand = onOperand;
    }

    /** The line's texts and links, in order. */
    static List<Node> of(Expression expression, Consumer<Place> onOperand) {
        FormulaLine line = new FormulaLine(onOperand);
        line.write(expression, false);
        return line.parts;
    }

    /** The sum that deserves a table: the first long one that is met from the outside in. */
    static List<Expression> longSum(Expression expression) {
        return switch (expression) {
            case Sum sum -> {
                List<Expression> terms = terms(sum);
                yield terms.size() > LONGEST_SUM ? terms : firstLongSum(terms);
            }
            case Product product -> firstLongSum(product.factors());
            case Call call -> firstLongSum(call.arguments());
            case Constant constant -> List.of();
            case Operand operand -> List.of();
        };
    }

    private static List<Expression> firstLongSum(List<Expression> parts) {
        for (Expression part : parts) {
            List<Expression> terms = longSum(part);
            if (!terms.isEmpty()) return terms;
        }
        return List.of();
    }

    /** The terms of a sum, those of sums within it among them. */
    static List<Expression> terms(Sum sum) {
        List<Expression> terms = new ArrayList<>();
        for (Expression term : sum.terms()) {
            if (term instanceof Sum inner) terms.addAll(terms(inner));
            else terms.add(term);
        }
        return terms;
    }

    private void write(Expression expression, boolean asFactor) {
        switch (expression) {
            case Constant constant -> text(parenthesised(Numbers.tick(constant.value()), asFactor));
            case Operand operand -> parts.add(link(operand, asFactor, onOperand));
            case Product product -> product(product);
            case Call call -> call(call);
            case Sum sum -> {
                List<Expression> terms = terms(sum);
                if (terms.size() > LONGEST_SUM) {
                    text("Σ");
                    return;
                }
                if (asFactor) text("(");
                for (int i = 0; i < terms.size(); i++) term(terms.get(i), i == 0);
                if (asFactor) text(")");
            }
        }
    }

    /** A term with its sign before it, so that no plus stands before a minus. */
    private void term(Expression term, boolean first) {
        if (term instanceof Constant constant && constant.value() < 0 && !first) {
            text(" − ");
            text(Numbers.tick(-constant.value()));
        } else if (term instanceof Product(List<Expression> factors) && isMinusOne(factors.getFirst())) {
            text(first ? "−" : " − ");
            product(new Product(factors.subList(1, factors.size())));
        } else {
            if (!first) text(" + ");
            write(term, false);
        }
    }

    private static boolean isMinusOne(Expression expression) {
        return expression instanceof Constant constant && constant.value() == -1;
    }

    private void product(Product product) {
        List<Expression> factors = product.factors();
        if (factors.size() > 1 && isMinusOne(factors.getFirst())) {
            text("−");
            factors = factors.subList(1, factors.size());
        }
        for (int i = 0; i < factors.size(); i++) {
            if (i > 0) text(" · ");
            write(factors.get(i), factors.size() > 1);
        }
    }

    private void call(Call call) {
        text(call.name() + "(");
        List<Expression> arguments = call.arguments();
        for (int i = 0; i < Math.min(arguments.size(), MOST_ARGUMENTS); i++) {
            if (i > 0) text(i == 1 && call.name().equals("softmax") ? "; " : ", ");
            write(arguments.get(i), false);
        }
        text(arguments.size() > MOST_ARGUMENTS ? ", …)" : ")");
    }

    private void text(String text) {
        Label label = new Label(text);
        label.getStyleClass().add("arithmetic-sign");
        parts.add(label);
    }

    /** A negative factor stands in parentheses, as in {@code 0.4 · (−0.2)}. */
    private static String parenthesised(String text, boolean asFactor) {
        return asFactor && text.startsWith("−") ? "(" + text + ")" : text;
    }

    /** A link with the operand's number; its name and all its digits are shown on hover. */
    static Hyperlink link(Operand operand, boolean asFactor, Consumer<Place> onOperand) {
        Hyperlink link = new Hyperlink(parenthesised(Numbers.brief(operand.value()), asFactor));
        Place place = Place.of(operand);
        String name = place.label();
        String full = (name.isEmpty() ? "" : name + " = ") + Numbers.full(operand.value());
        link.getStyleClass().add("arithmetic-operand");
        Tooltip tip = new Tooltip(full);
        tip.getStyleClass().add("viz-tip");
        link.setTooltip(tip);
        link.setAccessibleText(full);
        link.setOnAction(e -> onOperand.accept(place));
        return link;
    }

    /** The names of the operands of a term, as in {@code recurrent.weight[unit=2, input=3] · hiddenState[t=1, unit=3]}. */
    static String names(Expression term) {
        return switch (term) {
            case Constant constant -> "";
            case Operand operand -> Place.of(operand).label();
            case Product product -> join(product.factors(), " · ");
            case Sum sum -> join(sum.terms(), " + ");
            case Call call -> call.name() + "(" + join(call.arguments(), ", ") + ")";
        };
    }

    private static String join(List<Expression> parts, String sign) {
        return String.join(
                sign,
                parts.stream().map(FormulaLine::names).filter(n -> !n.isEmpty()).toList());
    }
}
