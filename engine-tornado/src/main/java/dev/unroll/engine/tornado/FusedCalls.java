package dev.unroll.engine.tornado;

import dev.unroll.engine.backend.AttentionInputs;
import dev.unroll.engine.backend.AttentionMask;
import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.backend.GptBlock;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.tornado.Program.Call;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.WorkerGrid;

import java.util.ArrayList;
import java.util.List;

/** Attention, the LSTM cell and a GPT's block, of which nothing is empty. */
final class FusedCalls {
    private static final float[] NO_FACTORS = {};
    private static final int[] NO_SIZES = {};

    private final Programs programs;
    private final KernelContext context = new KernelContext();

    FusedCalls(Programs programs) {
        this.programs = programs;
    }

    private static int[] visible(AttentionInputs in) {
        Shape s = in.query().shape();
        return visible(s.size(0), s.size(1), s.size(2), in.key().shape().size(2), s.size(3), in.mask());
    }

    /** Queries, keys and units of a head, heads of an example and in all, and how many keys each query of each example sees. */
    static int[] visible(int batch, int heads, int queries, int keys, int units, AttentionMask mask) {
        if (units > AttentionKernels.UNITS)
            throw new DeviceException("heads of " + units + " units are more than the " + AttentionKernels.UNITS
                    + " that the kernel has room for");
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

    void attention(AttentionInputs in, @Nullable Tensor weights, Tensor logSumExp, Tensor out) {
        int[] sizes = visible(in);
        float[] factors = {in.scale()};
        WorkerGrid grid = blocks(sizes, sizes[0]);
        programs.run(
                new Call(
                        "attention",
                        List.of(in.query(), in.key(), in.value()),
                        List.of(logSumExp, out),
                        0,
                        sizes,
                        factors,
                        List.of(grid)),
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
            programs.run(
                    new Call(
                            "attentionWeights",
                            List.of(in.query(), in.key(), logSumExp),
                            List.of(weights),
                            0,
                            sizes,
                            factors,
                            List.of(Grids.each(weights.length()))),
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

    void attentionBackward(
            AttentionInputs in, Tensor logSumExp, Tensor out, Tensor dOut, Tensor dq, Tensor dk, Tensor dv) {
        int[] sizes = visible(in);
        float[] factors = {in.scale()};
        programs.run(
                new Call(
                        "attentionBackward",
                        List.of(in.query(), in.key(), in.value(), logSumExp, out, dOut),
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

    void lstmCell(Tensor preactivations, Tensor cPrevious, Tensor gates, Tensor c, Tensor h) {
        int[] sizes = {c.length(), c.shape().columns()};
        programs.run(
                new Call(
                        "lstm",
                        List.of(preactivations, cPrevious),
                        List.of(gates, c, h),
                        0,
                        sizes,
                        NO_FACTORS,
                        List.of(Grids.each(c.length()))),
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

    void lstmCellBackward(
            Tensor gates, Tensor cPrevious, Tensor c, Tensor dh, Tensor dc, Tensor dPreactivations, Tensor dcPrevious) {
        int[] sizes = {c.length(), c.shape().columns()};
        programs.run(
                new Call(
                        "lstmBackward",
                        List.of(gates, cPrevious, c, dh, dc),
                        List.of(dPreactivations, dcPrevious),
                        2,
                        sizes,
                        NO_FACTORS,
                        List.of(Grids.each(c.length()))),
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

    void block(GptBlock block, Tensor x, Tensor out) {
        int time = x.shape().size(0);
        int batch = x.shape().size(1);
        programs.run(
                new Call(
                        named("block", block, x),
                        with(x, block.tensors()),
                        List.of(out),
                        0,
                        NO_SIZES,
                        NO_FACTORS,
                        List.of()),
                (graph, a) -> BlockTasks.forward(graph, a, context, block, time, batch));
    }

    void blockBackward(GptBlock block, Tensor x, Tensor dOut, Tensor dx, GptBlock gradients) {
        int time = x.shape().size(0);
        int batch = x.shape().size(1);
        List<Tensor> in = new ArrayList<>(with(x, block.tensors()));
        in.add(dOut);
        programs.run(
                new Call(
                        named("blockBackward", block, x),
                        in,
                        with(dx, gradients.tensors()),
                        0,
                        NO_SIZES,
                        NO_FACTORS,
                        List.of()),
                (graph, a) -> BlockTasks.backward(graph, a, context, block, time, batch));
    }

    /** A program for just these sizes: there are few in a training. */
    private static String named(String kernel, GptBlock block, Tensor x) {
        return kernel + " of " + block.heads() + " heads and " + block.inner() + ", " + block.epsilon() + ", on "
                + x.shape();
    }

    private static List<Tensor> with(Tensor first, List<Tensor> others) {
        List<Tensor> all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return all;
    }
}
