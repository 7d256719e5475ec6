package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Call;
import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Expression.Product;
import dev.unroll.engine.autodiff.Expression.Sum;

import java.util.ArrayList;
import java.util.List;

/**
 * Says in arithmetic where an element comes from, down to the nearest elements that have a name: what a model left unnamed is
 * put in place of its operands, so that {@code W x + b + W h + b} is one sum and not five.
 */
final class Derivation {
    private Derivation() {}

    static Expression of(Node node, int index, Quantity quantity) {
        return switch (quantity) {
            case VALUE -> inline(value(node, index));
            case GRADIENT -> gradient(node, index);
        };
    }

    private static Expression value(Node node, int index) {
        return switch (node.op()) {
            case Op.Given given -> given.explain(index);
            case Op.Explained op -> op.explain(node, index);
            case Op.Fused _ -> throw unobserved(node);
        };
    }

    private static IllegalStateException unobserved(Node node) {
        return new IllegalStateException(
                node + " is several steps in one, which are explained where the tape is observed");
    }

    private static Expression gradient(Node node, int index) {
        List<Expression> terms = new ArrayList<>();
        if (node.tape().isSeed(node)) terms.add(new Constant(node.tape().seedElement() == index ? 1 : 0));
        for (Node consumer : node.tape().consumers(node)) {
            if (!consumer.hasGradient()) continue;
            for (int input = 0; input < consumer.inputs().size(); input++) {
                if (consumer.input(input) != node) continue;
                if (!(consumer.op() instanceof Op.Explained op)) throw unobserved(consumer);
                add(terms, inline(op.explainGradient(consumer, input, index)));
            }
        }
        return sum(terms);
    }

    private static Expression inline(Expression expression) {
        return switch (expression) {
            case Constant constant -> constant;
            case Operand operand ->
                operand.node().name() == null ? of(operand.node(), operand.index(), operand.quantity()) : operand;
            case Sum(var terms) -> {
                List<Expression> flat = new ArrayList<>(terms.size());
                for (Expression term : terms) add(flat, inline(term));
                yield sum(flat);
            }
            case Product(var factors) -> product(factors);
            case Call(var name, var arguments, var function) ->
                new Call(name, arguments.stream().map(Derivation::inline).toList(), function);
        };
    }

    private static Expression product(List<Expression> factors) {
        List<Expression> flat = new ArrayList<>(factors.size());
        double constant = 1;
        for (Expression factor : factors) {
            switch (inline(factor)) {
                case Constant(double value) -> constant *= value;
                case Product(var inner) -> flat.addAll(inner);
                case Expression other -> flat.add(other);
            }
        }
        if (constant == 0 || flat.isEmpty()) return new Constant(constant);
        if (constant != 1) flat.addFirst(new Constant(constant));
        return flat.size() == 1 ? flat.getFirst() : new Product(flat);
    }

    private static void add(List<Expression> terms, Expression term) {
        switch (term) {
            case Sum(var inner) -> terms.addAll(inner);
            case Constant(double value) when value == 0 -> {}
            case Expression other -> terms.add(other);
        }
    }

    private static Expression sum(List<Expression> terms) {
        return switch (terms.size()) {
            case 0 -> new Constant(0);
            case 1 -> terms.getFirst();
            default -> new Sum(terms);
        };
    }
}
