package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Expression.Product;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;

/** {@code y = a · b} or {@code a · bᵀ} for each of the matrices that the last two axes make. */
record BatchedMatMul(Form form) implements Op.Explained {
    BatchedMatMul {
        if (form.transposeLeft()) throw new IllegalArgumentException("the left factor's rows stay rows");
    }

    @Override
    public Shape shape(List<Node> inputs) {
        Shape a = inputs.get(0).shape();
        Shape b = inputs.get(1).shape();
        boolean fits = a.rank() >= 2 && a.rank() == b.rank();
        for (int i = 0; fits && i < a.rank() - 2; i++) fits = a.size(i) == b.size(i);
        if (!fits || a.columns() != b.size(form.transposeRight() ? -1 : -2)) {
            throw new IllegalArgumentException(
                    "a product of each " + a + " and " + b + " as " + form + " has no meaning");
        }
        int column = form.transposeRight() ? -2 : -1;
        return a.withLast(b.axis(column), b.size(column));
    }

    @Override
    public void forward(Backend backend, Node out) {
        backend.batchedMatmul(form, out.input(0).value(), out.input(1).value(), out.value(), false);
    }

    @Override
    public void backward(Backend backend, Node out) {
        Node a = out.input(0);
        Node b = out.input(1);
        Tensor dy = out.gradient();
        if (a.needsGradient()) {
            backend.batchedMatmul(form.transposeRight() ? Form.NN : Form.NT, dy, b.value(), a.gradient(), true);
        }
        if (!b.needsGradient()) return;
        if (form.transposeRight()) backend.batchedMatmul(Form.TN, dy, a.value(), b.gradient(), true);
        else backend.batchedMatmul(Form.TN, a.value(), dy, b.gradient(), true);
    }

    private int rightIndex(Node b, int matrix, int inner, int column) {
        int rows = b.shape().size(-2);
        int columns = b.shape().columns();
        int start = matrix * rows * columns;
        return start + (form.transposeRight() ? column * columns + inner : inner * columns + column);
    }

    @Override
    public Expression explain(Node out, int index) {
        Node a = out.input(0);
        Node b = out.input(1);
        int inner = a.shape().columns();
        int row = index / out.shape().columns();
        int matrix = row / out.shape().size(-2);
        int column = index % out.shape().columns();
        List<Expression> terms = new ArrayList<>(inner);
        for (int k = 0; k < inner; k++) {
            terms.add(Product.of(Operand.of(a, row * inner + k), Operand.of(b, rightIndex(b, matrix, k, column))));
        }
        return new Expression.Sum(terms);
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        Node a = out.input(0);
        Node b = out.input(1);
        int inner = a.shape().columns();
        int columns = out.shape().columns();
        int rows = out.shape().size(-2);
        List<Expression> terms = new ArrayList<>();
        if (input == 0) {
            int row = index / inner;
            for (int column = 0; column < columns; column++) {
                terms.add(Product.of(
                        Operand.of(b, rightIndex(b, row / rows, index % inner, column)),
                        Operand.gradient(out, row * columns + column)));
            }
        } else {
            int width = b.shape().columns();
            int matrix = index / width / b.shape().size(-2);
            int bRow = index / width % b.shape().size(-2);
            int k = form.transposeRight() ? index % width : bRow;
            int column = form.transposeRight() ? bRow : index % width;
            for (int row = matrix * rows; row < (matrix + 1) * rows; row++) {
                terms.add(Product.of(Operand.of(a, row * inner + k), Operand.gradient(out, row * columns + column)));
            }
        }
        return new Expression.Sum(terms);
    }
}
