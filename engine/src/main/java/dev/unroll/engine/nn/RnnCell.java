package dev.unroll.engine.nn;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.tensor.Shape;

import java.util.ArrayList;
import java.util.List;

import static dev.unroll.engine.tensor.Axis.INPUT;
import static dev.unroll.engine.tensor.Axis.TIME;
import static dev.unroll.engine.tensor.Axis.UNIT;

/**
 * The simple recurrent layer of Elman (1990), with PyTorch's parameters:
 *
 * <pre>
 *   a_t = W_ih x_t + b_ih + W_hh h_(t−1) + b_hh
 *   h_t = tanh(a_t)
 * </pre>
 */
public final class RnnCell implements Layer {
    private final String name;
    private final Parameter weightIh;
    private final Parameter weightHh;
    private final Parameter biasIh;
    private final Parameter biasHh;

    /** @param name what the names of its parameters and activations begin with, as in {@code layer.0} */
    public RnnCell(String name, int inputs, int units, Initialization init) {
        this.name = name;
        double bound = 1 / Math.sqrt(units);
        weightIh = new Parameter(name + "/weight_ih", init.uniform(Shape.of(UNIT, units, INPUT, inputs), bound));
        weightHh = new Parameter(name + "/weight_hh", init.uniform(Shape.of(UNIT, units, INPUT, units), bound));
        biasIh = new Parameter(name + "/bias_ih", init.uniform(Shape.of(UNIT, units), bound));
        biasHh = new Parameter(name + "/bias_hh", init.uniform(Shape.of(UNIT, units), bound));
    }

    /**
     * Runs the cell over a sequence.
     *
     * @param x {@code [TIME, BATCH, INPUT]}
     * @param h the hidden state before the first step, {@code [BATCH, UNIT]}
     * @return the hidden states, {@code [TIME, BATCH, UNIT]}
     */
    public Node forward(Node x, Node h) {
        Tape tape = x.tape();
        Node wHh = tape.parameter(weightHh);
        Node bHh = tape.parameter(biasHh);
        Node fromInput = x.linear(tape.parameter(weightIh), tape.parameter(biasIh));
        List<Node> states = new ArrayList<>();
        for (int t = 0; t < x.shape().size(0); t++) {
            Node a = fromInput.slice(t).plus(h.linear(wHh, bHh)).named(name + "/preactivation", t);
            h = a.tanh().named(name + "/hiddenState", t);
            states.add(h);
        }
        return Node.stack(TIME, states);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weightIh, weightHh, biasIh, biasHh);
    }
}
