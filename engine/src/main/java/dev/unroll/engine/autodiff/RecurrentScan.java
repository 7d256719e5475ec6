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
abstract sealed class RecurrentScan implements Op.Fused permits TanhScan, LstmScan {
    /** Rows that a thread takes through all steps: two tiles of a product. */
    private static final int ROWS = 16;

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

    /** Some rows of the batch, which the others do not depend on. */
    record Rows(Node out, int from, int to) {
        private Tensor of(Tensor batch) {
            return batch.range(from, to);
        }

        /** State number {@code i} after step {@code t}, {@code [BATCH, UNIT]}. */
        Tensor state(int i, int t) {
            return of(out.value().slice(i).slice(t));
        }

        Tensor before(int i, int t) {
            return t == 0 ? of(out.input(3 + i).value()) : state(i, t - 1);
        }

        Tensor gradient(int i, int t) {
            return of(out.gradient().slice(i).slice(t));
        }

        /** Where the gradient of {@link #before} goes. */
        Tensor gradientBefore(int i, int t) {
            return t == 0 ? of(out.input(3 + i).gradient()) : gradient(i, t - 1);
        }
    }

    /** The new states of a step from what the gates are computed of, which may be written over for the backward pass. */
    abstract void cell(Backend backend, Tensor preactivations, Rows rows, int t);

    /** Adds to the gradient of the preactivations, and to that of the states before. */
    abstract void cellBackward(Backend backend, Tensor activations, Rows rows, int t, Tensor dPreactivations);

    @Override
    public final void forward(Backend backend, Node out) {
        Node x = out.input(0);
        Tensor weight = out.input(1).value();
        // Transposed once and not in the product of each step.
        Shape w = weight.shape();
        Tensor down = out.tape().take(Shape.of(w.axis(1), w.size(1), w.axis(0), w.size(0)));
        backend.transpose(weight, down);
        Tensor all = activations = out.tape().take(x.shape());
        backend.addBias(x.value(), out.input(2).value(), all);
        backend.overRows(x.shape().size(1), ROWS, (part, from, to) -> {
            Rows rows = new Rows(out, from, to);
            for (int t = 0; t < x.shape().size(0); t++) {
                Tensor a = rows.of(all.slice(t));
                part.matmul(Form.NN, rows.before(0, t), down, a, true);
                cell(part, a, rows, t);
            }
        });
    }

    @Override
    public final void backward(Backend backend, Node out) {
        Tensor all = activations;
        if (all == null) throw new IllegalStateException("backward before forward");
        Node x = out.input(0);
        Tensor weight = out.input(1).value();
        boolean own = !x.needsGradient() || x.addsToGradient();
        Tensor da = own ? out.tape().take(x.shape()) : x.gradientToWrite();
        backend.fill(0, da);
        for (int i = 0; i < states; i++) out.input(3 + i).gradient(); // There before several threads ask for it.
        backend.overRows(x.shape().size(1), ROWS, (part, from, to) -> {
            Rows rows = new Rows(out, from, to);
            for (int t = x.shape().size(0) - 1; t >= 0; t--) {
                Tensor here = rows.of(da.slice(t));
                cellBackward(part, rows.of(all.slice(t)), rows, t, here);
                if (t > 0 || out.input(3).needsGradient())
                    part.matmul(Form.NN, here, weight, rows.gradientBefore(0, t), true);
            }
        });
        if (own && x.needsGradient()) backend.addScaled(1, da, x.gradient());
        weightGradients(backend, out, da);
    }

    private void weightGradients(Backend backend, Node out, Tensor da) {
        Tensor dWeight = out.input(1).gradient();
        backend.matmul(Form.TN, da.slice(0), out.input(3).value(), dWeight, true);
        int last = da.shape().size(0) - 1;
        if (last > 0) {
            Tensor before = out.value().slice(0).range(0, last);
            backend.matmul(Form.TN, da.range(1, last + 1), before, dWeight, true);
        }
        backend.addBiasBackward(da, out.input(2).gradient());
    }
}
