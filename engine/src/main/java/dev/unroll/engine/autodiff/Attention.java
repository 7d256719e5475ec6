package dev.unroll.engine.autodiff;

import dev.unroll.engine.autodiff.Expression.Call;
import dev.unroll.engine.autodiff.Expression.Constant;
import dev.unroll.engine.autodiff.Expression.Operand;
import dev.unroll.engine.autodiff.Expression.Product;
import dev.unroll.engine.backend.AttentionInputs;
import dev.unroll.engine.backend.AttentionMask;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Scaled dot-product attention (Vaswani et al. 2017, eq. 1) as one operation that keeps no array of queries × keys: {@code
 * softmax(scale · q kᵀ) v}. Where somebody looks, {@link Node#attention} records its parts instead.
 */
final class Attention implements Op.Explained {
    private final AttentionMask mask;
    private final float scale;
    private @Nullable Tensor logSumExp;

    Attention(AttentionMask mask, float scale) {
        this.mask = mask;
        this.scale = scale;
    }

    @Override
    public Shape shape(List<Node> inputs) {
        Shape q = inputs.get(0).shape();
        Shape k = inputs.get(1).shape();
        Shape v = inputs.get(2).shape();
        if (q.rank() != 4
                || !k.equals(v)
                || k.rank() != 4
                || q.columns() != k.columns()
                || q.size(0) != k.size(0)
                || q.size(1) != k.size(1)) {
            throw new IllegalArgumentException(
                    "queries " + q + ", keys " + k + " and values " + v + " do not fit together");
        }
        return q;
    }

    private AttentionInputs inputs(Node out) {
        return new AttentionInputs(
                out.input(0).value(), out.input(1).value(), out.input(2).value(), mask, scale);
    }

    @Override
    public void forward(Backend backend, Node out) {
        Tensor lse = logSumExp = out.tape().take(out.shape().drop(3));
        backend.attention(inputs(out), null, lse, out.value());
    }

    @Override
    public void backward(Backend backend, Node out) {
        Tensor lse = logSumExp;
        if (lse == null) throw new IllegalStateException("backward before forward");
        backend.attentionBackward(
                inputs(out),
                lse,
                out.value(),
                out.gradient(),
                out.input(0).gradient(),
                out.input(1).gradient(),
                out.input(2).gradient());
    }

    @Override
    public Expression explain(Node out, int index) {
        Node v = out.input(2);
        int channels = out.shape().columns();
        int query = index / channels;
        List<Expression> terms = new ArrayList<>();
        for (int key = 0; key < visible(out, query); key++) {
            terms.add(Product.of(
                    weight(out, query, key), Operand.of(v, row(out, query, key) * channels + index % channels)));
        }
        return new Expression.Sum(terms);
    }

    /** How many keys a query sees; queries are counted over batch, head and position. */
    private int visible(Node out, int query) {
        Shape q = out.shape();
        return mask.visibleKeys(query / (q.size(1) * q.size(2)), query % q.size(2), keys(out));
    }

    private static int keys(Node out) {
        return out.input(1).shape().size(2);
    }

    /** The row of a key, counted over batch, head and position, for a query of the same head. */
    private static int row(Node out, int query, int key) {
        return query / out.shape().size(2) * keys(out) + key;
    }

    private Expression score(Node out, int query, int key) {
        int channels = out.shape().columns();
        List<Expression> terms = new ArrayList<>(channels);
        for (int c = 0; c < channels; c++) {
            terms.add(Product.of(
                    new Constant(scale),
                    Operand.of(out.input(0), query * channels + c),
                    Operand.of(out.input(1), row(out, query, key) * channels + c)));
        }
        return new Expression.Sum(terms);
    }

    private Expression weight(Node out, int query, int key) {
        List<Expression> scores = new ArrayList<>();
        scores.add(score(out, query, key));
        for (int j = 0; j < visible(out, query); j++) if (j != key) scores.add(score(out, query, j));
        return new Call("softmax", scores, Softmax::first);
    }

    @Override
    public Expression explainGradient(Node out, int input, int index) {
        int channels = out.shape().columns();
        int row = index / channels;
        int c = index % channels;
        List<Expression> terms = new ArrayList<>();
        if (input == 0) {
            for (int key = 0; key < visible(out, row); key++)
                terms.add(Product.of(
                        scoreGradient(out, row, key), Operand.of(out.input(1), row(out, row, key) * channels + c)));
            return new Expression.Sum(terms);
        }
        int queries = out.shape().size(2);
        int key = row % keys(out);
        for (int t = 0; t < queries; t++) {
            int query = row / keys(out) * queries + t;
            if (key >= visible(out, query)) continue;
            terms.add(
                    input == 1
                            ? Product.of(scoreGradient(out, query, key), Operand.of(out.input(0), query * channels + c))
                            : Product.of(weight(out, query, key), Operand.gradient(out, query * channels + c)));
        }
        return new Expression.Sum(terms);
    }

    /** {@code scale · w · (dOut · v − dOut · out)}. */
    private Expression scoreGradient(Node out, int query, int key) {
        int channels = out.shape().columns();
        List<Expression> terms = new ArrayList<>();
        for (int c = 0; c < channels; c++) {
            Operand dOut = Operand.gradient(out, query * channels + c);
            terms.add(Product.of(dOut, Operand.of(out.input(2), row(out, query, key) * channels + c)));
            terms.add(Product.of(new Constant(-1), dOut, Operand.of(out, query * channels + c)));
        }
        return Product.of(new Constant(scale), weight(out, query, key), new Expression.Sum(terms));
    }

    @Override
    public String toString() {
        return "Attention";
    }
}
