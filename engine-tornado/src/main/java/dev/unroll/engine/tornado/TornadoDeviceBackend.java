package dev.unroll.engine.tornado;

import dev.unroll.engine.backend.AttentionInputs;
import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.backend.ElementFunction;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.backend.GptBlock;
import dev.unroll.engine.backend.GptWeights;
import dev.unroll.engine.backend.MatrixSize;
import dev.unroll.engine.backend.ResidentDecoder;
import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.tornado.Program.Call;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task4;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task5;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

import java.util.List;

/**
 * The kernels on one device. What is empty, and what only moves numbers about, is left to {@link ScalarBackend}: the way to the device and
 * back is longer.
 */
final class TornadoDeviceBackend extends ScalarBackend {
    private static final float[] NO_FACTORS = {};

    private final String name;
    private final TornadoDevice device;
    private final KernelContext context = new KernelContext();
    private final Programs programs;
    private final FusedCalls fused;
    private @Nullable GptPlan gpt;
    private @Nullable ResidentDecoder owner;

    TornadoDeviceBackend(String name, TornadoDevice device) {
        this.name = name;
        this.device = device;
        programs = new Programs(device);
        fused = new FusedCalls(programs);
    }

    @Override
    public String name() {
        return name;
    }

    /** The plan is handed on to who asks last; weights on the device take a good part of its memory. */
    @Override
    public ResidentDecoder decoder(GptWeights weights) {
        synchronized (programs) {
            GptPlan kept = gpt;
            if (kept != null && kept.fits(weights)) {
                kept.load(weights);
            } else {
                releaseGpt();
                gpt = new GptPlan(weights, device);
            }
            ResidentDecoder[] itself = new ResidentDecoder[1];
            ResidentDecoder decoder = (id, position, logits) -> read(itself[0], id, position, logits);
            itself[0] = owner = decoder;
            return decoder;
        }
    }

    private void read(ResidentDecoder reader, int id, int position, Tensor logits) {
        synchronized (programs) {
            GptPlan plan = gpt;
            if (plan == null || reader != owner)
                throw new DeviceException.Released("The device reads another text now.");
            try {
                plan.read(id, position, logits);
            } catch (RuntimeException | Error e) {
                releaseGpt();
                throw e;
            }
        }
    }

    private void releaseGpt() {
        GptPlan kept = gpt;
        gpt = null;
        owner = null;
        if (kept != null) kept.close();
    }

    private static int[] sizes(int... sizes) {
        return sizes;
    }

    // --- products ---

    @Override
    public void matmul(Form form, Tensor a, Tensor b, Tensor out, boolean accumulate) {
        MatrixSize size = MatrixSize.of(form, a.shape(), b.shape(), out.shape());
        if (a.length() == 0 || b.length() == 0) super.matmul(form, a, b, out, accumulate);
        else product(form, size, a, b, out, accumulate, 1);
    }

    @Override
    public void batchedMatmul(Form form, Tensor a, Tensor b, Tensor out, boolean accumulate) {
        MatrixSize size = MatrixSize.ofBatched(form, a.shape(), b.shape(), out.shape());
        if (a.length() == 0 || b.length() == 0) super.batchedMatmul(form, a, b, out, accumulate);
        else product(form, size, a, b, out, accumulate, MatrixSize.batches(out.shape()));
    }

    private void product(Form form, MatrixSize size, Tensor a, Tensor b, Tensor out, boolean accumulate, int batches) {
        int m = size.m();
        int k = size.k();
        int n = size.n();
        int[] sizes = Products.sizes(form, m, k, n, accumulate);
        two("product", Products::multiply, a, b, out, accumulate, sizes, List.of(Products.grid(batches, m, n)));
    }

    @Override
    public void transpose(Tensor x, Tensor out) {
        int[] sizes = {x.length(), x.shape().rows(), x.shape().columns()};
        one("transpose", Elements::transpose, x, out, false, sizes, each(x));
    }

    /** Runs a kernel with one input, and one output that is updated or only written. */
    private void one(
            String kernel,
            Task4<KernelContext, FloatArray, FloatArray, IntArray> task,
            Tensor x,
            Tensor out,
            boolean update,
            int[] sizes,
            List<WorkerGrid> grid) {
        if (x.length() == 0) return;
        programs.run(
                new Call(kernel, List.of(x), List.of(out), update ? 1 : 0, sizes, NO_FACTORS, grid),
                (graph, a) -> graph.task("t0", task, context, a.in()[0], a.out()[0], a.sizes()));
    }

    /** As {@link #one} with two inputs. */
    private void two(
            String kernel,
            Task5<KernelContext, FloatArray, FloatArray, FloatArray, IntArray> task,
            Tensor x,
            Tensor y,
            Tensor out,
            boolean update,
            int[] sizes,
            List<WorkerGrid> grid) {
        if (x.length() == 0) return;
        programs.run(
                new Call(kernel, List.of(x, y), List.of(out), update ? 1 : 0, sizes, NO_FACTORS, grid),
                (graph, a) -> graph.task("t0", task, context, a.in()[0], a.in()[1], a.out()[0], a.sizes()));
    }

    // --- element by element ---

    private static List<WorkerGrid> each(Tensor x) {
        return List.of(Grids.each(x.length()));
    }

    @Override
    public void apply(ElementFunction f, Tensor x, Tensor out) {
        one("apply", Elements::apply, x, out, false, sizes(x.length(), f.ordinal()), each(x));
    }

    @Override
    public void applyBackward(ElementFunction f, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        if (x.length() == 0) return;
        int[] sizes = {x.length(), f.ordinal()};
        programs.run(
                new Call("applyBackward", List.of(x, y, dy), List.of(dx), 1, sizes, NO_FACTORS, each(x)),
                (graph, a) -> graph.task(
                        "t0",
                        Elements::applyBackward,
                        context,
                        a.in()[0],
                        a.in()[1],
                        a.in()[2],
                        a.out()[0],
                        a.sizes()));
    }

    @Override
    public void add(Tensor a, Tensor b, Tensor out) {
        two("add", Elements::add, a, b, out, false, sizes(out.length()), each(out));
    }

    @Override
    public void multiply(Tensor a, Tensor b, Tensor out) {
        two("multiply", Elements::multiply, a, b, out, false, sizes(out.length()), each(out));
    }

    @Override
    public void addProduct(Tensor a, Tensor b, Tensor out) {
        two("addProduct", Elements::addProduct, a, b, out, true, sizes(out.length()), each(out));
    }

    @Override
    public void addScaled(float alpha, Tensor x, Tensor out) {
        if (out.length() == 0) return;
        float[] factors = {alpha};
        programs.run(
                new Call("addScaled", List.of(x), List.of(out), 1, sizes(out.length()), factors, each(out)),
                (graph, a) ->
                        graph.task("t0", Elements::addScaled, context, a.in()[0], a.out()[0], a.sizes(), a.factors()));
    }

    // --- rows ---

    @Override
    public void addBias(Tensor x, Tensor bias, Tensor out) {
        two("addBias", Elements::addBias, x, bias, out, false, sizes(x.length(), bias.length()), each(x));
    }

    @Override
    public void addBiasBackward(Tensor dy, Tensor dBias) {
        int[] sizes = {dy.length(), dBias.length()};
        one("addBiasBackward", Elements::addBiasBackward, dy, dBias, true, sizes, each(dBias));
    }

    private static int[] rowsAndColumns(Tensor x) {
        return new int[] {x.shape().rows(), x.shape().columns()};
    }

    private static List<WorkerGrid> rows(Tensor x) {
        return List.of(Grids.groups(x.shape().rows()));
    }

    @Override
    public void softmax(Tensor x, Tensor out) {
        one("softmax", RowKernels::softmax, x, out, false, rowsAndColumns(x), rows(x));
    }

    @Override
    public void softmaxBackward(Tensor y, Tensor dy, Tensor dx) {
        two("softmaxBackward", RowKernels::softmaxBackward, y, dy, dx, true, rowsAndColumns(y), rows(y));
    }

    private static int[] withTargets(Tensor x, int[] targets) {
        int[] sizes = new int[2 + targets.length];
        sizes[0] = x.shape().rows();
        sizes[1] = x.shape().columns();
        System.arraycopy(targets, 0, sizes, 2, targets.length);
        return sizes;
    }

    @Override
    public void crossEntropy(Tensor logits, int[] targets, float labelSmoothing, Tensor probabilities, Tensor losses) {
        if (logits.length() == 0) return;
        List<WorkerGrid> grids = List.of(rows(logits).getFirst(), rows(logits).getFirst());
        float[] factors = {labelSmoothing};
        programs.run(
                new Call(
                        "crossEntropy",
                        List.of(logits),
                        List.of(probabilities, losses),
                        0,
                        withTargets(logits, targets),
                        factors,
                        grids),
                (graph, a) -> graph.task("t0", RowKernels::softmax, context, a.in()[0], a.out()[0], a.sizes())
                        .task("t1", RowKernels::crossEntropy, context, a.in()[0], a.out()[1], a.sizes(), a.factors()));
    }

    @Override
    public void crossEntropyBackward(
            Tensor probabilities, int[] targets, float labelSmoothing, Tensor dLosses, Tensor dLogits) {
        if (dLogits.length() == 0) return;
        float[] factors = {labelSmoothing};
        programs.run(
                new Call(
                        "crossEntropyBackward",
                        List.of(probabilities, dLosses),
                        List.of(dLogits),
                        1,
                        withTargets(probabilities, targets),
                        factors,
                        each(dLogits)),
                (graph, a) -> graph.task(
                        "t0",
                        RowKernels::crossEntropyBackward,
                        context,
                        a.in()[0],
                        a.in()[1],
                        a.out()[0],
                        a.sizes(),
                        a.factors()));
    }

    @Override
    public void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor out, Tensor mean, Tensor rstd) {
        if (x.length() == 0) return;
        float[] factors = {epsilon};
        programs.run(
                new Call(
                        "layerNorm",
                        List.of(x, weight, bias),
                        List.of(out, mean, rstd),
                        0,
                        rowsAndColumns(x),
                        factors,
                        rows(x)),
                (graph, a) -> graph.task(
                        "t0",
                        RowKernels::layerNorm,
                        context,
                        a.in()[0],
                        a.in()[1],
                        a.in()[2],
                        a.out()[0],
                        a.out()[1],
                        a.out()[2],
                        a.sizes(),
                        a.factors()));
    }

    @Override
    public void layerNormBackward(
            Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dy, Tensor dx, Tensor dWeight, Tensor dBias) {
        if (x.length() == 0) return;
        programs.run(
                new Call(
                        "layerNormBackward",
                        List.of(x, weight, mean, rstd, dy),
                        List.of(dx, dWeight, dBias),
                        3,
                        rowsAndColumns(x),
                        NO_FACTORS,
                        List.of(rows(x).getFirst(), Grids.each(weight.length()))),
                (graph, a) -> graph.task(
                                "t0",
                                RowKernels::layerNormBackward,
                                context,
                                a.in()[0],
                                a.in()[1],
                                a.in()[2],
                                a.in()[3],
                                a.in()[4],
                                a.out()[0],
                                a.sizes())
                        .task(
                                "t1",
                                RowKernels::layerNormBackwardWeights,
                                context,
                                a.in()[0],
                                a.in()[2],
                                a.in()[3],
                                a.in()[4],
                                a.out()[1],
                                a.out()[2],
                                a.sizes()));
    }

    // --- fused ---

    @Override
    public void attention(AttentionInputs in, @Nullable Tensor weights, Tensor logSumExp, Tensor out) {
        if (in.isEmpty()) super.attention(in, weights, logSumExp, out);
        else fused.attention(in, weights, logSumExp, out);
    }

    @Override
    public void attentionBackward(
            AttentionInputs in, Tensor logSumExp, Tensor out, Tensor dOut, Tensor dq, Tensor dk, Tensor dv) {
        if (!in.isEmpty()) fused.attentionBackward(in, logSumExp, out, dOut, dq, dk, dv);
    }

    @Override
    public void lstmCell(Tensor preactivations, Tensor cPrevious, Tensor gates, Tensor c, Tensor h) {
        if (c.length() > 0) fused.lstmCell(preactivations, cPrevious, gates, c, h);
    }

    @Override
    public void lstmCellBackward(
            Tensor gates, Tensor cPrevious, Tensor c, Tensor dh, Tensor dc, Tensor dPreactivations, Tensor dcPrevious) {
        if (c.length() > 0) fused.lstmCellBackward(gates, cPrevious, c, dh, dc, dPreactivations, dcPrevious);
    }

    /** All whose heads the attention kernel has room for. */
    @Override
    public boolean computesBlocks(GptBlock block, int rows) {
        return rows > 0 && block.units() / block.heads() <= AttentionKernels.UNITS;
    }

    @Override
    public void block(GptBlock block, Tensor x, Tensor out) {
        fused.block(block, x, out);
    }

    @Override
    public void blockBackward(GptBlock block, Tensor x, Tensor dOut, Tensor dx, GptWeights.Block gradients) {
        fused.blockBackward(block, x, dOut, dx, new GptBlock(gradients, block.heads(), block.epsilon()));
    }
}
