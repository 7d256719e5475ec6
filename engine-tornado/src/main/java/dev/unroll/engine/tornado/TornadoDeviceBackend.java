package dev.unroll.engine.tornado;

import dev.unroll.engine.backend.AttentionMask;
import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.backend.ElementFunction;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.backend.GptWeights;
import dev.unroll.engine.backend.MatrixSize;
import dev.unroll.engine.backend.ResidentDecoder;
import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.device.ShapeCache;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.tornado.Program.Call;
import dev.unroll.engine.tornado.Program.Key;
import dev.unroll.engine.tornado.Program.Tasks;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

import java.util.List;

/**
 * The kernels on one device. What is empty, and what only moves numbers about, is left to {@link ScalarBackend}: the way to the device and
 * back is longer.
 */
final class TornadoDeviceBackend extends ScalarBackend {
    private static final int PROGRAMS = 96;
    private static final float[] NO_FACTORS = {};

    private final String name;
    private final TornadoDevice device;
    private final KernelContext context = new KernelContext();
    private final ShapeCache<Key, Program> programs = new ShapeCache<>(PROGRAMS, Program::close);
    private @Nullable GptPlan gpt;
    private @Nullable ResidentDecoder owner;

    TornadoDeviceBackend(String name, TornadoDevice device) {
        this.name = name;
        this.device = device;
    }

    @Override
    public String name() {
        return name;
    }

    /** The plan is handed on to who asks last; weights on the device take a good part of its memory. */
    @Override
    public synchronized ResidentDecoder decoder(GptWeights weights) {
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

    private synchronized void read(ResidentDecoder reader, int id, int position, Tensor logits) {
        GptPlan plan = gpt;
        if (plan == null || reader != owner) throw new DeviceException.Released("The device reads another text now.");
        try {
            plan.read(id, position, logits);
        } catch (RuntimeException | Error e) {
            releaseGpt();
            throw e;
        }
    }

    private void releaseGpt() {
        GptPlan kept = gpt;
        gpt = null;
        owner = null;
        if (kept != null) kept.close();
    }

    private synchronized void run(Call call, Tasks tasks) {
        try {
            runOnce(call, tasks);
        } catch (DeviceException.OutOfMemory e) {
            programs.close(); // What other shapes keep there may be all that is in the way.
            runOnce(call, tasks);
        }
    }

    private void runOnce(Call call, Tasks tasks) {
        Key key = Key.of(call);
        Program program = programs.get(key, k -> new Program(k, tasks, device));
        try {
            program.run(call);
        } catch (RuntimeException | Error e) {
            programs.evict(key);
            throw e;
        }
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
        boolean left = form.transposeLeft();
        boolean right = form.transposeRight();
        int[] sizes = {m, k, n, left ? 1 : k, left ? m : 1, right ? 1 : n, right ? k : 1, accumulate ? 1 : 0};
        List<WorkerGrid> grid = List.of(Products.grid(batches, m, n));
        run(
                new Call("product", List.of(a, b), List.of(out), accumulate ? 1 : 0, sizes, NO_FACTORS, grid),
                (graph, x) ->
                        graph.task("t0", Products::multiply, context, x.in()[0], x.in()[1], x.out()[0], x.sizes()));
    }

    @Override
    public void transpose(Tensor x, Tensor out) {
        if (x.length() == 0) return;
        int[] sizes = {x.length(), x.shape().rows(), x.shape().columns()};
        run(
                new Call("transpose", List.of(x), List.of(out), 0, sizes, NO_FACTORS, each(x)),
                (graph, a) -> graph.task("t0", Elements::transpose, context, a.in()[0], a.out()[0], a.sizes()));
    }

    // --- element by element ---

    private static List<WorkerGrid> each(Tensor x) {
        return List.of(Grids.each(x.length()));
    }

    @Override
    public void apply(ElementFunction f, Tensor x, Tensor out) {
        if (x.length() == 0) return;
        run(
                new Call("apply", List.of(x), List.of(out), 0, sizes(x.length(), f.ordinal()), NO_FACTORS, each(x)),
                (graph, a) -> graph.task("t0", Elements::apply, context, a.in()[0], a.out()[0], a.sizes()));
    }

    @Override
    public void applyBackward(ElementFunction f, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        if (x.length() == 0) return;
        int[] sizes = {x.length(), f.ordinal()};
        run(
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
        if (out.length() == 0) return;
        run(
                new Call("add", List.of(a, b), List.of(out), 0, sizes(out.length()), NO_FACTORS, each(out)),
                (graph, x) -> graph.task("t0", Elements::add, context, x.in()[0], x.in()[1], x.out()[0], x.sizes()));
    }

    @Override
    public void multiply(Tensor a, Tensor b, Tensor out) {
        if (out.length() == 0) return;
        run(
                new Call("multiply", List.of(a, b), List.of(out), 0, sizes(out.length()), NO_FACTORS, each(out)),
                (graph, x) ->
                        graph.task("t0", Elements::multiply, context, x.in()[0], x.in()[1], x.out()[0], x.sizes()));
    }

    @Override
    public void addProduct(Tensor a, Tensor b, Tensor out) {
        if (out.length() == 0) return;
        run(
                new Call("addProduct", List.of(a, b), List.of(out), 1, sizes(out.length()), NO_FACTORS, each(out)),
                (graph, x) ->
                        graph.task("t0", Elements::addProduct, context, x.in()[0], x.in()[1], x.out()[0], x.sizes()));
    }

    @Override
    public void addScaled(float alpha, Tensor x, Tensor out) {
        if (out.length() == 0) return;
        float[] factors = {alpha};
        run(
                new Call("addScaled", List.of(x), List.of(out), 1, sizes(out.length()), factors, each(out)),
                (graph, a) ->
                        graph.task("t0", Elements::addScaled, context, a.in()[0], a.out()[0], a.sizes(), a.factors()));
    }

    // --- rows ---

    @Override
    public void addBias(Tensor x, Tensor bias, Tensor out) {
        if (x.length() == 0) return;
        int[] sizes = {x.length(), bias.length()};
        run(
                new Call("addBias", List.of(x, bias), List.of(out), 0, sizes, NO_FACTORS, each(x)),
                (graph, a) ->
                        graph.task("t0", Elements::addBias, context, a.in()[0], a.in()[1], a.out()[0], a.sizes()));
    }

    @Override
    public void addBiasBackward(Tensor dy, Tensor dBias) {
        if (dy.length() == 0) return;
        int[] sizes = {dy.length(), dBias.length()};
        run(
                new Call("addBiasBackward", List.of(dy), List.of(dBias), 1, sizes, NO_FACTORS, each(dBias)),
                (graph, a) -> graph.task("t0", Elements::addBiasBackward, context, a.in()[0], a.out()[0], a.sizes()));
    }

    private static int[] rowsAndColumns(Tensor x) {
        return new int[] {x.shape().rows(), x.shape().columns()};
    }

    private static List<WorkerGrid> rows(Tensor x) {
        return List.of(Grids.groups(x.shape().rows()));
    }

    @Override
    public void softmax(Tensor x, Tensor out) {
        if (x.length() == 0) return;
        run(
                new Call("softmax", List.of(x), List.of(out), 0, rowsAndColumns(x), NO_FACTORS, rows(x)),
                (graph, a) -> graph.task("t0", RowKernels::softmax, context, a.in()[0], a.out()[0], a.sizes()));
    }

    @Override
    public void softmaxBackward(Tensor y, Tensor dy, Tensor dx) {
        if (y.length() == 0) return;
        run(
                new Call("softmaxBackward", List.of(y, dy), List.of(dx), 1, rowsAndColumns(y), NO_FACTORS, rows(y)),
                (graph, a) -> graph.task(
                        "t0", RowKernels::softmaxBackward, context, a.in()[0], a.in()[1], a.out()[0], a.sizes()));
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
        run(
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
        run(
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
        run(
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
        run(
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

    /** Queries, keys and units of a head, heads of an example and in all, and how many keys each query of each example sees. */
    private static int[] visible(Tensor q, Tensor k, AttentionMask mask) {
        int batch = q.shape().size(0);
        int queries = q.shape().size(2);
        int keys = k.shape().size(2);
        int units = q.shape().size(3);
        if (units > AttentionKernels.UNITS)
            throw new DeviceException("heads of " + units + " units are more than the " + AttentionKernels.UNITS
                    + " that the kernel has room for");
        int heads = q.shape().size(1);
        int[] sizes = new int[5 + batch * queries];
        sizes[0] = queries;
        sizes[1] = keys;
        sizes[2] = units;
        sizes[3] = heads;
        sizes[4] = batch * heads;
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < queries; t++) sizes[5 + b * queries + t] = Math.max(0, mask.visibleKeys(b, t, keys));
        }
        return sizes;
    }

    /** A group of threads for each 64 of {@code positions}, in each head. */
    private static WorkerGrid blocks(int[] sizes, int positions) {
        return Grids.groups(sizes[4] * Math.ceilDiv(positions, Grids.GROUP));
    }

    @Override
    public void attention(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionMask mask,
            float scale,
            @Nullable Tensor weights,
            Tensor logSumExp,
            Tensor out) {
        if (q.length() == 0 || k.length() == 0) {
            super.attention(q, k, v, mask, scale, weights, logSumExp, out);
            return;
        }
        int[] sizes = visible(q, k, mask);
        float[] factors = {scale};
        WorkerGrid grid = blocks(sizes, sizes[0]);
        run(
                new Call("attention", List.of(q, k, v), List.of(logSumExp, out), 0, sizes, factors, List.of(grid)),
                (graph, a) -> graph.task(
                        "t0",
                        AttentionKernels::forward,
                        context,
                        a.in()[0],
                        a.in()[1],
                        a.in()[2],
                        a.out()[0],
                        a.out()[1],
                        a.sizes(),
                        a.factors()));
        if (weights != null) {
            run(
                    new Call(
                            "attentionWeights",
                            List.of(q, k, logSumExp),
                            List.of(weights),
                            0,
                            sizes,
                            factors,
                            each(weights)),
                    (graph, a) -> graph.task(
                            "t0",
                            AttentionKernels::weights,
                            context,
                            a.in()[0],
                            a.in()[1],
                            a.in()[2],
                            a.out()[0],
                            a.sizes(),
                            a.factors()));
        }
    }

    @Override
    public void attentionBackward(
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionMask mask,
            float scale,
            Tensor logSumExp,
            Tensor out,
            Tensor dOut,
            Tensor dq,
            Tensor dk,
            Tensor dv) {
        if (q.length() == 0 || k.length() == 0) return;
        int[] sizes = visible(q, k, mask);
        float[] factors = {scale};
        run(
                new Call(
                        "attentionBackward",
                        List.of(q, k, v, logSumExp, out, dOut),
                        List.of(dq, dk, dv),
                        3,
                        sizes,
                        factors,
                        List.of(blocks(sizes, sizes[0]), blocks(sizes, sizes[1]))),
                (graph, a) -> graph.task(
                                "t0",
                                AttentionKernels::backwardQueries,
                                context,
                                a.in()[0],
                                a.in()[1],
                                a.in()[2],
                                a.in()[3],
                                a.in()[4],
                                a.in()[5],
                                a.out()[0],
                                a.sizes(),
                                a.factors())
                        .task(
                                "t1",
                                AttentionKernels::backwardKeys,
                                context,
                                a.in()[0],
                                a.in()[1],
                                a.in()[2],
                                a.in()[3],
                                a.in()[4],
                                a.in()[5],
                                a.out()[1],
                                a.out()[2],
                                a.sizes(),
                                a.factors()));
    }

    @Override
    public void lstmCell(Tensor preactivations, Tensor cPrevious, Tensor gates, Tensor c, Tensor h) {
        if (c.length() == 0) return;
        int[] sizes = {c.length(), c.shape().columns()};
        run(
                new Call(
                        "lstm",
                        List.of(preactivations, cPrevious),
                        List.of(gates, c, h),
                        0,
                        sizes,
                        NO_FACTORS,
                        each(c)),
                (graph, a) -> graph.task(
                        "t0",
                        Elements::lstm,
                        context,
                        a.in()[0],
                        a.in()[1],
                        a.out()[0],
                        a.out()[1],
                        a.out()[2],
                        a.sizes()));
    }

    @Override
    public void lstmCellBackward(
            Tensor gates, Tensor cPrevious, Tensor c, Tensor dh, Tensor dc, Tensor dPreactivations, Tensor dcPrevious) {
        if (c.length() == 0) return;
        int[] sizes = {c.length(), c.shape().columns()};
        run(
                new Call(
                        "lstmBackward",
                        List.of(gates, cPrevious, c, dh, dc),
                        List.of(dPreactivations, dcPrevious),
                        2,
                        sizes,
                        NO_FACTORS,
                        each(c)),
                (graph, a) -> graph.task(
                        "t0",
                        Elements::lstmBackward,
                        context,
                        a.in()[0],
                        a.in()[1],
                        a.in()[2],
                        a.in()[3],
                        a.in()[4],
                        a.out()[0],
                        a.out()[1],
                        a.sizes()));
    }
}
