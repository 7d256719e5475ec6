package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;

/** Each row from the first input or from the second: a state that goes on, or stays as it was where a sequence has ended. */
record SelectRows(boolean[] first) implements Op.Explained {
    @Override
    public Shape shape(List<Node> inputs) {
        Shape a = inputs.get(0).shape();
        Shape b = inputs.get(1).shape();
        if (!a.equals(b) || a.rows() != first.length)
            throw new IllegalArgumentException(first.length + " rows cannot be chosen from " + a + " and " + b);
        return a;
    }

    @Override
    public void forward(Backend backend, Node out) {
        int columns = out.shape().columns();
        Tensor y = out.value();
        for (int row = 0; row < first.length; row++) {
            Tensor x = out.input(source(row)).value();
            System.arraycopy(x.read(), x.offset() + row * columns, y.write(), y.offset() + row * columns, columns);
        }
    }

    private int source(int row) {
        return first[row] ? 0 : 1;
    }

    @Override
    public void backward(Backend backend, Node out) {
        int columns = out.shape().columns();
        Tensor dy = out.gradient();
        for (int row = 0; row < first.length; row++) {
            Node input = out.input(source(row));
            if (!input.needsGradient()) continue;
            Tensor dx = input.gradient();
            float[] target = dx.write();
            float[] source = dy.read();
            int to = dx.offset() + row * columns;
            int from = dy.offset() + row * columns;
            for (int i = 0; i < columns; i++) target[to + i] += source[from + i];
        }
    }

    @Override
    public Expression explain(Node out, int index) {
        return Operand.of(out.input(source(index / out.shape().columns())), index);
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        return source(index / out.shape().columns()) == input ? Operand.gradient(out, index) : new Constant(0);
    }
}
