package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;

/** Inputs side by side along the last axis, as in {@code [h ; context]}. */
record Concatenate() implements Op.Explained {
    @Override
    public Shape shape(List<Node> inputs) {
        Shape first = inputs.getFirst().shape();
        int columns = 0;
        for (Node input : inputs) {
            Shape shape = input.shape();
            if (shape.rank() != first.rank() || shape.rows() != first.rows())
                throw new IllegalArgumentException(first + " and " + shape + " do not stand side by side");
            columns += shape.columns();
        }
        return first.withLast(first.axis(-1), columns);
    }

    @Override
    public void forward(Backend backend, Node out) {
        int from = 0;
        for (Node input : out.inputs()) {
            copyIn(input.value(), out.value(), from);
            from += input.shape().columns();
        }
    }

    private static void copyIn(Tensor part, Tensor whole, int from) {
        int count = part.shape().columns();
        int columns = whole.shape().columns();
        for (int row = 0; row < part.shape().rows(); row++) {
            System.arraycopy(
                    part.read(),
                    part.offset() + row * count,
                    whole.write(),
                    whole.offset() + row * columns + from,
                    count);
        }
    }

    @Override
    public void backward(Backend backend, Node out) {
        int from = 0;
        for (Node input : out.inputs()) {
            if (input.needsGradient()) addOut(out.gradient(), input.gradient(), from);
            from += input.shape().columns();
        }
    }

    private static void addOut(Tensor whole, Tensor part, int from) {
        int count = part.shape().columns();
        int columns = whole.shape().columns();
        float[] source = whole.read();
        float[] target = part.write();
        for (int row = 0; row < part.shape().rows(); row++) {
            int at = whole.offset() + row * columns + from;
            int to = part.offset() + row * count;
            for (int i = 0; i < count; i++) target[to + i] += source[at + i];
        }
    }

    @Override
    public Expression explain(Node out, int index) {
        int row = index / out.shape().columns();
        int column = index % out.shape().columns();
        for (Node input : out.inputs()) {
            int count = input.shape().columns();
            if (column < count) return Operand.of(input, row * count + column);
            column -= count;
        }
        throw new IndexOutOfBoundsException(index + " is outside " + out.shape());
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        int count = out.input(input).shape().columns();
        int from = 0;
        for (Node before : out.inputs().subList(0, input))
            from += before.shape().columns();
        return Operand.gradient(out, index / count * out.shape().columns() + from + index % count);
    }
}
