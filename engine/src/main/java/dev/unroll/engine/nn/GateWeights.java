package dev.unroll.engine.nn;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.tensor.Shape;

import java.util.List;

import static dev.unroll.engine.tensor.Axis.INPUT;
import static dev.unroll.engine.tensor.Axis.UNIT;

/**
 * The weights of a recurrent cell from its input and from its hidden state, those of all gates below one another, with PyTorch's
 * names, layout and start values.
 */
record GateWeights(Parameter weightIh, Parameter weightHh, Parameter biasIh, Parameter biasHh) implements Layer {
    /** @param gates how many gates there are */
    static GateWeights of(String name, int gates, int inputs, int units, Initialization init) {
        double bound = 1 / Math.sqrt(units);
        int rows = gates * units;
        return new GateWeights(
                new Parameter(name + "/weight_ih", init.uniform(Shape.of(UNIT, rows, INPUT, inputs), bound)),
                new Parameter(name + "/weight_hh", init.uniform(Shape.of(UNIT, rows, INPUT, units), bound)),
                new Parameter(name + "/bias_ih", init.uniform(Shape.of(UNIT, rows), bound)),
                new Parameter(name + "/bias_hh", init.uniform(Shape.of(UNIT, rows), bound)));
    }

    /** {@code W_ih x + b_ih}, for a whole sequence at once. */
    Node fromInput(Node x) {
        Tape tape = x.tape();
        return x.linear(tape.parameter(weightIh), tape.parameter(biasIh));
    }

    /** {@code W_hh h + b_hh}. */
    Node fromHidden(Node h) {
        Tape tape = h.tape();
        return h.linear(tape.parameter(weightHh), tape.parameter(biasHh));
    }

    /** {@code (W_ih x + b_ih) + W_hh h + b_hh}. */
    Node preactivation(Node fromInput, Node h) {
        Tape tape = h.tape();
        return fromInput.plusLinear(h, tape.parameter(weightHh), tape.parameter(biasHh));
    }

    /** All steps of a tanh layer at once. */
    Node tanhScan(Node fromInput, Node h) {
        Tape tape = fromInput.tape();
        return fromInput.tanhScan(tape.parameter(weightHh), tape.parameter(biasHh), h);
    }

    /** All steps of an LSTM layer at once. */
    Node lstmScan(Node fromInput, Node h, Node c) {
        Tape tape = fromInput.tape();
        return fromInput.lstmScan(tape.parameter(weightHh), tape.parameter(biasHh), h, c);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(weightIh, weightHh, biasIh, biasHh);
    }
}
