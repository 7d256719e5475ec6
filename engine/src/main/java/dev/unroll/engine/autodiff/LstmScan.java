package dev.unroll.engine.autodiff;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Tensor;

/** The cell of an LSTM, with its gates in PyTorch's order i, f, g, o. */
final class LstmScan extends RecurrentScan {
    LstmScan() {
        super(4, 2);
    }

    @Override
    void cell(Backend backend, Tensor preactivations, Rows rows, int t) {
        Tensor h = rows.state(0, t);
        Tensor c = rows.state(1, t);
        backend.lstmCell(preactivations, rows.before(1, t), preactivations, c, h);
    }

    @Override
    void cellBackward(Backend backend, Tensor activations, Rows rows, int t, Tensor dPreactivations) {
        Tensor c = rows.state(1, t);
        Tensor dh = rows.gradient(0, t);
        Tensor dc = rows.gradient(1, t);
        backend.lstmCellBackward(activations, rows.before(1, t), c, dh, dc, dPreactivations, rows.gradientBefore(1, t));
    }

    @Override
    public String toString() {
        return "LstmScan";
    }
}
