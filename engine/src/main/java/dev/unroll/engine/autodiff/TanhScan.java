package dev.unroll.engine.autodiff;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.ElementFunction;
import dev.unroll.engine.tensor.Tensor;

/** {@code h_t = tanh(a_t)}. */
final class TanhScan extends RecurrentScan {
    TanhScan() {
        super(1, 1);
    }

    @Override
    void cell(Backend backend, Tensor preactivations, Rows rows, int t) {
        backend.apply(ElementFunction.TANH, preactivations, rows.state(0, t));
    }

    @Override
    void cellBackward(Backend backend, Tensor activations, Rows rows, int t, Tensor dPreactivations) {
        Tensor h = rows.state(0, t);
        Tensor dh = rows.gradient(0, t);
        backend.applyBackward(ElementFunction.TANH, activations, h, dh, dPreactivations);
    }

    @Override
    public String toString() {
        return "TanhScan";
    }
}
