package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Every row of {@code a} plus every row of {@code b}: {@code [BATCH, M, UNIT]} and {@code [BATCH, N, UNIT]} become {@code [BATCH,
 * M, N, UNIT]}, as additive attention needs it.
 */
record PairwiseSum() implements Op.Explained {
    @Override
    public Shape shape(List<Node> inputs) {
        Shape a = inputs.get(0).shape();
        Shape b = inputs.get(1).shape();
        if (a.rank() != 3 || b.rank() != 3 || a.size(0) != b.size(0) || a.columns() != b.columns())
            throw new IllegalArgumentException("the rows of " + a + " and " + b + " cannot be added in pairs");
        return Shape.of(a.axis(0), a.size(0), a.axis(1), a.size(1), b.axis(1), b.size(1), a.axis(2), a.size(2));
    }

    @Override
    public void forward(Backend backend, Node out) {
        Tensor a = out.input(0).value();
        Tensor b = out.input(1).value();
        Tensor y = out.value();
        int units = y.shape().columns();
        float[] left = a.read();
        float[] right = b.read();
        float[] values = y.write();
        for (int row = 0; row < y.shape().rows(); row++) {
            int l = a.offset() + leftRow(out.shape(), row) * units;
            int r = b.offset() + rightRow(out.shape(), row) * units;
            int at = y.offset() + row * units;
            for (int i = 0; i < units; i++) values[at + i] = left[l + i] + right[r + i];
        }
    }

    private static int leftRow(Shape y, int row) {
        return row / y.size(2);
    }

    private static int rightRow(Shape y, int row) {
        return row / y.size(2) / y.size(1) * y.size(2) + row % y.size(2);
    }

    @Override
    public void backward(Backend backend, Node out) {
        for (int input = 0; input < 2; input++) {
            if (!out.input(input).needsGradient()) continue;
            Tensor dx = out.input(input).gradient();
            Tensor dy = out.gradient();
            int units = dy.shape().columns();
            float[] target = dx.write();
            float[] source = dy.read();
            for (int row = 0; row < dy.shape().rows(); row++) {
                int to = dx.offset() + (input == 0 ? leftRow(out.shape(), row) : rightRow(out.shape(), row)) * units;
                int from = dy.offset() + row * units;
                for (int i = 0; i < units; i++) target[to + i] += source[from + i];
            }
        }
    }

    @Override
    public Expression explain(Node out, int index) {
        int units = out.shape().columns();
        int row = index / units;
        int unit = index % units;
        return Expression.Sum.of(
                Operand.of(out.input(0), leftRow(out.shape(), row) * units + unit),
                Operand.of(out.input(1), rightRow(out.shape(), row) * units + unit));
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        int units = out.shape().columns();
        int wanted = index / units;
        List<Expression> terms = new ArrayList<>();
        for (int row = 0; row < out.shape().rows(); row++) {
            int own = input == 0 ? leftRow(out.shape(), row) : rightRow(out.shape(), row);
            if (own == wanted) terms.add(Operand.gradient(out, row * units + index % units));
        }
        return new Expression.Sum(terms);
    }
}
