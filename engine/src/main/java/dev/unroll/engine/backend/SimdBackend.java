package dev.unroll.engine.backend;

import dev.unroll.engine.backend.SimdActivations.Stretch;
import dev.unroll.engine.backend.SimdMatmul.Matrix;
import dev.unroll.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

import static dev.unroll.engine.backend.Lanes.L;

/**
 * The kernels on vectors and on all cores, each cut into parts here and computed in a class of its own.
 */
public final class SimdBackend extends ScalarBackend {
    /** How many elements of a cheap kernel are worth handing to another thread. */
    private static final int STRETCH = 16_384;

    private final Workers workers;
    private final SimdMatmul matmul;
    private final ThreadLocal<float[]> scratch = ThreadLocal.withInitial(() -> new float[0]);

    /** A backend on all cores. */
    public SimdBackend() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /** @param threads how many threads compute, the caller's among them */
    public SimdBackend(int threads) {
        this(new Workers(threads));
    }

    /**
     * A backend whose threads are watched.
     *
     * @param threads how many threads compute, the caller's among them
     */
    public SimdBackend(int threads, PartWatch watch) {
        this(new Workers(threads, watch));
    }

    private SimdBackend(Workers workers) {
        this.workers = workers;
        matmul = new SimdMatmul(workers);
    }

    @Override
    public String name() {
        return "SIMD " + workers.count() + " × " + FloatVector.SPECIES_PREFERRED.vectorBitSize() + " bit";
    }

    @Override
    public void overRows(int rows, int size, RowTask task) {
        if (rows < 2 * size || workers.count() == 1) task.run(this, 0, rows);
        else workers.stretches(rows, size, (from, to) -> task.run(alone(), from, to));
    }

    @Override
    public int rowsAtOnce() {
        return 128;
    }

    /** The same kernels on the thread that calls them. */
    private static Backend alone() {
        return Alone.BACKEND;
    }

    private static final class Alone {
        static final Backend BACKEND = new SimdBackend(1);
    }

    @Override
    public void matmul(Form form, Tensor a, Tensor b, Tensor out, boolean accumulate) {
        multiply(form, MatrixSize.of(form, a.shape(), b.shape(), out.shape()), a, b, out, accumulate, 1);
    }

    @Override
    public void batchedMatmul(Form form, Tensor a, Tensor b, Tensor out, boolean accumulate) {
        MatrixSize size = MatrixSize.ofBatched(form, a.shape(), b.shape(), out.shape());
        multiply(form, size, a, b, out, accumulate, MatrixSize.batches(out.shape()));
    }

    private void multiply(Form form, MatrixSize size, Tensor a, Tensor b, Tensor out, boolean accumulate, int count) {
        int aColumns = form.transposeLeft() ? size.m() : size.k();
        int bColumns = form.transposeRight() ? size.k() : size.n();
        matmul.multiply(
                Matrix.of(a.read(), a.offset(), aColumns, form.transposeLeft()),
                Matrix.of(b.read(), b.offset(), bColumns, form.transposeRight()),
                out.write(),
                out.offset(),
                size.m(),
                size.k(),
                size.n(),
                accumulate,
                count);
    }

    @Override
    public void transpose(Tensor x, Tensor out) {
        int rows = x.shape().rows();
        int columns = x.shape().columns();
        SimdTranspose.transpose(x.read(), x.offset(), columns, rows, columns, out.write(), out.offset(), rows);
    }

    // --- element by element ---

    @Override
    public void apply(ElementFunction f, Tensor x, Tensor out) {
        float[] from = x.read();
        float[] to = out.write();
        workers.stretches(
                x.length(),
                STRETCH / 4,
                (i, end) -> SimdActivations.apply(f, from, x.offset() + i, to, out.offset() + i, end - i));
    }

    @Override
    public void applyBackward(ElementFunction f, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        workers.stretches(
                x.length(),
                STRETCH / 4,
                (i, end) -> SimdActivations.backward(
                        f,
                        new Stretch(x.read(), x.offset() + i),
                        new Stretch(y.read(), y.offset() + i),
                        new Stretch(dy.read(), dy.offset() + i),
                        new Stretch(dx.write(), dx.offset() + i),
                        end - i));
    }

    @Override
    public void add(Tensor a, Tensor b, Tensor out) {
        float[] x = a.read();
        float[] y = b.read();
        float[] z = out.write();
        workers.stretches(
                out.length(),
                STRETCH,
                (i, end) -> SimdElementwise.add(x, a.offset() + i, y, b.offset() + i, z, out.offset() + i, end - i));
    }

    @Override
    public void multiply(Tensor a, Tensor b, Tensor out) {
        float[] x = a.read();
        float[] y = b.read();
        float[] z = out.write();
        workers.stretches(
                out.length(),
                STRETCH,
                (i, end) ->
                        SimdElementwise.multiply(x, a.offset() + i, y, b.offset() + i, z, out.offset() + i, end - i));
    }

    @Override
    public void addProduct(Tensor a, Tensor b, Tensor out) {
        float[] x = a.read();
        float[] y = b.read();
        float[] z = out.write();
        workers.stretches(
                out.length(),
                STRETCH,
                (i, end) ->
                        SimdElementwise.addProduct(x, a.offset() + i, y, b.offset() + i, z, out.offset() + i, end - i));
    }

    @Override
    public void addScaled(float alpha, Tensor x, Tensor out) {
        float[] from = x.read();
        float[] to = out.write();
        workers.stretches(
                out.length(),
                STRETCH,
                (i, end) -> SimdElementwise.addScaled(alpha, from, x.offset() + i, to, out.offset() + i, end - i));
    }

    @Override
    public void fill(float value, Tensor out) {
        float[] to = out.write();
        int at = out.offset();
        workers.stretches(out.length(), STRETCH, (i, end) -> Arrays.fill(to, at + i, at + end, value));
    }

    @Override
    public void copy(Tensor x, Tensor out) {
        float[] from = x.read();
        float[] to = out.write();
        workers.stretches(
                out.length(),
                STRETCH,
                (i, end) -> System.arraycopy(from, x.offset() + i, to, out.offset() + i, end - i));
    }

    // --- rows ---

    @Override
    public void repeatRow(Tensor row, Tensor out) {
        float[] from = row.read();
        float[] to = out.write();
        int columns = row.length();
        rows(columns == 0 ? 0 : out.length() / columns, columns, STRETCH, (first, end) -> {
            for (int i = first; i < end; i++)
                System.arraycopy(from, row.offset(), to, out.offset() + i * columns, columns);
        });
    }

    @Override
    public void addBias(Tensor x, Tensor bias, Tensor out) {
        float[] from = x.read();
        float[] b = bias.read();
        float[] to = out.write();
        int columns = bias.length();
        rows(columns == 0 ? 0 : x.length() / columns, columns, STRETCH, (row, end) -> {
            for (int i = row * columns; i < end * columns; i += columns) {
                SimdElementwise.add(from, x.offset() + i, b, bias.offset(), to, out.offset() + i, columns);
            }
        });
    }

    @Override
    public void addBiasBackward(Tensor dy, Tensor dBias) {
        float[] from = dy.read();
        float[] to = dBias.write();
        int columns = dBias.length();
        int rows = columns == 0 ? 0 : dy.length() / columns;
        columns(
                columns,
                rows,
                (j, end) -> SimdElementwise.addRows(from, dy.offset(), rows, columns, to, dBias.offset(), j, end));
    }

    @Override
    public void gatherRows(Tensor table, int[] ids, Tensor out) {
        gatherRows(table.read(), table.offset(), table.shape().columns(), ids, out);
    }

    private void gatherRows(float[] table, int at, int columns, int[] ids, Tensor out) {
        float[] to = out.write();
        rows(
                ids.length,
                columns,
                STRETCH,
                (from, end) -> SimdGathers.rows(table, at, columns, ids, to, out.offset(), from, end));
    }

    @Override
    public void gatherRowsBackward(Tensor dy, int[] ids, Tensor dTable) {
        float[] x = dy.read();
        float[] table = dTable.write();
        int columns = dTable.shape().columns();
        columns(
                columns,
                ids.length,
                (from, to) -> SimdGathers.addRows(x, dy.offset(), columns, ids, table, dTable.offset(), from, to));
    }

    @Override
    public void gatherColumns(Tensor matrix, int[] ids, Tensor out) {
        int rows = matrix.shape().rows();
        int columns = matrix.shape().columns();
        if (ids.length < columns) {
            super.gatherColumns(matrix, ids, out);
            return;
        }
        float[] turned = scratch(rows * columns);
        SimdTranspose.transpose(matrix.read(), matrix.offset(), columns, rows, columns, turned, 0, rows);
        gatherRows(turned, 0, rows, ids, out);
    }

    @Override
    public void gatherColumnsBackward(Tensor dy, int[] ids, Tensor dMatrix) {
        float[] x = dy.read();
        float[] table = dMatrix.write();
        int rows = dMatrix.shape().rows();
        int columns = dMatrix.shape().columns();
        float[] sums = scratch(rows * columns);
        columns(
                rows,
                ids.length,
                (from, to) -> SimdGathers.addColumns(
                        x, dy.offset(), rows, columns, ids, sums, table, dMatrix.offset(), from, to));
    }

    /** An array of at least this length with any contents, which is kept for the next call. */
    private float[] scratch(int length) {
        float[] array = scratch.get();
        if (array.length < length) scratch.set(array = new float[length]);
        return array;
    }

    /** Cuts a matrix into stretches of rows that have about {@code size} elements. */
    private void rows(int rows, int columns, int size, Workers.Stretch task) {
        workers.stretches(rows, Math.max(1, size / Math.max(1, columns)), task);
    }

    /** Cuts a matrix into stretches of columns, of whole vectors, for sums along them. */
    private void columns(int columns, int rows, Workers.Stretch task) {
        int size = columns;
        if ((long) rows * columns > STRETCH / 2) {
            int vectors = (columns + L - 1) / L;
            size = (vectors + 2 * workers.count() - 1) / (2 * workers.count()) * L;
        }
        workers.stretches(columns, size, task);
    }

    @Override
    public void softmax(Tensor x, Tensor out) {
        int columns = x.shape().columns();
        partialSoftmax(x, row -> columns, out);
    }

    @Override
    public void partialSoftmax(Tensor x, IntUnaryOperator lengths, Tensor out) {
        rows(
                x.shape().rows(),
                x.shape().columns(),
                STRETCH / 4,
                (row, end) -> SimdRows.softmax(x, lengths, out, row, end));
    }

    @Override
    public void softmaxBackward(Tensor y, Tensor dy, Tensor dx) {
        rows(
                y.shape().rows(),
                y.shape().columns(),
                STRETCH / 2,
                (row, end) -> SimdRows.softmaxBackward(y, dy, dx, row, end));
    }

    @Override
    public void crossEntropy(Tensor logits, int[] targets, float labelSmoothing, Tensor probabilities, Tensor losses) {
        rows(
                targets.length,
                logits.shape().columns(),
                STRETCH / 4,
                (row, end) -> SimdRows.crossEntropy(logits, targets, labelSmoothing, probabilities, losses, row, end));
    }

    @Override
    public void crossEntropyBackward(
            Tensor probabilities, int[] targets, float labelSmoothing, Tensor dLosses, Tensor dLogits) {
        rows(
                targets.length,
                probabilities.shape().columns(),
                STRETCH / 2,
                (row, end) -> SimdRows.crossEntropyBackward(
                        probabilities, targets, labelSmoothing, dLosses, dLogits, row, end));
    }

    @Override
    public void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor out, Tensor mean, Tensor rstd) {
        rows(
                x.shape().rows(),
                x.shape().columns(),
                STRETCH / 2,
                (row, end) -> SimdLayerNorm.forward(x, weight, bias, epsilon, out, mean, rstd, row, end));
    }

    @Override
    public void layerNormBackward(
            Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias) {
        rows(
                x.shape().rows(),
                x.shape().columns(),
                STRETCH / 2,
                (row, end) -> SimdLayerNorm.backward(x, weight, mean, rstd, dy, dx, row, end));
        columns(
                x.shape().columns(),
                x.shape().rows(),
                (j, end) -> SimdLayerNorm.backwardWeights(x, mean, rstd, dy, dWeight, dBias, j, end));
    }

    // --- heads ---

    @Override
    public void splitHeads(Tensor rows, int part, int parts, Tensor heads, boolean accumulate) {
        HeadLayout layout = HeadLayout.of(rows.shape(), part, parts, heads.shape());
        rows(
                layout.count(),
                layout.size(),
                STRETCH,
                (from, to) -> SimdHeads.split(layout, rows, heads, accumulate, from, to));
    }

    @Override
    public void mergeHeads(Tensor heads, Tensor rows, int part, int parts, boolean accumulate) {
        HeadLayout layout = HeadLayout.of(rows.shape(), part, parts, heads.shape());
        rows(
                layout.count(),
                layout.size(),
                STRETCH,
                (from, to) -> SimdHeads.merge(layout, heads, rows, accumulate, from, to));
    }

    // --- fused ---

    @Override
    public void attention(AttentionInputs in, @Nullable Tensor weights, Tensor logSumExp, Tensor out) {
        new SimdAttention(workers, in).forward(weights, logSumExp, out);
    }

    @Override
    public void attentionBackward(
            AttentionInputs in, Tensor logSumExp, Tensor out, Tensor dOut, Tensor dq, Tensor dk, Tensor dv) {
        new SimdAttention(workers, in).backward(logSumExp, out, dOut, dq, dk, dv);
    }

    @Override
    public void lstmCell(Tensor preactivations, Tensor cPrevious, Tensor gates, Tensor c, Tensor h) {
        rows(
                c.shape().rows(),
                c.shape().columns(),
                STRETCH / 16,
                (row, end) -> SimdLstm.forward(preactivations, cPrevious, gates, c, h, row, end));
    }

    @Override
    public void lstmCellBackward(
            Tensor gates, Tensor cPrevious, Tensor c, Tensor dh, Tensor dc, Tensor dPreactivations, Tensor dcPrevious) {
        rows(
                c.shape().rows(),
                c.shape().columns(),
                STRETCH / 16,
                (row, end) -> SimdLstm.backward(gates, cPrevious, c, dh, dc, dPreactivations, dcPrevious, row, end));
    }
}
