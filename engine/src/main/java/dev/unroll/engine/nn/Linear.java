package dev.unroll.engine.nn;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;

import java.util.List;

import static dev.unroll.engine.tensor.Axis.INPUT;

/** A fully connected layer, {@code y = x Wᵀ + b}, with PyTorch's layout. */
public final class Linear implements Layer {
    private final Parameter weight;
    private final Parameter bias;

    /**
     * A layer with PyTorch's start values.
     *
     * @param name what its parameters' names begin with
     * @param outputAxis what the outputs are: units, or tokens for a head
     */
    public Linear(String name, int inputs, Axis outputAxis, int outputs, Initialization init) {
        this(name, inputs, outputAxis, outputs, new LinearInitialization.Uniform(), init);
    }

    /** A layer with the given start values. */
    public Linear(
            String name, int inputs, Axis outputAxis, int outputs, LinearInitialization start, Initialization init) {
        weight = new Parameter(
                name + "/weight", start.weight(Shape.of(outputAxis, outputs, INPUT, inputs), inputs, init));
        bias = new Parameter(name + "/bias", start.bias(Shape.of(outputAxis, outputs), inputs, init));
    }

    /** {@code x}: {@code [… INPUT]}; the result has the outputs' axis last instead. */
    public Node forward(Node x) {
        Tape tape = x.tape();
        return x.linear(tape.parameter(weight), tape.parameter(bias));
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weight, bias);
    }
}
