package dev.unroll.engine.autodiff;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * All steps of a recurrent layer as one operation, for training: {@code a_t = x_t + W_hh h_(t−1) + b_hh} and then what the cell makes
 * of it. The weight's gradient is one product over all steps and not one for each. Where somebody looks, the layer records its steps
 * one by one instead, and they are what is explained.
 *
 * <p>Inputs: {@code x} {@code [TIME, BATCH, gates · UNIT]}, {@code W_hh}, {@code b_hh}, and the states before the first step, each {@code
 * [BATCH, UNIT]}. The result is {@code [ITEM, TIME, BATCH, UNIT]}: all hidden states, and for an LSTM then all cell states.
 */
abstract sealed class RecurrentScan implements Op permits TanhScan, LstmScan {
    private final int gates;
    private final int states;
    private @Nullable Tensor activations;

    RecurrentScan(int gates, int states) {
        this.gates = gates;
        this.states = states;
    }

    @Override
    public final Shape shape(List<Node> inputs) {
        Shape x = inputs.get(0).shape();
        Shape weight = inputs.get(1).shape();
        Shape h = inputs.get(3).shape();
        int units = h.columns();
        if (x.rank() != 3
                || x.columns() != gates * units
                || weight.size(0) != gates * units
                || weight.size(1) != units
                || h.rows() != x.size(1)) {
            throw new IllegalArgumentException("a recurrent layer of " + weight + " cannot read " + x + " from " + h);
        }
        return Shape.of(Axis.ITEM, states, x.axis(0), x.size(0), Axis.BATCH, x.size(1), Axis.UNIT, units);
    }

    /** The new states of a step from what the gates are computed of, which may be written over for the backward pass. */
    abstract void cell(Backend backend, Tensor preactivations, Node out, int t);

    /** Adds to the gradient of the preactivations, and to that of the states before. */
    abstract void cellBackward(Backend backend, Tensor activations, Node out, int t, Tensor dPreactivations);

    /** State number {@code i} before step {@code t}. */
    static Tensor before(Node out, int i, int t) {
        return t == 0 ? out.input(3 + i).value() : out.value().slice(i).slice(t - 1);
    }

    /** Where the gradient of {@link #before} goes. */
    static Tensor gradientBefore(Node out, int i, int t) {
        return t == 0 ? out.input(3 + i).gradient() : out.gradient().slice(i).slice(t - 1);
    }

    @Override
    public final void forward(Backend backend, Node out) {
        Node x = out.input(0);
        Tensor weight = out.input(1).value();
        Tensor all = activations = out.tape().take(x.shape());
        backend.addBias(x.value(), out.input(2).value(), all);
        for (int t = 0; t < x.shape().size(0); t++) {
            Tensor a = all.slice(t);
            backend.matmul(Form.NT, before(out, 0, t), weight, a, true);
            cell(backend, a, out, t);
        }
    }

    @Override
    public final void backward(Backend backend, Node out) {
        Tensor all = activations;
        if (all == null) throw new IllegalStateException("backward before forward");
        Node x = out.input(0);
        Tensor weight = out.input(1).value();
        int steps = x.shape().size(0);
        Tensor da = out.tape().take(x.shape());
        backend.fill(0, da);
        for (int t = steps - 1; t >= 0; t--) {
            cellBackward(backend, all.slice(t), out, t, da.slice(t));
            if (t > 0 || out.input(3).needsGradient())
                backend.matmul(Form.NN, da.slice(t), weight, gradientBefore(out, 0, t), true);
        }
        if (x.needsGradient()) backend.addScaled(1, da, x.gradient());
        weightGradients(backend, out, da);
    }

    private void weightGradients(Backend backend, Node out, Tensor da) {
        Tensor dWeight = out.input(1).gradient();
        backend.matmul(Form.TN, da.slice(0), before(out, 0, 0), dWeight, true);
        int rest = da.shape().size(0) - 1;
        if (rest > 0) {
            backend.matmul(Form.TN, part(da, 1, rest), part(out.value().slice(0), 0, rest), dWeight, true);
        }
        backend.addBiasBackward(da, out.input(2).gradient());
    }

    /** {@code count} steps from {@code from} on. */
    private static Tensor part(Tensor x, int from, int count) {
        Shape shape = x.shape();
        Shape fewer = Shape.of(shape.axis(0), count, shape.axis(1), shape.size(1), shape.axis(2), shape.size(2));
        return new Tensor(fewer, x.storage(), x.offset() + from * shape.size(1) * shape.size(2));
    }

    @Override
    public final Expression explain(Node out, int index) {
        throw new IllegalStateException("the steps of a fused layer are explained where the tape is observed");
    }

    @Override
    public final Expression explainGradient(Node out, int input, int index) {
        throw new IllegalStateException("the steps of a fused layer are explained where the tape is observed");
    }
}
