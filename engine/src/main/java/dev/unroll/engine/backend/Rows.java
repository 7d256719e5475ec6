package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Tensor;

/** Softmax and layer normalisation, row by row. */
final class Rows {
    private Rows() {}

    /**
     * Softmax of one row.
     *
     * @return the logarithm of the sum of the exponentials
     */
    static double softmax(float[] x, int xAt, float[] out, int outAt, int columns) {
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < columns; j++) max = Math.max(max, x[xAt + j]);
        double sum = 0;
        for (int j = 0; j < columns; j++) {
            float e = (float) Math.exp(x[xAt + j] - max);
            out[outAt + j] = e;
            sum += e;
        }
        for (int j = 0; j < columns; j++) out[outAt + j] /= (float) sum;
        return max + Math.log(sum);
    }

    static void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor out, Tensor mean, Tensor rstd) {
        float[] from = x.read();
        float[] w = weight.read();
        float[] b = bias.read();
        float[] to = out.write();
        int columns = x.shape().columns();
        for (int row = 0; row < x.shape().rows(); row++) {
            int at = x.offset() + row * columns;
            double sum = 0;
            for (int j = 0; j < columns; j++) sum += from[at + j];
            double average = sum / columns;
            double squares = 0;
            for (int j = 0; j < columns; j++) squares += (from[at + j] - average) * (from[at + j] - average);
            float m = (float) average;
            float r = (float) (1 / Math.sqrt(squares / columns + epsilon));
            for (int j = 0; j < columns; j++) {
                to[out.offset() + row * columns + j] =
                        (from[at + j] - m) * r * w[weight.offset() + j] + b[bias.offset() + j];
            }
            mean.write()[mean.offset() + row] = m;
            rstd.write()[rstd.offset() + row] = r;
        }
    }

    static void layerNormBackward(
            Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias) {
        float[] from = x.read();
        float[] w = weight.read();
        float[] dys = dy.read();
        float[] dxs = dx.write();
        float[] dw = dWeight.write();
        float[] db = dBias.write();
        int columns = x.shape().columns();
        for (int row = 0; row < x.shape().rows(); row++) {
            int at = row * columns;
            float m = mean.at(row);
            float r = rstd.at(row);
            double sum = 0;
            double sumNormal = 0;
            for (int j = 0; j < columns; j++) {
                float normal = (from[x.offset() + at + j] - m) * r;
                float d = dys[dy.offset() + at + j];
                dw[dWeight.offset() + j] += d * normal;
                db[dBias.offset() + j] += d;
                sum += d * w[weight.offset() + j];
                sumNormal += d * w[weight.offset() + j] * normal;
            }
            for (int j = 0; j < columns; j++) {
                float normal = (from[x.offset() + at + j] - m) * r;
                double d = dys[dy.offset() + at + j] * w[weight.offset() + j];
                dxs[dx.offset() + at + j] += (float) (r * (d - sum / columns - normal * sumNormal / columns));
            }
        }
    }
}
