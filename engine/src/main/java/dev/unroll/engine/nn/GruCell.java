package dev.unroll.engine.nn;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.tensor.Axis;

import java.util.ArrayList;
import java.util.List;

/**
 * The gated recurrent unit of Cho et al. (2014), in PyTorch's form and gate order r, z, n:
 *
 * <pre>
 *   r_t = σ(W_ir x_t + b_ir + W_hr h_(t−1) + b_hr)          reset gate
 *   z_t = σ(W_iz x_t + b_iz + W_hz h_(t−1) + b_hz)          update gate
 *   n_t = tanh(W_in x_t + b_in + r_t ⊙ (W_hn h_(t−1) + b_hn))   candidate
 *   h_t = (1 − z_t) ⊙ n_t + z_t ⊙ h_(t−1)
 * </pre>
 */
public final class GruCell implements RecurrentLayer {
    private final String name;
    private final int units;
    private final GateWeights weights;

    /** @param name what the names of its parameters and activations begin with, as in {@code layer.0} */
    public GruCell(String name, int inputs, int units, Initialization init) {
        this.name = name;
        this.units = units;
        this.weights = GateWeights.of(name, 3, inputs, units, init);
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
        List<Node> outputs = new ArrayList<>();
        for (int t = 0; t < x.shape().size(0); t++) {
            h = steps.enter(h, t);
            Node a = fromInput.slice(t);
            Node b = weights.fromHidden(h);
            Node r = gate(a, 0).plus(gate(b, 0)).sigmoid().named(name + "/resetGate", axis, t);
            Node z = gate(a, 1).plus(gate(b, 1)).sigmoid().named(name + "/updateGate", axis, t);
            Node n = gate(a, 2).plus(r.times(gate(b, 2))).tanh().named(name + "/candidate", axis, t);
            Node next = Node.sumOfProducts(z.affine(-1, 1), n, z, h).named(name + "/hiddenState", axis, t);
            h = steps.leave(next, h, t);
            outputs.add(h);
        }
        return new Run(Node.stack(axis, outputs), List.of(h));
    }

    private Node gate(Node all, int i) {
        return all.columns(i * units, units);
    }

    @Override
    public List<Parameter> parameters() {
        return weights.parameters();
    }
}
