package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;

/** A stretch of the last axis, as one gate out of the four that a cell computes at once. */
record Columns(int from, int count) implements Op.Explained {
    @Override
    public Shape shape(List<Node> inputs) {
        Shape x = inputs.getFirst().shape();
        if (x.rank() == 0 || from < 0 || count < 0 || from + count > x.columns()) {
            throw new IllegalArgumentException("columns " + from + " to " + (from + count) + " are outside " + x);
        }
        return x.withLast(x.axis(-1), count);
    }

    @Override
    public void forward(Backend backend, Node out) {
        Tensor x = out.input(0).value();
        int columns = x.shape().columns();
        for (int row = 0; row < x.shape().rows(); row++) {
            System.arraycopy(
                    x.read(),
                    x.offset() + row * columns + from,
                    out.value().write(),
                    out.value().offset() + row * count,
                    count);
        }
    }

    @Override
    public void backward(Backend backend, Node out) {
        Tensor dy = out.gradient();
        Tensor dx = out.input(0).gradient();
        float[] source = dy.read();
        float[] target = dx.write();
        int columns = dx.shape().columns();
        for (int row = 0; row < dx.shape().rows(); row++) {
            int to = dx.offset() + row * columns + from;
            int at = dy.offset() + row * count;
            for (int i = 0; i < count; i++) target[to + i] += source[at + i];
        }
    }

    @Override
    public Expression explain(Node out, int index) {
        int columns = out.input(0).shape().columns();
        return Operand.of(out.input(0), index / count * columns + from + index % count);
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        int columns = out.input(0).shape().columns();
        int inside = index % columns - from;
        return inside < 0 || inside >= count
                ? new Expression.Constant(0)
                : Operand.gradient(out, index / columns * count + inside);
    }
}
