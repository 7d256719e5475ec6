package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;

import java.util.List;

/** {@code y = factor · x + addend}, with constants. */
record Affine(float factor, float addend) implements Op.Explained {
    @Override
    public Shape shape(List<Node> inputs) {
        return inputs.getFirst().shape();
    }

    @Override
    public void forward(Backend backend, Node out) {
        out.value().fill(addend);
        backend.addScaled(factor, out.input(0).value(), out.value());
    }

    @Override
    public void backward(Backend backend, Node out) {
        backend.addScaled(factor, out.gradient(), out.input(0).gradient());
    }

    @Override
    public Expression explain(Node out, int index) {
        Expression scaled = scaled(Operand.of(out.input(0), index));
        return addend == 0 ? scaled : Expression.Sum.of(scaled, new Constant(addend));
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        return scaled(Operand.gradient(out, index));
    }

    private Expression scaled(Operand operand) {
        return factor == 1 ? operand : Expression.Product.of(new Constant(factor), operand);
    }
}
