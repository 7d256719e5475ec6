package dev.unroll.engine.autodiff;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Weights that products of few rows share, as the steps of a recurrent layer do, stored input by input: each product then adds up
 * whole rows of them, where it would else add up the lanes of each of its results.
 */
final class TransposedWeights {
    /** With more rows, a product packs the weight in any case. */
    private static final int FEW = 32;

    private final Backend backend;
    private final Function<Shape, Tensor> buffers;
    private final Set<Node> usedOnce = new HashSet<>();
    private final Map<Node, Tensor> transposed = new HashMap<>();

    TransposedWeights(Backend backend, Function<Shape, Tensor> buffers) {
        this.backend = backend;
        this.buffers = buffers;
    }

    /** What a product of {@code rows} rows reads in place of the weight; {@code null} where that is the weight, as on its first use. */
    @Nullable
    Tensor of(Node weight, int rows) {
        if (!(weight.op() instanceof Leaf) || rows > FEW || usedOnce.add(weight)) return null;
        return transposed.computeIfAbsent(weight, _ -> {
            Shape shape = weight.shape();
            Tensor down = buffers.apply(Shape.of(shape.axis(1), shape.size(1), shape.axis(0), shape.size(0)));
            backend.transpose(weight.value(), down);
            return down;
        });
    }

    /** Forgets all weights. */
    void forget() {
        usedOnce.clear();
        transposed.clear();
    }
}
