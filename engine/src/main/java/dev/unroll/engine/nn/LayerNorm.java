package dev.unroll.engine.nn;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;

import static dev.unroll.engine.tensor.Axis.UNIT;

/** Layer normalisation (Ba, Kiros and Hinton 2016): {@code (x − mean) / √(variance + ε) · weight + bias} for each position. */
public final class LayerNorm implements Layer {
    /** PyTorch's and GPT-2's ε. */
    public static final float EPSILON = 1e-5f;

    private final Parameter weight;
    private final Parameter bias;

    /** @param name what its parameters' names begin with */
    public LayerNorm(String name, int units) {
        Tensor ones = Tensor.zeros(Shape.of(UNIT, units));
        ones.fill(1);
        weight = new Parameter(name + "/weight", ones);
        bias = new Parameter(name + "/bias", Tensor.zeros(Shape.of(UNIT, units)));
    }

    /** {@code x}: {@code [… UNIT]}. */
    public Node forward(Node x) {
        Tape tape = x.tape();
        return x.layerNorm(tape.parameter(weight), tape.parameter(bias), EPSILON);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weight, bias);
    }
}
