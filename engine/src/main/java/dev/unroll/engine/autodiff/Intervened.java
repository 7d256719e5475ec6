package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Expression.Product;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;

/** {@code y_i = factor_i · x_i + addend_i}: what an intervention makes of an activation, and how the gradient then passes it. */
record Intervened(Tensor factor, Tensor addend) implements Op.Explained {
    @Override
    public Shape shape(List<Node> inputs) {
        Shape x = inputs.getFirst().shape();
        if (x.length() != factor.length() || x.length() != addend.length())
            throw new IllegalArgumentException("a change of " + factor.shape() + " does not fit " + x);
        return x;
    }

    @Override
    public void forward(Backend backend, Node out) {
        Tensor x = out.input(0).value();
        Tensor y = out.value();
        for (int i = 0; i < y.length(); i++) {
            float scaled = factor.at(i) == 0 ? 0 : factor.at(i) * x.at(i); // 0 replaces even what is no number
            y.write()[y.offset() + i] = scaled + addend.at(i);
        }
    }

    @Override
    public void backward(Backend backend, Node out) {
        backend.addProduct(factor, out.gradient(), out.input(0).gradient());
    }

    @Override
    public Expression explain(Node out, int index) {
        Constant added = new Constant(addend.at(index));
        if (factor.at(index) == 0) return added;
        Expression scaled = scaled(index, Operand.of(out.input(0), index));
        return added.value() == 0 ? scaled : Expression.Sum.of(scaled, added);
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        return scaled(index, Operand.gradient(out, index));
    }

    private Expression scaled(int index, Operand operand) {
        return factor.at(index) == 1 ? operand : Product.of(new Constant(factor.at(index)), operand);
    }
}
