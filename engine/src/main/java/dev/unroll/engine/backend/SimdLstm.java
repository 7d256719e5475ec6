package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import static dev.unroll.engine.backend.Lanes.L;
import static dev.unroll.engine.backend.Lanes.S;
import static dev.unroll.engine.backend.Lanes.before;
import static dev.unroll.engine.backend.Lanes.fma;
import static dev.unroll.engine.backend.SimdFunctions.slopeOfSigmoid;
import static dev.unroll.engine.backend.SimdFunctions.slopeOfTanh;

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
        for (int u = 0; u < units; u += L) {
            VectorMask<Float> inside = before(u, units);
            FloatVector i = FloatVector.fromArray(S, gates, at + u, inside);
            FloatVector f = FloatVector.fromArray(S, gates, at + units + u, inside);
            FloatVector g = FloatVector.fromArray(S, gates, at + 2 * units + u, inside);
            FloatVector old = FloatVector.fromArray(S, before, beforeAt + u, inside);
            fma(f, old, i.mul(g)).intoArray(c, cAt + u, inside);
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
        for (int u = 0; u < units; u += L) {
            VectorMask<Float> inside = before(u, units);
            FloatVector o = FloatVector.fromArray(S, gates, at + 3 * units + u, inside);
            FloatVector tanh = FloatVector.fromArray(S, dNext, u, inside);
            FloatVector d = FloatVector.fromArray(S, dHidden, dHiddenAt + u, inside);
            FloatVector later = FloatVector.fromArray(S, dCell, dCellAt + u, inside);
            fma(d.mul(o), slopeOfTanh(tanh), later).intoArray(dNext, u, inside);
            FloatVector sum = FloatVector.fromArray(S, da, daAt + 3 * units + u, inside);
            fma(d.mul(tanh), slopeOfSigmoid(o), sum).intoArray(da, daAt + 3 * units + u, inside);
        }
    }

    /** The gradients of the other three. */
    private static void throughCell(
            float[] gates, int at, float[] before, int beforeAt, float[] dNext, float[] da, int daAt, int units) {
        for (int u = 0; u < units; u += L) {
            VectorMask<Float> inside = before(u, units);
            FloatVector d = FloatVector.fromArray(S, dNext, u, inside);
            FloatVector i = FloatVector.fromArray(S, gates, at + u, inside);
            FloatVector f = FloatVector.fromArray(S, gates, at + units + u, inside);
            FloatVector g = FloatVector.fromArray(S, gates, at + 2 * units + u, inside);
            FloatVector old = FloatVector.fromArray(S, before, beforeAt + u, inside);
            addProduct(d.mul(g), slopeOfSigmoid(i), da, daAt + u, inside);
            addProduct(d.mul(old), slopeOfSigmoid(f), da, daAt + units + u, inside);
            addProduct(d.mul(i), slopeOfTanh(g), da, daAt + 2 * units + u, inside);
        }
    }

    private static void addProduct(FloatVector x, FloatVector y, float[] out, int at, VectorMask<Float> inside) {
        fma(x, y, FloatVector.fromArray(S, out, at, inside)).intoArray(out, at, inside);
    }
}
