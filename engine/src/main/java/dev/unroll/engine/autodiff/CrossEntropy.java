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

/** {@code y = −Σ_j q_j log softmax(x)_j} for every row, where {@code q} is the target, smoothed if wanted. */
final class CrossEntropy implements Op.Explained {
    private final int[] targets;
    private final float labelSmoothing;
    private @Nullable Tensor probabilities;

    CrossEntropy(int[] targets, float labelSmoothing) {
        this.targets = targets;
        this.labelSmoothing = labelSmoothing;
    }

    @Override
    public Shape shape(List<Node> inputs) {
        Shape logits = inputs.getFirst().shape();
        if (logits.rank() == 0 || logits.rows() != targets.length) {
            throw new IllegalArgumentException(targets.length + " targets for logits of " + logits);
        }
        for (int target : targets) {
            if (target >= logits.columns()) {
                throw new IllegalArgumentException(
                        "target " + target + " is outside a vocabulary of " + logits.columns());
            }
        }
        return logits.drop(logits.rank() - 1);
    }

    @Override
    public void forward(Backend backend, Node out) {
        Tensor logits = out.input(0).value();
        Tensor p = probabilities = out.tape().take(logits.shape());
        backend.crossEntropy(logits, targets, labelSmoothing, p, out.value());
    }

    @Override
    public void backward(Backend backend, Node out) {
        Tensor p = probabilities;
        if (p == null) throw new IllegalStateException("backward before forward");
        backend.crossEntropyBackward(
                p, targets, labelSmoothing, out.gradient(), out.input(0).gradient());
    }

    @Override
    public Expression explain(Node out, int index) {
        if (targets[index] < 0) return new Constant(0);
        Node logits = out.input(0);
        int columns = logits.shape().columns();
        List<Expression> terms = new ArrayList<>();
        for (int j = 0; j < columns; j++) {
            double q = targetProbability(index, j, columns);
            if (q == 0) continue;
            Expression logProbability = Call.of("log", Softmax.probability(logits, index * columns + j), Math::log);
            terms.add(Product.of(new Constant(-q), logProbability));
        }
        return terms.size() == 1 ? terms.getFirst() : new Expression.Sum(terms);
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        Node logits = out.input(0);
        int columns = logits.shape().columns();
        int row = index / columns;
        if (targets[row] < 0) return new Constant(0);
        double q = targetProbability(row, index % columns, columns);
        Expression p = Softmax.probability(logits, index);
        Expression error = q == 0 ? p : Expression.Sum.of(p, new Constant(-q));
        return Product.of(error, Operand.gradient(out, row));
    }

    private double targetProbability(int row, int token, int vocabularySize) {
        double spread = (double) labelSmoothing / vocabularySize;
        return token == targets[row] ? 1 - labelSmoothing + spread : spread;
    }

    @Override
    public String toString() {
        return "CrossEntropy[rows=" + targets.length + "]";
    }
}
