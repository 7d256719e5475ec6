package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Expression.Product;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;

import java.util.List;

/** {@code y = a · b + c · d}, element by element: how a gate mixes old and new. */
record SumOfProducts() implements Op.Explained {
    @Override
    public Shape shape(List<Node> inputs) {
        Shape a = inputs.getFirst().shape();
        for (Node input : inputs) {
            if (input.shape().length() != a.length())
                throw new IllegalArgumentException(a + " and " + input.shape() + " cannot be mixed");
        }
        return a;
    }

    @Override
    public void forward(Backend backend, Node out) {
        backend.multiply(out.input(0).value(), out.input(1).value(), out.value());
        backend.addProduct(out.input(2).value(), out.input(3).value(), out.value());
    }

    @Override
    public void backward(Backend backend, Node out) {
        for (int i = 0; i < 4; i++)
            if (out.input(i).needsGradient()) Multiply.passBack(backend, out.gradient(), factor(out, i), out.input(i));
    }

    /** What input number {@code i} is multiplied with. */
    private static Node factor(Node out, int i) {
        return out.input(i ^ 1);
    }

    @Override
    public Expression explain(Node out, int index) {
        return Expression.Sum.of(product(out, 0, index), product(out, 2, index));
    }

    private static Expression product(Node out, int input, int index) {
        return Product.of(Operand.of(out.input(input), index), Operand.of(factor(out, input), index));
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        return Product.of(Operand.of(factor(out, input), index), Operand.gradient(out, index));
    }
}
