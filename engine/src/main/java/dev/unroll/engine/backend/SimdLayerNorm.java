package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;

import static dev.unroll.engine.backend.Lanes.L;
import static dev.unroll.engine.backend.Lanes.S;
import static jdk.incubator.vector.FloatVector.fromArray;

/** Layer normalisation; the equations are those of {@link Backend#layerNorm}. */
final class SimdLayerNorm {
    private SimdLayerNorm() {}

    /** The rows {@code from} to {@code to}. */
    static void forward(
            Tensor x,
            Tensor weight,
            Tensor bias,
            float epsilon,
            Tensor out,
            Tensor mean,
            Tensor rstd,
            int from,
            int to) {
        float[] values = x.read();
        int columns = x.shape().columns();
        for (int row = from; row < to; row++) {
            int at = x.offset() + row * columns;
            float m = SimdSums.sum(values, at, columns) / columns;
            float r = (float) (1 / Math.sqrt(SimdSums.squares(values, at, m, columns) / columns + epsilon));
            mean.write()[mean.offset() + row] = m;
            rstd.write()[rstd.offset() + row] = r;
            normalise(values, at, m, r, weight, bias, out.write(), out.offset() + row * columns, columns);
        }
    }

    private static void normalise(
            float[] x,
            int at,
            float mean,
            float rstd,
            Tensor weight,
            Tensor bias,
            float[] out,
            int outAt,
            int columns) {
        float[] w = weight.read();
        float[] b = bias.read();
        int wAt = weight.offset();
        int bAt = bias.offset();
        FloatVector means = FloatVector.broadcast(S, mean);
        FloatVector rstds = FloatVector.broadcast(S, rstd);
        int j = 0;
        for (; j + L <= columns; j += L) {
            FloatVector normal = fromArray(S, x, at + j).sub(means).mul(rstds);
            normal.mul(fromArray(S, w, wAt + j)).add(fromArray(S, b, bAt + j)).intoArray(out, outAt + j);
        }
        for (; j < columns; j++) out[outAt + j] = (x[at + j] - mean) * rstd * w[wAt + j] + b[bAt + j];
    }

    /** The gradient of the rows {@code from} to {@code to} of the input. */
    static void backward(Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dy, Tensor dx, int from, int to) {
        float[] xs = x.read();
        float[] w = weight.read();
        float[] d = dy.read();
        int columns = x.shape().columns();
        for (int row = from; row < to; row++) {
            int at = x.offset() + row * columns;
            int dyAt = dy.offset() + row * columns;
            int dxAt = dx.offset() + row * columns;
            float m = mean.at(row);
            float r = rstd.at(row);
            float average = SimdSums.dot(d, dyAt, w, weight.offset(), columns) / columns;
            float slope = SimdSums.dot(d, dyAt, w, weight.offset(), xs, at, m, columns) * r * r / columns;
            addGradient(xs, at, m, r, average, slope, w, weight.offset(), d, dyAt, dx.write(), dxAt, columns);
        }
    }

    /** {@code dx += rstd · (dy · weight − average − slope · (x − mean))}. */
    private static void addGradient(
            float[] x,
            int at,
            float mean,
            float rstd,
            float average,
            float slope,
            float[] w,
            int wAt,
            float[] dy,
            int dyAt,
            float[] dx,
            int dxAt,
            int columns) {
        FloatVector rstds = FloatVector.broadcast(S, rstd);
        FloatVector slopes = FloatVector.broadcast(S, slope);
        FloatVector means = FloatVector.broadcast(S, mean);
        FloatVector averages = FloatVector.broadcast(S, average);
        int j = 0;
        for (; j + L <= columns; j += L) {
            FloatVector d =
                    fromArray(S, dy, dyAt + j).mul(fromArray(S, w, wAt + j)).sub(averages);
            d = d.sub(fromArray(S, x, at + j).sub(means).mul(slopes)).mul(rstds);
            fromArray(S, dx, dxAt + j).add(d).intoArray(dx, dxAt + j);
        }
        for (; j < columns; j++) {
            dx[dxAt + j] += (dy[dyAt + j] * w[wAt + j] - average - (x[at + j] - mean) * slope) * rstd;
        }
    }

    /** The gradients of the columns {@code from} to {@code to} of weight and bias, summed in the order of the rows. */
    static void backwardWeights(
            Tensor x, Tensor mean, Tensor rstd, Tensor dy, Tensor dWeight, Tensor dBias, int from, int to) {
        int j = from;
        for (; j + L <= to; j += L) addColumns(x, mean, rstd, dy, dWeight, dBias, j);
        for (; j < to; j++) addColumn(x, mean, rstd, dy, dWeight, dBias, j);
    }

    /** A vector of columns. */
    private static void addColumns(Tensor x, Tensor mean, Tensor rstd, Tensor dy, Tensor dWeight, Tensor dBias, int j) {
        float[] xs = x.read();
        float[] d = dy.read();
        float[] m = mean.read();
        float[] r = rstd.read();
        int rows = x.shape().rows();
        int columns = x.shape().columns();
        int at = x.offset() + j;
        int dyAt = dy.offset() + j;
        FloatVector w = fromArray(S, dWeight.read(), dWeight.offset() + j);
        FloatVector b = fromArray(S, dBias.read(), dBias.offset() + j);
        for (int row = 0; row < rows; row++, at += columns, dyAt += columns) {
            FloatVector mine = fromArray(S, d, dyAt);
            FloatVector difference = fromArray(S, xs, at).sub(FloatVector.broadcast(S, m[mean.offset() + row]));
            b = b.add(mine);
            w = w.add(mine.mul(difference.mul(FloatVector.broadcast(S, r[rstd.offset() + row]))));
        }
        w.intoArray(dWeight.write(), dWeight.offset() + j);
        b.intoArray(dBias.write(), dBias.offset() + j);
    }

    private static void addColumn(Tensor x, Tensor mean, Tensor rstd, Tensor dy, Tensor dWeight, Tensor dBias, int j) {
        int rows = x.shape().rows();
        int columns = x.shape().columns();
        float w = dWeight.at(j);
        float b = dBias.at(j);
        for (int row = 0; row < rows; row++) {
            float mine = dy.at(row * columns + j);
            b += mine;
            w += mine * ((x.at(row * columns + j) - mean.at(row)) * rstd.at(row));
        }
        dWeight.write()[dWeight.offset() + j] = w;
        dBias.write()[dBias.offset() + j] = b;
    }
}
