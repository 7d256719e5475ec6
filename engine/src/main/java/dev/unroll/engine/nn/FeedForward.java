package dev.unroll.engine.nn;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.ElementFunction;

import java.util.List;
import java.util.stream.Stream;

import static dev.unroll.engine.tensor.Axis.UNIT;

/** The position-wise feed-forward network (Vaswani et al. 2017, eq. 2): {@code f(x W₁ᵀ + b₁) W₂ᵀ + b₂}. */
public final class FeedForward implements Layer {
    private final String name;
    private final ElementFunction activation;
    private final Linear up;
    private final Linear down;

    /**
     * @param name what the names of its parameters and activations begin with, as in {@code block.0/mlp}
     * @param inner how many units there are between the two layers
     */
    public FeedForward(
            String name,
            int units,
            int inner,
            ElementFunction activation,
            LinearInitialization start,
            Initialization init) {
        this.name = name;
        this.activation = activation;
        up = new Linear(name + "/up", units, UNIT, inner, start, init);
        down = new Linear(name + "/down", inner, UNIT, units, start.ofResidual(), init);
    }

    /** {@code x}: {@code [TIME, BATCH, UNIT]}. */
    public Node forward(Node x) {
        Node preactivation = up.forward(x).named(name + "/preactivation");
        Node activated = preactivation.apply(activation).named(name + "/activation");
        return down.forward(activated).named(name + "/output");
    }

    @Override
    public List<Parameter> parameters() {
        return Stream.of(up, down).flatMap(l -> l.parameters().stream()).toList();
    }
}
