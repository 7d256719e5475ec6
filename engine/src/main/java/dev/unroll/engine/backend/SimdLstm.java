package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;

import static dev.unroll.engine.backend.Lanes.L;
import static dev.unroll.engine.backend.Lanes.S;
import static jdk.incubator.vector.FloatVector.fromArray;

/**
 * The element-wise part of an LSTM cell, some rows of a batch at a time. A row goes through several short loops: a single one with
 * all five functions in it is more than the compiler is willing to inline.
 */
final class SimdLstm {
    private SimdLstm() {}

    /** The rows {@code from} to {@code to}; the equations are those of {@link Backend#lstmCell}. */
    static void forward(Tensor preactivations, Tensor cPrevious, Tensor gates, Tensor c, Tensor h, int from, int to) {
        int units = c.shape().columns();
        float[] a = preactivations.read();
        float[] gate = gates.write();
        float[] cell = c.write();
        float[] hidden = h.write();
        for (int row = from; row < to; row++) {
            int in = preactivations.offset() + row * 4 * units;
            int out = gates.offset() + row * 4 * units;
            int cAt = c.offset() + row * units;
            int hAt = h.offset() + row * units;
            SimdActivations.sigmoid(a, in, gate, out, 2 * units);
            SimdActivations.tanh(a, in + 2 * units, gate, out + 2 * units, units);
            SimdActivations.sigmoid(a, in + 3 * units, gate, out + 3 * units, units);
            next(gate, out, cPrevious.read(), cPrevious.offset() + row * units, cell, cAt, units);
            SimdActivations.tanh(cell, cAt, hidden, hAt, units);
            SimdElementwise.multiply(hidden, hAt, gate, out + 3 * units, hidden, hAt, units);
        }
    }

    private static void next(float[] gates, int at, float[] before, int beforeAt, float[] c, int cAt, int units) {
        int u = 0;
        for (; u + L <= units; u += L) {
            FloatVector kept = fromArray(S, gates, at + units + u).mul(fromArray(S, before, beforeAt + u));
            FloatVector added = fromArray(S, gates, at + u).mul(fromArray(S, gates, at + 2 * units + u));
            kept.add(added).intoArray(c, cAt + u);
        }
        for (; u < units; u++) {
            c[cAt + u] = gates[at + units + u] * before[beforeAt + u] + gates[at + u] * gates[at + 2 * units + u];
        }
    }

    /** The gradients of {@link #forward}. */
    static void backward(
            Tensor gates,
            Tensor cPrevious,
            Tensor c,
            Tensor dh,
            Tensor dc,
            Tensor dPreactivations,
            Tensor dcPrevious,
            int from,
            int to) {
        int units = c.shape().columns();
        float[] dNext = new float[units];
        float[] gate = gates.read();
        float[] da = dPreactivations.write();
        for (int row = from; row < to; row++) {
            int at = gates.offset() + row * 4 * units;
            int daAt = dPreactivations.offset() + row * 4 * units;
            int unit = row * units;
            SimdActivations.tanh(c.read(), c.offset() + unit, dNext, 0, units);
            throughHidden(
                    gate, at, dh.read(), dh.offset() + unit, dc.read(), dc.offset() + unit, dNext, da, daAt, units);
            throughCell(gate, at, cPrevious.read(), cPrevious.offset() + unit, dNext, da, daAt, units);
            int before = dcPrevious.offset() + unit;
            SimdElementwise.addProduct(dNext, 0, gate, at + units, dcPrevious.write(), before, units);
        }
    }

    /** The output gate's gradient, and the cell state's in place of the tanh of the cell state. */
    private static void throughHidden(
            float[] gates,
            int at,
            float[] dHidden,
            int dHiddenAt,
            float[] dCell,
            int dCellAt,
            float[] dNext,
            float[] da,
            int daAt,
            int units) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        int o = at + 3 * units;
        int dO = daAt + 3 * units;
        int u = 0;
        for (; u + L <= units; u += L) {
            FloatVector gate = fromArray(S, gates, o + u);
            FloatVector tanh = fromArray(S, dNext, u);
            FloatVector d = fromArray(S, dHidden, dHiddenAt + u);
            FloatVector later = fromArray(S, dCell, dCellAt + u);
            d.mul(gate).mul(one.sub(tanh.mul(tanh))).add(later).intoArray(dNext, u);
            FloatVector own = d.mul(tanh).mul(gate.mul(one.sub(gate)));
            fromArray(S, da, dO + u).add(own).intoArray(da, dO + u);
        }
        for (; u < units; u++) {
            float gate = gates[o + u];
            float tanh = dNext[u];
            float d = dHidden[dHiddenAt + u];
            dNext[u] = d * gate * (1 - tanh * tanh) + dCell[dCellAt + u];
            da[dO + u] += d * tanh * (gate * (1 - gate));
        }
    }

    /** The gradients of the other three. */
    private static void throughCell(
            float[] gates, int at, float[] before, int beforeAt, float[] dNext, float[] da, int daAt, int units) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        int u = 0;
        for (; u + L <= units; u += L) {
            FloatVector d = fromArray(S, dNext, u);
            FloatVector i = fromArray(S, gates, at + u);
            FloatVector f = fromArray(S, gates, at + units + u);
            FloatVector g = fromArray(S, gates, at + 2 * units + u);
            FloatVector di = d.mul(g).mul(i.mul(one.sub(i)));
            FloatVector df = d.mul(fromArray(S, before, beforeAt + u)).mul(f.mul(one.sub(f)));
            FloatVector dg = d.mul(i).mul(one.sub(g.mul(g)));
            fromArray(S, da, daAt + u).add(di).intoArray(da, daAt + u);
            fromArray(S, da, daAt + units + u).add(df).intoArray(da, daAt + units + u);
            fromArray(S, da, daAt + 2 * units + u).add(dg).intoArray(da, daAt + 2 * units + u);
        }
        for (; u < units; u++) {
            float i = gates[at + u];
            float f = gates[at + units + u];
            float g = gates[at + 2 * units + u];
            da[daAt + u] += dNext[u] * g * (i * (1 - i));
            da[daAt + units + u] += dNext[u] * before[beforeAt + u] * (f * (1 - f));
            da[daAt + 2 * units + u] += dNext[u] * i * (1 - g * g);
        }
    }
}
