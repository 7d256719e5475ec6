package dev.unroll.engine.autodiff;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One number as the arithmetic that made it. {@link #value} computes it again from its operands, so an expression that does
 * not give the number it explains is a bug that a test finds.
 */
public sealed interface Expression {
    /** The result of the arithmetic. */
    double value();

    /** A number that does not come from the tape, such as the 1 of {@code 1 − h²}. */
    record Constant(double value) implements Expression {}

    /** An element of a node, which can be explained in its turn. */
    record Operand(Node node, int index, Quantity quantity) implements Expression {
        /** The forward value of an element. */
        public static Operand of(Node node, int index) {
            return new Operand(node, index, Quantity.VALUE);
        }

        /** The gradient of an element. */
        public static Operand gradient(Node node, int index) {
            return new Operand(node, index, Quantity.GRADIENT);
        }

        @Override
        public double value() {
            return switch (quantity) {
                case VALUE -> node.value().at(index);
                case GRADIENT -> node.gradient().at(index);
            };
        }
    }

    /** {@code a + b + …}. */
    record Sum(List<Expression> terms) implements Expression {
        /** A sum of the given terms. */
        public static Sum of(Expression... terms) {
            return new Sum(List.of(terms));
        }

        @Override
        public double value() {
            return terms.stream().mapToDouble(Expression::value).sum();
        }
    }

    /** {@code a · b · …}. */
    record Product(List<Expression> factors) implements Expression {
        /** A product of the given factors. */
        public static Product of(Expression... factors) {
            return new Product(List.of(factors));
        }

        @Override
        public double value() {
            double product = 1;
            for (Expression factor : factors) product *= factor.value();
            return product;
        }
    }

    /**
     * A named function of its arguments, as in {@code tanh(1.19)}.
     *
     * @param function what it does with the arguments' values
     */
    record Call(String name, List<Expression> arguments, ToDoubleFunction<double[]> function) implements Expression {
        /** A function of one argument. */
        public static Call of(String name, Expression argument, ToDoubleFunction<Double> function) {
            return new Call(name, List.of(argument), values -> function.applyAsDouble(values[0]));
        }

        @Override
        public double value() {
            return function.applyAsDouble(
                    arguments.stream().mapToDouble(Expression::value).toArray());
        }
    }
}
