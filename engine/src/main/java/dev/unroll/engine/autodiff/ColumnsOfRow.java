package dev.unroll.engine.autodiff;

import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;

/** {@link Columns} of a single row, which lie together, so that nothing is copied. */
record ColumnsOfRow(Columns columns) implements Op.View {
    @Override
    public Shape shape(List<Node> inputs) {
        return columns.shape(inputs);
    }

    @Override
    public Tensor of(Tensor input, Shape shape) {
        return new Tensor(shape, input.storage(), input.offset() + columns.from());
    }

    @Override
    public Expression explain(Node out, int index) {
        return columns.explain(out, index);
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        return columns.explainGradient(out, input, index);
    }
}
