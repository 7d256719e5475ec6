package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;

import java.util.List;

/** {@code y = a + b}. */
record Add() implements Op.Explained {
    @Override
    public Shape shape(List<Node> inputs) {
        Shape a = inputs.get(0).shape();
        Shape b = inputs.get(1).shape();
        if (a.length() != b.length()) throw new IllegalArgumentException(a + " and " + b + " cannot be added");
        return a;
    }

    @Override
    public void forward(Backend backend, Node out) {
        backend.add(out.input(0).value(), out.input(1).value(), out.value());
    }

    @Override
    public void backward(Backend backend, Node out) {
        for (int i = 0; i < 2; i++) {
            Node input = out.input(i);
            if (!input.needsGradient()) continue;
            if (input.addsToGradient()) backend.addScaled(1, out.gradient(), input.gradient());
            else if (i == 1 && !out.tape().retainsGradients()) input.inheritGradient(out);
            else backend.copy(out.gradient(), input.gradientToWrite());
        }
    }

    @Override
    public Expression explain(Node out, int index) {
        return Expression.Sum.of(Operand.of(out.input(0), index), Operand.of(out.input(1), index));
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        return Operand.gradient(out, index);
    }
}
