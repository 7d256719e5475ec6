package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The reference: plain loops on one thread, to be read and to be checked against. */
public class ScalarBackend implements Backend {
    /** A backend without state; all of them are alike. */
    public ScalarBackend() {}

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public Tensor allocate(Shape shape) {
        return Tensor.zeros(shape);
    }

    // --- products ---

    @Override
    public void matmul(Form form, Tensor a, Tensor b, Tensor out, boolean accumulate) {
        MatrixSize size = MatrixSize.of(form, a.shape(), b.shape(), out.shape());
        product(form, size, a, 0, b, 0, out, 0, accumulate);
    }

    @Override
    public void batchedMatmul(Form form, Tensor a, Tensor b, Tensor out, boolean accumulate) {
        MatrixSize size = MatrixSize.ofBatched(form, a.shape(), b.shape(), out.shape());
        int count = MatrixSize.batches(out.shape());
        for (int i = 0; i < count; i++) {
            product(
                    form,
                    size,
                    a,
                    i * size.m() * size.k(),
                    b,
                    i * size.k() * size.n(),
                    out,
                    i * size.m() * size.n(),
                    accumulate);
        }
    }

    private static void product(
            Form form,
            MatrixSize size,
            Tensor a,
            int aAt,
            Tensor b,
            int bAt,
            Tensor out,
            int outAt,
            boolean accumulate) {
        float[] x = a.read();
        float[] y = b.read();
        float[] z = out.write();
        int m = size.m();
        int k = size.k();
        int n = size.n();
        int aRow = form.transposeLeft() ? 1 : k;
        int aColumn = form.transposeLeft() ? m : 1;
        int bRow = form.transposeRight() ? 1 : n;
        int bColumn = form.transposeRight() ? k : 1;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                int at = out.offset() + outAt + i * n + j;
                float sum = 0;
                int p = a.offset() + aAt + i * aRow;
                int q = b.offset() + bAt + j * bColumn;
                for (int l = 0; l < k; l++, p += aColumn, q += bRow) sum += x[p] * y[q];
                z[at] = accumulate ? z[at] + sum : sum;
            }
        }
    }

    @Override
    public void transpose(Tensor x, Tensor out) {
        float[] from = x.read();
        float[] to = out.write();
        int rows = x.shape().rows();
        int columns = x.shape().columns();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) to[out.offset() + j * rows + i] = from[x.offset() + i * columns + j];
        }
    }

    // --- element by element ---

    @Override
    public void apply(ElementFunction f, Tensor x, Tensor out) {
        float[] from = x.read();
        float[] to = out.write();
        int shift = out.offset() - x.offset();
        for (int i = x.offset(); i < x.offset() + x.length(); i++) to[i + shift] = ElementFunctions.value(f, from[i]);
    }

    @Override
    public void applyBackward(ElementFunction f, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        float[] xs = x.read();
        float[] ys = y.read();
        float[] dys = dy.read();
        float[] dxs = dx.write();
        for (int i = 0; i < x.length(); i++) {
            float slope = ElementFunctions.slope(f, xs[x.offset() + i], ys[y.offset() + i]);
            dxs[dx.offset() + i] += slope * dys[dy.offset() + i];
        }
    }

    @Override
    public void add(Tensor a, Tensor b, Tensor out) {
        float[] x = a.read();
        float[] y = b.read();
        float[] z = out.write();
        for (int i = 0; i < out.length(); i++) z[out.offset() + i] = x[a.offset() + i] + y[b.offset() + i];
    }

    @Override
    public void multiply(Tensor a, Tensor b, Tensor out) {
        float[] x = a.read();
        float[] y = b.read();
        float[] z = out.write();
        for (int i = 0; i < out.length(); i++) z[out.offset() + i] = x[a.offset() + i] * y[b.offset() + i];
    }

    @Override
    public void addProduct(Tensor a, Tensor b, Tensor out) {
        float[] x = a.read();
        float[] y = b.read();
        float[] z = out.write();
        for (int i = 0; i < out.length(); i++) z[out.offset() + i] += x[a.offset() + i] * y[b.offset() + i];
    }

    @Override
    public void addScaled(float alpha, Tensor x, Tensor out) {
        float[] from = x.read();
        float[] to = out.write();
        for (int i = 0; i < out.length(); i++) to[out.offset() + i] += alpha * from[x.offset() + i];
    }

    @Override
    public void fill(float value, Tensor out) {
        out.fill(value);
    }

    @Override
    public void copy(Tensor x, Tensor out) {
        out.copyFrom(x);
    }

    // --- rows ---

    @Override
    public void repeatRow(Tensor row, Tensor out) {
        int columns = row.length();
        for (int at = out.offset(); at < out.offset() + out.length(); at += columns)
            System.arraycopy(row.read(), row.offset(), out.write(), at, columns);
    }

    @Override
    public void addBias(Tensor x, Tensor bias, Tensor out) {
        float[] from = x.read();
        float[] b = bias.read();
        float[] to = out.write();
        int columns = bias.length();
        for (int i = 0; i < x.length(); i++) {
            to[out.offset() + i] = from[x.offset() + i] + b[bias.offset() + i % columns];
        }
    }

    @Override
    public void addBiasBackward(Tensor dy, Tensor dBias) {
        float[] from = dy.read();
        float[] to = dBias.write();
        int columns = dBias.length();
        for (int i = 0; i < dy.length(); i++) to[dBias.offset() + i % columns] += from[dy.offset() + i];
    }

    @Override
    public void gatherRows(Tensor table, int[] ids, Tensor out) {
        int columns = table.shape().columns();
        for (int i = 0; i < ids.length; i++) {
            System.arraycopy(
                    table.read(), table.offset() + ids[i] * columns, out.write(), out.offset() + i * columns, columns);
        }
    }

    @Override
    public void gatherRowsBackward(Tensor dy, int[] ids, Tensor dTable) {
        float[] from = dy.read();
        float[] to = dTable.write();
        int columns = dTable.shape().columns();
        for (int i = 0; i < ids.length; i++) {
            for (int j = 0; j < columns; j++) {
                to[dTable.offset() + ids[i] * columns + j] += from[dy.offset() + i * columns + j];
            }
        }
    }

    @Override
    public void gatherColumns(Tensor matrix, int[] ids, Tensor out) {
        float[] from = matrix.read();
        float[] to = out.write();
        int rows = matrix.shape().rows();
        int columns = matrix.shape().columns();
        for (int i = 0; i < ids.length; i++) {
            for (int j = 0; j < rows; j++) {
                to[out.offset() + i * rows + j] = from[matrix.offset() + j * columns + ids[i]];
            }
        }
    }

    @Override
    public void gatherColumnsBackward(Tensor dy, int[] ids, Tensor dMatrix) {
        float[] from = dy.read();
        float[] to = dMatrix.write();
        int rows = dMatrix.shape().rows();
        int columns = dMatrix.shape().columns();
        // Columns are summed up as rows first, which lie together in memory.
        float[] sums = new float[rows * columns];
        for (int i = 0; i < ids.length; i++) {
            int sum = ids[i] * rows;
            int at = dy.offset() + i * rows;
            for (int j = 0; j < rows; j++) sums[sum + j] += from[at + j];
        }
        for (int j = 0; j < rows; j++)
            for (int column = 0; column < columns; column++)
                to[dMatrix.offset() + j * columns + column] += sums[column * rows + j];
    }

    @Override
    public void softmax(Tensor x, Tensor out) {
        float[] from = x.read();
        float[] to = out.write();
        int columns = x.shape().columns();
        for (int row = 0; row < x.shape().rows(); row++) {
            Rows.softmax(from, x.offset() + row * columns, to, out.offset() + row * columns, columns);
        }
    }

    @Override
    public void softmaxBackward(Tensor y, Tensor dy, Tensor dx) {
        float[] ys = y.read();
        float[] dys = dy.read();
        float[] dxs = dx.write();
        int columns = y.shape().columns();
        for (int start = 0; start < y.length(); start += columns) {
            float dot = 0;
            for (int i = start; i < start + columns; i++) dot += ys[y.offset() + i] * dys[dy.offset() + i];
            for (int i = start; i < start + columns; i++) {
                dxs[dx.offset() + i] += ys[y.offset() + i] * (dys[dy.offset() + i] - dot);
            }
        }
    }

    @Override
    public void crossEntropy(Tensor logits, int[] targets, float labelSmoothing, Tensor probabilities, Tensor losses) {
        float[] z = logits.read();
        float[] p = probabilities.write();
        float[] loss = losses.write();
        int columns = logits.shape().columns();
        for (int row = 0; row < targets.length; row++) {
            int at = logits.offset() + row * columns;
            double logSumExp = Rows.softmax(z, at, p, probabilities.offset() + row * columns, columns);
            double sum = 0;
            if (targets[row] >= 0) {
                sum = (1 - labelSmoothing) * (logSumExp - z[at + targets[row]]);
                if (labelSmoothing > 0) {
                    for (int j = 0; j < columns; j++) sum += labelSmoothing / columns * (logSumExp - z[at + j]);
                }
            }
            loss[losses.offset() + row] = (float) sum;
        }
    }

    @Override
    public void crossEntropyBackward(
            Tensor probabilities, int[] targets, float labelSmoothing, Tensor dLosses, Tensor dLogits) {
        float[] p = probabilities.read();
        float[] dLoss = dLosses.read();
        float[] dz = dLogits.write();
        int columns = probabilities.shape().columns();
        for (int row = 0; row < targets.length; row++) {
            if (targets[row] < 0) continue;
            float scale = dLoss[dLosses.offset() + row];
            int at = dLogits.offset() + row * columns;
            for (int j = 0; j < columns; j++) {
                dz[at + j] += scale * (p[probabilities.offset() + row * columns + j] - labelSmoothing / columns);
            }
            dz[at + targets[row]] -= scale * (1 - labelSmoothing);
        }
    }

    @Override
    public void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor out, Tensor mean, Tensor rstd) {
        Rows.layerNorm(x, weight, bias, epsilon, out, mean, rstd);
    }

    @Override
    public void layerNormBackward(
            Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias) {
        Rows.layerNormBackward(x, weight, mean, rstd, dy, dx, dWeight, dBias);
    }

    // --- heads ---

    @Override
    public void splitHeads(Tensor rows, int part, int parts, Tensor heads, boolean accumulate) {
        HeadLayout layout = HeadLayout.of(rows.shape(), part, parts, heads.shape());
        float[] x = rows.read();
        float[] y = heads.write();
        for (int i = 0, to = heads.offset(); i < layout.count(); i++) {
            for (int t = 0; t < layout.time(); t++) {
                int from = rows.offset() + layout.first(i) + t * layout.stride();
                for (int c = 0; c < layout.channels(); c++, to++)
                    y[to] = accumulate ? y[to] + x[from + c] : x[from + c];
            }
        }
    }

    @Override
    public void mergeHeads(Tensor heads, Tensor rows, int part, int parts, boolean accumulate) {
        HeadLayout layout = HeadLayout.of(rows.shape(), part, parts, heads.shape());
        float[] x = heads.read();
        float[] y = rows.write();
        for (int i = 0, from = heads.offset(); i < layout.count(); i++) {
            for (int t = 0; t < layout.time(); t++) {
                int to = rows.offset() + layout.first(i) + t * layout.stride();
                for (int c = 0; c < layout.channels(); c++, from++)
                    y[to + c] = accumulate ? y[to + c] + x[from] : x[from];
            }
        }
    }

    // --- fused ---

    @Override
    public void attention(AttentionInputs in, @Nullable Tensor weights, Tensor logSumExp, Tensor out) {
        ScalarAttention.forward(in, weights, logSumExp, out);
    }

    @Override
    public void attentionBackward(
            AttentionInputs in, Tensor logSumExp, Tensor out, Tensor dOut, Tensor dq, Tensor dk, Tensor dv) {
        ScalarAttention.backward(in, logSumExp, out, dOut, dq, dk, dv);
    }

    @Override
    public void lstmCell(Tensor preactivations, Tensor cPrevious, Tensor gates, Tensor c, Tensor h) {
        int units = c.shape().columns();
        float[] a = preactivations.read();
        float[] before = cPrevious.read();
        float[] gate = gates.write();
        float[] cell = c.write();
        float[] hidden = h.write();
        for (int row = 0; row < c.shape().rows(); row++) {
            int from = preactivations.offset() + row * 4 * units;
            int to = gates.offset() + row * 4 * units;
            for (int u = 0; u < units; u++) {
                float i = ElementFunctions.sigmoid(a[from + u]);
                float f = ElementFunctions.sigmoid(a[from + units + u]);
                float g = (float) Math.tanh(a[from + 2 * units + u]);
                float o = ElementFunctions.sigmoid(a[from + 3 * units + u]);
                float next = f * before[cPrevious.offset() + row * units + u] + i * g;
                gate[to + u] = i;
                gate[to + units + u] = f;
                gate[to + 2 * units + u] = g;
                gate[to + 3 * units + u] = o;
                cell[c.offset() + row * units + u] = next;
                hidden[h.offset() + row * units + u] = o * (float) Math.tanh(next);
            }
        }
    }

    @Override
    public void lstmCellBackward(
            Tensor gates, Tensor cPrevious, Tensor c, Tensor dh, Tensor dc, Tensor dPreactivations, Tensor dcPrevious) {
        int units = c.shape().columns();
        float[] gate = gates.read();
        float[] before = cPrevious.read();
        float[] cell = c.read();
        float[] dHidden = dh.read();
        float[] dCell = dc.read();
        float[] da = dPreactivations.write();
        float[] dBefore = dcPrevious.write();
        for (int row = 0; row < c.shape().rows(); row++) {
            int at = gates.offset() + row * 4 * units;
            int to = dPreactivations.offset() + row * 4 * units;
            for (int u = 0; u < units; u++) {
                int unit = row * units + u;
                float i = gate[at + u];
                float f = gate[at + units + u];
                float g = gate[at + 2 * units + u];
                float o = gate[at + 3 * units + u];
                float tanhC = (float) Math.tanh(cell[c.offset() + unit]);
                float dHere = dHidden[dh.offset() + unit];
                float dNext = dCell[dc.offset() + unit] + dHere * o * (1 - tanhC * tanhC);
                da[to + u] += dNext * g * i * (1 - i);
                da[to + units + u] += dNext * before[cPrevious.offset() + unit] * f * (1 - f);
                da[to + 2 * units + u] += dNext * i * (1 - g * g);
                da[to + 3 * units + u] += dHere * tanhC * o * (1 - o);
                dBefore[dcPrevious.offset() + unit] += dNext * f;
            }
        }
    }
}
