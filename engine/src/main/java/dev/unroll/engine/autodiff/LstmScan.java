package dev.unroll.engine.autodiff;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Tensor;

/** The cell of an LSTM, with its gates in PyTorch's order i, f, g, o. */
final class LstmScan extends RecurrentScan {
    LstmScan() {
        super(4, 2);
    }

    @Override
    void cell(Backend backend, Tensor preactivations, Node out, int t) {
        Tensor h = out.value().slice(0).slice(t);
        Tensor c = out.value().slice(1).slice(t);
        backend.lstmCell(preactivations, before(out, 1, t), preactivations, c, h);
    }

    @Override
    void cellBackward(Backend backend, Tensor activations, Node out, int t, Tensor dPreactivations) {
        Tensor c = out.value().slice(1).slice(t);
        Tensor dh = out.gradient().slice(0).slice(t);
        Tensor dc = out.gradient().slice(1).slice(t);
        backend.lstmCellBackward(activations, before(out, 1, t), c, dh, dc, dPreactivations, gradientBefore(out, 1, t));
    }

    @Override
    public String toString() {
        return "LstmScan";
    }
}
