package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;

/** The same numbers under another shape. */
record Reshape(Shape to) implements Op.View {
    @Override
    public Shape shape(List<Node> inputs) {
        Shape x = inputs.getFirst().shape();
        if (x.length() != to.length()) throw new IllegalArgumentException(x + " cannot be seen as " + to);
        return to;
    }

    @Override
    public Tensor of(Tensor input, Shape shape) {
        return input.reshape(shape);
    }

    @Override
    public Expression explain(Node out, int index) {
        return Operand.of(out.input(0), index);
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        return Operand.gradient(out, index);
    }
}
