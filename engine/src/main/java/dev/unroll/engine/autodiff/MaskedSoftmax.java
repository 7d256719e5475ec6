package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Expression.Product;
import dev.unroll.engine.backend.AttentionMask;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Softmax over the keys that the mask shows; the others get 0, and so do all where none is shown. The batch is the first axis. */
record MaskedSoftmax(AttentionMask mask) implements Op {
    /** Rows that a thread takes on at once. */
    private static final int ROWS = 256;

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
        return mask.visibleKeys(batch, row % queries, scores.columns());
    }

    @Override
    public void forward(Backend backend, Node out) {
        int keys = out.shape().columns();
        Shape matrix = Shape.of(Axis.ITEM, out.shape().rows(), Axis.KEY, keys);
        Tensor x = out.input(0).value().reshape(matrix);
        Tensor y = out.value().reshape(matrix);
        backend.overRows(matrix.rows(), ROWS, (part, from, to) -> {
            Tensor some = y.range(from, to);
            part.copy(x.range(from, to), some);
            fillHidden(out.shape(), some, from, Float.NEGATIVE_INFINITY, false);
            part.softmax(some, some);
            fillHidden(out.shape(), some, from, 0, true);
        });
    }

    /** Fills what is hidden in each row, the first of which is {@code from} of all; or only where all of a row is. */
    private void fillHidden(Shape scores, Tensor rows, int from, float value, boolean onlyWhole) {
        int keys = rows.shape().columns();
        for (int row = 0; row < rows.shape().rows(); row++) {
            int visible = visible(scores, from + row);
            int start = rows.offset() + row * keys;
            if (visible == 0 || !onlyWhole) Arrays.fill(rows.write(), start + visible, start + keys, value);
        }
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
