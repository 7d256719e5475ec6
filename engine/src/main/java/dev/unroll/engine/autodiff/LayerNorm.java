package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Call;
import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Expression.Product;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** {@code y = (x − mean) / √(variance + ε) · weight + bias} over the last axis (Ba, Kiros and Hinton 2016). */
final class LayerNorm implements Op.Explained {
    private final float epsilon;
    private @Nullable Tensor mean;
    private @Nullable Tensor rstd;

    LayerNorm(float epsilon) {
        this.epsilon = epsilon;
    }

    @Override
    public Shape shape(List<Node> inputs) {
        Shape x = inputs.get(0).shape();
        for (Node vector : inputs.subList(1, 3)) {
            if (vector.shape().length() != x.columns()) {
                throw new IllegalArgumentException("a layer norm over " + vector.shape() + " does not fit " + x);
            }
        }
        return x;
    }

    @Override
    public void forward(Backend backend, Node out) {
        Tensor x = out.input(0).value();
        Shape rows = x.shape().drop(x.shape().rank() - 1);
        Tensor m = mean = out.tape().take(rows);
        Tensor r = rstd = out.tape().take(rows);
        backend.layerNorm(x, out.input(1).value(), out.input(2).value(), epsilon, out.value(), m, r);
    }

    @Override
    public void backward(Backend backend, Node out) {
        Tensor m = mean;
        Tensor r = rstd;
        if (m == null || r == null) throw new IllegalStateException("backward before forward");
        backend.layerNormBackward(
                out.input(0).value(),
                out.input(1).value(),
                m,
                r,
                out.gradient(),
                out.input(0).gradient(),
                out.input(1).gradient(),
                out.input(2).gradient());
    }

    @Override
    public Expression explain(Node out, int index) {
        int column = index % out.shape().columns();
        return Expression.Sum.of(
                Product.of(normalised(out, index), Operand.of(out.input(1), column)), Operand.of(out.input(2), column));
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        int columns = out.shape().columns();
        return switch (input) {
            case 0 -> inputGradient(out, index);
            case 1 -> overRows(out, index, i -> Product.of(normalised(out, i), Operand.gradient(out, i)));
            default -> overRows(out, index % columns, i -> Operand.gradient(out, i));
        };
    }

    /** {@code rstd · (d_i − mean(d) − x̂_i · mean(d · x̂))}, where {@code d = weight · dy}. */
    private Expression inputGradient(Node out, int index) {
        int columns = out.shape().columns();
        int start = index - index % columns;
        List<Expression> terms = new ArrayList<>(2 * columns + 1);
        terms.add(passedBack(out, index));
        for (int i = start; i < start + columns; i++) {
            terms.add(Product.of(new Constant(-1.0 / columns), passedBack(out, i)));
            terms.add(Product.of(
                    new Constant(-1.0 / columns), normalised(out, index), normalised(out, i), passedBack(out, i)));
        }
        Expression rstdOfRow = new Call("1/√(variance + ε)", row(out, index), x -> 1 / deviation(x));
        return Product.of(rstdOfRow, new Expression.Sum(terms));
    }

    private static Expression passedBack(Node out, int index) {
        return Product.of(Operand.of(out.input(1), index % out.shape().columns()), Operand.gradient(out, index));
    }

    private static Expression overRows(Node out, int column, IntFunction<Expression> term) {
        List<Expression> terms = new ArrayList<>();
        for (int i = column; i < out.shape().length(); i += out.shape().columns()) terms.add(term.apply(i));
        return new Expression.Sum(terms);
    }

    private Expression normalised(Node out, int index) {
        return new Call("normalise", row(out, index), x -> (x[0] - average(x)) / deviation(x));
    }

    /** The row that an element is in, the element itself first. */
    private static List<Expression> row(Node out, int index) {
        int columns = out.shape().columns();
        int start = index - index % columns;
        List<Expression> row = new ArrayList<>(columns);
        row.add(Operand.of(out.input(0), index));
        for (int i = start; i < start + columns; i++) if (i != index) row.add(Operand.of(out.input(0), i));
        return row;
    }

    private static double average(double[] x) {
        double sum = 0;
        for (double value : x) sum += value;
        return sum / x.length;
    }

    private double deviation(double[] x) {
        double mean = average(x);
        double sum = 0;
        for (double value : x) sum += (value - mean) * (value - mean);
        return Math.sqrt(sum / x.length + epsilon);
    }

    @Override
    public String toString() {
        return "LayerNorm";
    }
}
