package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;

/** The sum of each row: the last axis goes. */
record SumColumns() implements Op.Explained {
    @Override
    public Shape shape(List<Node> inputs) {
        Shape x = inputs.getFirst().shape();
        if (x.rank() == 0) throw new IllegalArgumentException("a single number has no columns to be summed");
        return x.drop(x.rank() - 1);
    }

    @Override
    public void forward(Backend backend, Node out) {
        Tensor x = out.input(0).value();
        int columns = x.shape().columns();
        float[] values = x.read();
        float[] sums = out.value().write();
        for (int row = 0; row < x.shape().rows(); row++) {
            int from = x.offset() + row * columns;
            double sum = 0;
            for (int i = from; i < from + columns; i++) sum += values[i];
            sums[out.value().offset() + row] = (float) sum;
        }
    }

    @Override
    public void backward(Backend backend, Node out) {
        Tensor dx = out.input(0).gradient();
        int columns = dx.shape().columns();
        float[] values = dx.write();
        for (int row = 0; row < dx.shape().rows(); row++) {
            float dy = out.gradient().at(row);
            int from = dx.offset() + row * columns;
            for (int i = from; i < from + columns; i++) values[i] += dy;
        }
    }

    @Override
    public Expression explain(Node out, int index) {
        int columns = out.input(0).shape().columns();
        List<Expression> terms = new ArrayList<>(columns);
        for (int i = index * columns; i < (index + 1) * columns; i++) terms.add(Operand.of(out.input(0), i));
        return new Expression.Sum(terms);
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        return Operand.gradient(out, index / out.input(0).shape().columns());
    }
}
