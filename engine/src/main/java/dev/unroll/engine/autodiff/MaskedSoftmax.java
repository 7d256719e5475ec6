package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Expression.Product;
import dev.unroll.engine.backend.AttentionMask;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;

import java.util.ArrayList;
import java.util.List;

/** Softmax over the keys that the mask shows; the others get 0, and so do all where none is shown. The batch is the first axis. */
record MaskedSoftmax(AttentionMask mask) implements Op.Explained {
    @Override
    public Shape shape(List<Node> inputs) {
        Shape scores = inputs.getFirst().shape();
        if (scores.rank() < 3)
            throw new IllegalArgumentException(scores + " are no scores of queries and keys for each example");
        return scores;
    }

    private int visible(Shape scores, int row) {
        int queries = scores.size(-2);
        int batch = row / (scores.rows() / scores.size(0));
        return Math.max(0, mask.visibleKeys(batch, row % queries, scores.columns()));
    }

    @Override
    public void forward(Backend backend, Node out) {
        Shape shape = out.shape();
        backend.partialSoftmax(out.input(0).value(), row -> visible(shape, row), out.value());
    }

    @Override
    public void backward(Backend backend, Node out) {
        backend.softmaxBackward(out.value(), out.gradient(), out.input(0).gradient());
    }

    @Override
    public Expression explain(Node out, int index) {
        int keys = out.shape().columns();
        int visible = visible(out.shape(), index / keys);
        if (index % keys >= visible) return new Constant(0);
        return Softmax.probability(out.input(0), index, index - index % keys, visible);
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        int keys = out.shape().columns();
        int start = index - index % keys;
        int visible = visible(out.shape(), index / keys);
        if (index % keys >= visible) return new Constant(0);
        List<Expression> terms = new ArrayList<>(visible + 1);
        terms.add(Operand.gradient(out, index));
        for (int i = start; i < start + visible; i++)
            terms.add(Product.of(new Constant(-1), Operand.of(out, i), Operand.gradient(out, i)));
        return Product.of(Operand.of(out, index), new Expression.Sum(terms));
    }
}
