package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Expression.Product;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code y = a · b} or {@code a · bᵀ}, and plus a bias for every row where there is a third input, and plus a fourth input of the
 * result's size; a one-hot {@code a} makes it a look-up.
 */
record MatMul(Form form) implements Op.Explained {
    MatMul {
        if (form.transposeLeft()) throw new IllegalArgumentException("the left factor's rows stay rows");
    }

    @Override
    public Shape shape(List<Node> inputs) {
        Shape a = inputs.get(0).shape();
        Shape b = inputs.get(1).shape();
        int inner = form.transposeRight() ? b.size(1) : b.size(0);
        if (b.rank() != 2 || a.columns() != inner) {
            throw new IllegalArgumentException("a product of " + a + " and " + b + " as " + form + " has no meaning");
        }
        Axis axis = b.axis(form.transposeRight() ? 0 : 1);
        int columns = form.transposeRight() ? b.size(0) : b.size(1);
        if (inputs.size() > 2 && inputs.get(2).shape().length() != columns) {
            throw new IllegalArgumentException(
                    "a bias of " + inputs.get(2).shape() + " does not fit a product of " + columns + " columns");
        }
        if (inputs.size() > 3 && inputs.get(3).shape().length() != a.rows() * columns) {
            throw new IllegalArgumentException(
                    inputs.get(3).shape() + " cannot be added to a product of " + a + " and " + b);
        }
        return a.rank() == 0 ? Shape.of(axis, columns) : a.withLast(axis, columns);
    }

    @Override
    public void forward(Backend backend, Node out) {
        Node a = out.input(0);
        Node b = out.input(1);
        boolean biased = out.inputs().size() > 2;
        boolean added = out.inputs().size() > 3;
        switch (a.op()) {
            case OneHot(int[] ids, var _, var _) -> {
                if (form.transposeRight()) backend.gatherColumns(b.value(), ids, out.value());
                else backend.gatherRows(b.value(), ids, out.value());
                if (biased) backend.addBias(out.value(), out.input(2).value(), out.value());
                if (added) backend.addScaled(1, out.input(3).value(), out.value());
            }
            default -> {
                // One pass over the result less than adding them afterwards.
                if (added) backend.addBias(out.input(3).value(), out.input(2).value(), out.value());
                else if (biased) backend.repeatRow(out.input(2).value(), out.value());
                Tensor down = form.transposeRight()
                        ? out.tape().transposedWeights().of(b, a.shape().rows())
                        : null;
                if (down == null) backend.matmul(form, a.value(), b.value(), out.value(), biased);
                else backend.matmul(Form.NN, a.value(), down, out.value(), biased);
            }
        }
    }

    @Override
    public void backward(Backend backend, Node out) {
        Node a = out.input(0);
        Node b = out.input(1);
        var dy = out.gradient();
        if (out.inputs().size() > 2 && out.input(2).needsGradient())
            backend.addBiasBackward(dy, out.input(2).gradient());
        if (out.inputs().size() > 3 && out.input(3).needsGradient())
            backend.addScaled(1, dy, out.input(3).gradient());
        if (a.needsGradient()) {
            boolean adds = a.addsToGradient();
            backend.matmul(form.transposeRight() ? Form.NN : Form.NT, dy, b.value(), a.gradientToWrite(), adds);
        }
        if (!b.needsGradient()) return;
        switch (a.op()) {
            case OneHot(int[] ids, var _, var _)
            when form.transposeRight() -> backend.gatherColumnsBackward(dy, ids, b.gradient());
            case OneHot(int[] ids, var _, var _) -> backend.gatherRowsBackward(dy, ids, b.gradient());
            default -> {
                if (out.tape().weightGradients().takes(out, form)) return;
                if (form.transposeRight()) backend.matmul(Form.TN, dy, a.value(), b.gradient(), true);
                else backend.matmul(Form.TN, a.value(), dy, b.gradient(), true);
            }
        }
    }

    private int weightIndex(Node b, int inner, int column) {
        return form.transposeRight()
                ? column * b.shape().size(1) + inner
                : inner * b.shape().size(1) + column;
    }

    @Override
    public Expression explain(Node out, int index) {
        Node a = out.input(0);
        Node b = out.input(1);
        int inner = a.shape().columns();
        int row = index / out.shape().columns();
        int column = index % out.shape().columns();
        List<Expression> terms = new ArrayList<>(inner);
        if (out.inputs().size() > 3) terms.add(Operand.of(out.input(3), index));
        for (int k = 0; k < inner; k++) {
            terms.add(Product.of(Operand.of(b, weightIndex(b, k, column)), Operand.of(a, row * inner + k)));
        }
        if (out.inputs().size() > 2) terms.add(Operand.of(out.input(2), column));
        return new Expression.Sum(terms);
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        Node a = out.input(0);
        Node b = out.input(1);
        int inner = a.shape().columns();
        int columns = out.shape().columns();
        if (input == 3) return Operand.gradient(out, index);
        List<Expression> terms = new ArrayList<>();
        if (input == 0) {
            int row = index / inner;
            for (int column = 0; column < columns; column++) {
                terms.add(Product.of(
                        Operand.of(b, weightIndex(b, index % inner, column)),
                        Operand.gradient(out, row * columns + column)));
            }
        } else if (input == 2) {
            for (int i = index; i < out.shape().length(); i += columns) terms.add(Operand.gradient(out, i));
        } else {
            int k = form.transposeRight() ? index % inner : index / columns;
            int column = form.transposeRight() ? index / inner : index % columns;
            for (int row = 0; row < a.shape().rows(); row++) {
                terms.add(Product.of(Operand.of(a, row * inner + k), Operand.gradient(out, row * columns + column)));
            }
        }
        return new Expression.Sum(terms);
    }
}
