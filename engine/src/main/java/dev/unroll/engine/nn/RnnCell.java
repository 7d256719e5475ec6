package dev.unroll.engine.nn;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.tensor.Axis;

import java.util.ArrayList;
import java.util.List;

/**
 * The simple recurrent layer of Elman (1990), with PyTorch's parameters:
 *
 * <pre>
 *   a_t = W_ih x_t + b_ih + W_hh h_(t−1) + b_hh
 *   h_t = tanh(a_t)
 * </pre>
 */
public final class RnnCell implements RecurrentLayer {
    // Names of activations, not put together anew at each step.
    private final String preactivation;
    private final String hiddenState;
    private final GateWeights weights;

    /** @param name what the names of its parameters and activations begin with, as in {@code layer.0} */
    public RnnCell(String name, int inputs, int units, Initialization init) {
        this.preactivation = name + "/preactivation";
        this.hiddenState = name + "/hiddenState";
        this.weights = GateWeights.of(name, 1, inputs, units, init);
    }

    @Override
    public int stateCount() {
        return 1;
    }

    @Override
    public Run forward(Node x, List<Node> state, Steps steps) {
        Axis axis = x.shape().axis(0);
        Node h = state.getFirst();
        Node fromInput = weights.fromInput(x);
        if (!x.tape().observed() && steps.alike()) {
            Node all = weights.tanhScan(fromInput, h).slice(0);
            return new Run(all, List.of(all.slice(x.shape().size(0) - 1)));
        }
        List<Node> outputs = new ArrayList<>();
        for (int t = 0; t < x.shape().size(0); t++) {
            h = steps.enter(h, t);
            Node a = weights.preactivation(fromInput.slice(t), h).named(preactivation, axis, t);
            h = steps.leave(a.tanh().named(hiddenState, axis, t), h, t);
            outputs.add(h);
        }
        return new Run(Node.stack(axis, outputs), List.of(h));
    }

    @Override
    public List<Parameter> parameters() {
        return weights.parameters();
    }
}
