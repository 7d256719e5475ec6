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
    void cell(Backend backend, Tensor preactivations, Node out, int t) {
        backend.apply(ElementFunction.TANH, preactivations, out.value().slice(0).slice(t));
    }

    @Override
    void cellBackward(Backend backend, Tensor activations, Node out, int t, Tensor dPreactivations) {
        Tensor h = out.value().slice(0).slice(t);
        Tensor dh = out.gradient().slice(0).slice(t);
        backend.applyBackward(ElementFunction.TANH, activations, h, dh, dPreactivations);
    }

    @Override
    public String toString() {
        return "TanhScan";
    }
}
