package dev.unroll.engine.nn;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;

import java.util.List;

import static dev.unroll.engine.tensor.Axis.TIME;
import static dev.unroll.engine.tensor.Axis.TOKEN;
import static dev.unroll.engine.tensor.Axis.UNIT;

/** A vector for each token: the product of a one-hot row with a matrix, which is a look-up. */
public final class Embedding implements Layer {
    private final Parameter weight;

    /**
     * @param name what its parameter's name begins with
     * @param standardDeviation of the random start values; PyTorch's are 1, GPT-2's 0.02
     */
    public Embedding(String name, int tokens, int units, double standardDeviation, Initialization init) {
        this(name, TOKEN, tokens, units, standardDeviation, init);
    }

    /** A vector for each position, as {@link #Embedding(String, int, int, double, Initialization)} has one for each token. */
    public static Embedding ofPositions(
            String name, int positions, int units, double standardDeviation, Initialization init) {
        return new Embedding(name, TIME, positions, units, standardDeviation, init);
    }

    private Embedding(String name, Axis axis, int count, int units, double standardDeviation, Initialization init) {
        weight = new Parameter(name + "/weight", init.normal(Shape.of(axis, count, UNIT, units), standardDeviation));
    }

    /** {@code oneHot}: {@code [… TOKEN]}; the result is {@code [… UNIT]}. */
    public Node forward(Node oneHot) {
        return oneHot.matmul(Form.NN, oneHot.tape().parameter(weight));
    }

    /** The matrix, {@code [TOKEN, UNIT]}. */
    public Parameter weight() {
        return weight;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weight);
    }
}
