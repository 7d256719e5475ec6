package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Expression.Product;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;

import java.util.ArrayList;
import java.util.List;

/** {@code y_i = exp(x_i) / Σ_j exp(x_j)} over the last axis. */
record Softmax() implements Op.Explained {
    @Override
    public Shape shape(List<Node> inputs) {
        return inputs.getFirst().shape();
    }

    @Override
    public void forward(Backend backend, Node out) {
        backend.softmax(out.input(0).value(), out.value());
    }

    @Override
    public void backward(Backend backend, Node out) {
        backend.softmaxBackward(out.value(), out.gradient(), out.input(0).gradient());
    }

    @Override
    public Expression explain(Node out, int index) {
        return probability(out.input(0), index);
    }

    /** The arithmetic of one probability; the logit that it belongs to comes first. */
    static Expression probability(Node logits, int index) {
        int columns = logits.shape().columns();
        return probability(logits, index, index - index % columns, columns);
    }

    /** As {@link #probability(Node, int)}, among the {@code count} elements from {@code start} on. */
    static Expression probability(Node logits, int index, int start, int count) {
        List<Expression> row = new ArrayList<>(count);
        row.add(Operand.of(logits, index));
        for (int i = start; i < start + count; i++) if (i != index) row.add(Operand.of(logits, i));
        return new Expression.Call("softmax", row, Softmax::first);
    }

    static double first(double[] logits) {
        double denominator = 0;
        for (double logit : logits) denominator += Math.exp(logit - logits[0]);
        return 1 / denominator;
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        int columns = out.shape().columns();
        int start = index - index % columns;
        List<Expression> terms = new ArrayList<>(columns + 1);
        terms.add(Operand.gradient(out, index));
        for (int i = start; i < start + columns; i++) {
            terms.add(Product.of(new Constant(-1), Operand.of(out, i), Operand.gradient(out, i)));
        }
        return Product.of(Operand.of(out, index), new Expression.Sum(terms));
    }
}
