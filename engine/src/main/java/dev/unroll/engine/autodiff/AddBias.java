package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;

import java.util.ArrayList;
import java.util.List;

/** {@code y = x + b}, the same vector for every row. */
record AddBias() implements Op {
    @Override
    public Shape shape(List<Node> inputs) {
        Shape x = inputs.get(0).shape();
        Shape bias = inputs.get(1).shape();
        if (bias.length() != x.columns())
            throw new IllegalArgumentException("a bias of " + bias + " does not fit " + x);
        return x;
    }

    @Override
    public void forward(Backend backend, Node out) {
        backend.addBias(out.input(0).value(), out.input(1).value(), out.value());
    }

    @Override
    public void backward(Backend backend, Node out) {
        if (out.input(0).needsGradient())
            backend.addScaled(1, out.gradient(), out.input(0).gradient());
        if (out.input(1).needsGradient())
            backend.addBiasBackward(out.gradient(), out.input(1).gradient());
    }

    @Override
    public Expression explain(Node out, int index) {
        return Expression.Sum.of(
                Operand.of(out.input(0), index),
                Operand.of(out.input(1), index % out.shape().columns()));
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        if (input == 0) return Operand.gradient(out, index);
        int columns = out.shape().columns();
        List<Expression> terms = new ArrayList<>();
        for (int i = index; i < out.shape().length(); i += columns) terms.add(Operand.gradient(out, i));
        return new Expression.Sum(terms);
    }
}
