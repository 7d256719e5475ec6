package dev.unroll.engine.nn;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.tensor.Axis;

import java.util.ArrayList;
import java.util.List;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000), in PyTorch's gate order i,
 * f, g, o:
 *
 * <pre>
 *   i_t, f_t, o_t = σ(W x_t + b + W h_(t−1) + b)     input, forget and output gate
 *   g_t = tanh(W x_t + b + W h_(t−1) + b)            cell candidate
 *   c_t = f_t ⊙ c_(t−1) + i_t ⊙ g_t                  cell state
 *   h_t = o_t ⊙ tanh(c_t)                            hidden state
 * </pre>
 */
public final class LstmCell implements RecurrentLayer {
    // Names of activations, not put together anew at each step.
    private final String inputGate;
    private final String forgetGate;
    private final String cellCandidate;
    private final String outputGate;
    private final String cellState;
    private final String hiddenState;
    private final int units;
    private final GateWeights weights;

    /** @param name what the names of its parameters and activations begin with, as in {@code layer.0} */
    public LstmCell(String name, int inputs, int units, Initialization init) {
        this.inputGate = name + "/inputGate";
        this.forgetGate = name + "/forgetGate";
        this.cellCandidate = name + "/cellCandidate";
        this.outputGate = name + "/outputGate";
        this.cellState = name + "/cellState";
        this.hiddenState = name + "/hiddenState";
        this.units = units;
        this.weights = GateWeights.of(name, 4, inputs, units, init);
    }

    @Override
    public int stateCount() {
        return 2;
    }

    @Override
    public Run forward(Node x, List<Node> state, Steps steps) {
        Axis axis = x.shape().axis(0);
        Node h = state.get(0);
        Node c = state.get(1);
        Node fromInput = weights.fromInput(x);
        if (!x.tape().observed() && steps.alike()) {
            int last = x.shape().size(0) - 1;
            Node all = weights.lstmScan(fromInput, h, c);
            return new Run(
                    all.slice(0), List.of(all.slice(0).slice(last), all.slice(1).slice(last)));
        }
        List<Node> outputs = new ArrayList<>();
        for (int t = 0; t < x.shape().size(0); t++) {
            h = steps.enter(h, t);
            c = steps.enter(c, t);
            Node a = weights.preactivation(fromInput.slice(t), h);
            Node i = gate(a, 0).sigmoid().named(inputGate, axis, t);
            Node f = gate(a, 1).sigmoid().named(forgetGate, axis, t);
            Node g = gate(a, 2).tanh().named(cellCandidate, axis, t);
            Node o = gate(a, 3).sigmoid().named(outputGate, axis, t);
            Node nextC = Node.sumOfProducts(f, c, i, g).named(cellState, axis, t);
            Node nextH = o.times(nextC.tanh()).named(hiddenState, axis, t);
            c = steps.leave(nextC, c, t);
            h = steps.leave(nextH, h, t);
            outputs.add(h);
        }
        return new Run(Node.stack(axis, outputs), List.of(h, c));
    }

    private Node gate(Node all, int i) {
        return all.columns(i * units, units);
    }

    @Override
    public List<Parameter> parameters() {
        return weights.parameters();
    }
}
