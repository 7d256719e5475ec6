package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;

/** One element along the first axis. */
record Slice(int position) implements Op.View {
    @Override
    public Shape shape(List<Node> inputs) {
        Shape x = inputs.getFirst().shape();
        if (position < 0 || position >= x.size(0)) throw new IllegalArgumentException(position + " is outside " + x);
        return x.drop(0);
    }

    @Override
    public Tensor of(Tensor input, Shape shape) {
        return new Tensor(shape, input.storage(), input.offset() + position * shape.length());
    }

    @Override
    public Expression explain(Node out, int index) {
        return Operand.of(out.input(0), position * out.shape().length() + index);
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        int inside = index - position * out.shape().length();
        return inside < 0 || inside >= out.shape().length()
                ? new Expression.Constant(0)
                : Operand.gradient(out, inside);
    }
}
