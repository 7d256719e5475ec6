package dev.unroll.engine.autodiff;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The gradient of a weight that products of few rows share, as the steps of a recurrent layer do: one product of all their rows.
 * Each by itself would go through the whole gradient for its few rows.
 */
final class WeightGradients {
    /** More rows are worth a product of their own. */
    private static final int FEW = 32;

    private record Use(Node weight, Form form) {}

    private final Backend backend;
    private final Map<Use, List<Node>> products = new LinkedHashMap<>();
    private final Rows gradients = new Rows();
    private final Rows inputs = new Rows();
    private @Nullable Node last;

    WeightGradients(Backend backend) {
        this.backend = backend;
    }

    /** Forgets what was taken over, as before each pass backwards. */
    void forget() {
        products.clear();
        last = null;
    }

    /** Takes over what {@code product} passes back to its weight; returns whether it does. */
    boolean takes(Node product, Form form) {
        Node weight = product.input(1);
        if (!(weight.op() instanceof Leaf) || product.shape().rows() > FEW) return false;
        products.computeIfAbsent(new Use(weight, form), _ -> new ArrayList<>()).add(product);
        last = product;
        return true;
    }

    /** Whether the gradient of the node that has just passed its own back is still to be read here. */
    boolean needs(Node node) {
        return node == last;
    }

    /** Passes back to all weights what was taken over. */
    void finish() {
        products.forEach(this::compute);
        forget();
    }

    private void compute(Use use, List<Node> uses) {
        Tensor dy = gradients.of(uses.stream().map(Node::gradient).toList());
        Tensor x =
                inputs.of(uses.stream().map(product -> product.input(0).value()).toList());
        boolean adds = use.weight.addsToGradient();
        Tensor to = use.weight.gradientToWrite();
        if (use.form.transposeRight()) backend.matmul(Form.TN, dy, x, to, adds);
        else backend.matmul(Form.TN, x, dy, to, adds);
    }

    /** Rows of several tensors, one after the other, in a buffer that is kept. */
    private final class Rows {
        private @Nullable Tensor buffer;

        Tensor of(List<Tensor> parts) {
            if (parts.size() == 1) return parts.getFirst();
            int columns = parts.getFirst().shape().columns();
            int length = parts.stream().mapToInt(Tensor::length).sum();
            Tensor kept = buffer;
            if (kept == null || kept.length() < length) buffer = kept = backend.allocate(Shape.of(Axis.ITEM, length));
            int at = 0;
            for (Tensor part : parts) {
                backend.copy(part, kept.range(at, at + part.length()));
                at += part.length();
            }
            return kept.range(0, length).reshape(Shape.of(Axis.ITEM, length / columns, Axis.UNIT, columns));
        }
    }
}
