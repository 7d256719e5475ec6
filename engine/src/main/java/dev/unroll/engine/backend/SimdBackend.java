package dev.unroll.engine.backend;

import dev.unroll.engine.backend.SimdMatmul.Matrix;
import dev.unroll.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;

/**
 * The kernels on vectors and on all cores: products, and the functions that cost most. What the compiler turns into vectors by
 * itself is left to {@link ScalarBackend}.
 */
public final class SimdBackend extends ScalarBackend {
    private static final int CHUNK = 8192;

    private final Workers workers;
    private final SimdMatmul matmul;

    /** A backend on all cores. */
    public SimdBackend() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /** @param threads how many threads compute, the caller's among them */
    public SimdBackend(int threads) {
        workers = new Workers(threads);
        matmul = new SimdMatmul(workers);
    }

    @Override
    public String name() {
        return "SIMD " + workers.count() + " × " + FloatVector.SPECIES_PREFERRED.vectorBitSize() + " bit";
    }

    @Override
    public void matmul(Form form, Tensor a, Tensor b, Tensor out, boolean accumulate) {
        MatrixSize size = MatrixSize.of(form, a.shape(), b.shape(), out.shape());
        multiply(form, size, a, 0, b, 0, out, 0, accumulate);
    }

    @Override
    public void batchedMatmul(Form form, Tensor a, Tensor b, Tensor out, boolean accumulate) {
        MatrixSize size = MatrixSize.ofBatched(form, a.shape(), b.shape(), out.shape());
        int count = MatrixSize.batches(out.shape());
        for (int i = 0; i < count; i++) {
            multiply(
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

    private void multiply(
            Form form,
            MatrixSize size,
            Tensor a,
            int aAt,
            Tensor b,
            int bAt,
            Tensor out,
            int outAt,
            boolean accumulate) {
        int aColumns = form.transposeLeft() ? size.m() : size.k();
        int bColumns = form.transposeRight() ? size.k() : size.n();
        matmul.multiply(
                Matrix.of(a.read(), a.offset() + aAt, aColumns, form.transposeLeft()),
                Matrix.of(b.read(), b.offset() + bAt, bColumns, form.transposeRight()),
                out.write(),
                out.offset() + outAt,
                size.m(),
                size.k(),
                size.n(),
                accumulate);
    }

    @Override
    public void apply(ElementFunction f, Tensor x, Tensor out) {
        if (f != ElementFunction.TANH && f != ElementFunction.SIGMOID) {
            super.apply(f, x, out);
            return;
        }
        boolean isTanh = f == ElementFunction.TANH;
        float[] from = x.read();
        float[] to = out.write();
        int length = x.length();
        if (length <= CHUNK) {
            SimdFunctions.apply(isTanh, from, x.offset(), to, out.offset(), length);
            return;
        }
        workers.run((length + CHUNK - 1) / CHUNK, part -> {
            int start = part * CHUNK;
            SimdFunctions.apply(
                    isTanh, from, x.offset() + start, to, out.offset() + start, Math.min(CHUNK, length - start));
        });
    }

    @Override
    double softmaxRow(float[] x, int xAt, float[] out, int outAt, int columns) {
        return SimdFunctions.softmax(x, xAt, out, outAt, columns);
    }
}
