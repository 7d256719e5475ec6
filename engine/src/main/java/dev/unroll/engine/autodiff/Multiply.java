package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;

/** {@code y = a · b}, element by element. */
record Multiply() implements Op.Explained {
    @Override
    public Shape shape(List<Node> inputs) {
        Shape a = inputs.get(0).shape();
        Shape b = inputs.get(1).shape();
        if (a.length() != b.length()) throw new IllegalArgumentException(a + " and " + b + " cannot be multiplied");
        return a;
    }

    @Override
    public void forward(Backend backend, Node out) {
        backend.multiply(out.input(0).value(), out.input(1).value(), out.value());
    }

    @Override
    public void backward(Backend backend, Node out) {
        Node a = out.input(0);
        Node b = out.input(1);
        if (a.needsGradient()) passBack(backend, out.gradient(), b, a);
        if (b.needsGradient()) passBack(backend, out.gradient(), a, b);
    }

    static void passBack(Backend backend, Tensor dy, Node factor, Node to) {
        if (to.addsToGradient()) backend.addProduct(dy, factor.value(), to.gradient());
        else backend.multiply(dy, factor.value(), to.gradientToWrite());
    }

    @Override
    public Expression explain(Node out, int index) {
        return Expression.Product.of(Operand.of(out.input(0), index), Operand.of(out.input(1), index));
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        return Expression.Product.of(Operand.of(out.input(1 - input), index), Operand.gradient(out, index));
    }
}
