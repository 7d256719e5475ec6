package dev.unroll.engine.tornado;

import dev.unroll.engine.backend.AttentionMask;
import dev.unroll.engine.backend.ElementFunction;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.backend.GptBlock;
import dev.unroll.engine.tornado.Program.Arguments;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

import java.util.List;

/**
 * The tasks of a GPT block, forwards or backwards, as one graph: the stream and the parameters go to the device, the result or the
 * gradients come back, and what lies in between is never copied. Backwards it is computed forwards again first, so that nothing has to
 * stay on the device from one pass to the other, and one program serves all blocks of a model.
 */
final class BlockTasks {
    private final TaskGraph graph;
    private final KernelContext context;
    private final List<WorkerGrid> grids;
    private final FloatArray[] in;
    private final FloatArray[] out;
    private final int time;
    private final int batch;
    private final int rows;
    private final int units;
    private final int inner;
    private final int heads;
    private final int channels;
    private final FloatArray epsilon;
    private final FloatArray scale;
    private final IntArray attentionSizes;

    private FloatArray norm1 = new FloatArray(1);
    private FloatArray mean1 = norm1;
    private FloatArray rstd1 = norm1;
    private FloatArray q = norm1;
    private FloatArray k = norm1;
    private FloatArray v = norm1;
    private FloatArray logSumExp = norm1;
    private FloatArray headOutput = norm1;
    private FloatArray mixed = norm1;
    private FloatArray residual = norm1;
    private FloatArray norm2 = norm1;
    private FloatArray mean2 = norm1;
    private FloatArray rstd2 = norm1;
    private FloatArray preactivation = norm1;
    private FloatArray activation = norm1;

    // Where a parameter stands among the inputs after x, and its gradient among the outputs after dx.
    private static final int NORM1 = 1;
    private static final int QUERY_KEY_VALUE = 3;
    private static final int PROJECTION = 5;
    private static final int NORM2 = 7;
    private static final int UP = 9;
    private static final int DOWN = 11;

    private BlockTasks(TaskGraph graph, Arguments a, KernelContext context, GptBlock block, int time, int batch) {
        this.graph = graph;
        this.context = context;
        grids = a.grids();
        in = a.in();
        out = a.out();
        this.time = time;
        this.batch = batch;
        rows = time * batch;
        units = block.units();
        inner = block.inner();
        heads = block.heads();
        channels = units / heads;
        epsilon = constant(block.epsilon());
        scale = constant(block.scale());
        attentionSizes = sizes(FusedCalls.visible(batch, heads, time, time, channels, AttentionMask.CAUSAL));
    }

    /** The inputs are x and the parameters, the output is what they give. */
    static void forward(TaskGraph graph, Arguments a, KernelContext context, GptBlock block, int time, int batch) {
        BlockTasks tasks = new BlockTasks(graph, a, context, block, time, batch);
        tasks.upToActivation();
        FloatArray down = tasks.linear(tasks.activation, DOWN, tasks.inner, tasks.units);
        tasks.add(tasks.residual, down, a.out()[0]);
    }

    /** The inputs are x, the parameters and the gradient of the result, the outputs the gradients of x and of the parameters. */
    static void backward(TaskGraph graph, Arguments a, KernelContext context, GptBlock block, int time, int batch) {
        BlockTasks tasks = new BlockTasks(graph, a, context, block, time, batch);
        tasks.upToActivation();
        tasks.backward(a.in()[13]);
    }

    private void upToActivation() {
        int length = rows * units;
        norm1 = new FloatArray(length);
        mean1 = new FloatArray(rows);
        rstd1 = new FloatArray(rows);
        norm(in[0], NORM1, norm1, mean1, rstd1);
        FloatArray queryKeyValue = linear(norm1, QUERY_KEY_VALUE, units, 3 * units);
        q = split(queryKeyValue, 0, 3);
        k = split(queryKeyValue, 1, 3);
        v = split(queryKeyValue, 2, 3);
        logSumExp = new FloatArray(rows * heads);
        headOutput = new FloatArray(length);
        graph.task(
                task(attentionGrid()),
                AttentionKernels::forward,
                context,
                q,
                k,
                v,
                logSumExp,
                headOutput,
                attentionSizes,
                scale);
        mixed = new FloatArray(length);
        merge(headOutput, mixed, 0, 1);
        residual = linear(mixed, PROJECTION, units, units);
        add(in[0], residual, residual);
        norm2 = new FloatArray(length);
        mean2 = new FloatArray(rows);
        rstd2 = new FloatArray(rows);
        norm(residual, NORM2, norm2, mean2, rstd2);
        preactivation = linear(norm2, UP, units, inner);
        activation = new FloatArray(rows * inner);
        IntArray s = sizes(rows * inner, ElementFunction.GELU.ordinal());
        graph.task(task(Grids.each(rows * inner)), Elements::apply, context, preactivation, activation, s);
    }

    private void backward(FloatArray dOut) {
        int length = rows * units;
        FloatArray dResidual = new FloatArray(length);
        fill(dResidual, length);
        add(dResidual, dOut, dResidual);
        FloatArray dActivation = linearBackward(activation, DOWN, inner, units, dOut);
        FloatArray dPreactivation = new FloatArray(rows * inner);
        fill(dPreactivation, rows * inner);
        IntArray s = sizes(rows * inner, ElementFunction.GELU.ordinal());
        graph.task(
                task(Grids.each(rows * inner)),
                Elements::applyBackward,
                context,
                preactivation,
                activation,
                dActivation,
                dPreactivation,
                s);
        FloatArray dNorm2 = linearBackward(norm2, UP, units, inner, dPreactivation);
        normBackward(residual, NORM2, mean2, rstd2, dNorm2, dResidual);
        FloatArray dMixed = linearBackward(mixed, PROJECTION, units, units, dResidual);
        FloatArray dQueryKeyValue = attentionBackward(split(dMixed, 0, 1));
        FloatArray dNorm1 = linearBackward(norm1, QUERY_KEY_VALUE, units, 3 * units, dQueryKeyValue);
        fill(out[0], length);
        add(out[0], dResidual, out[0]);
        normBackward(in[0], NORM1, mean1, rstd1, dNorm1, out[0]);
    }

    private FloatArray attentionBackward(FloatArray dHeads) {
        FloatArray dq = new FloatArray(rows * units);
        FloatArray dk = new FloatArray(rows * units);
        FloatArray dv = new FloatArray(rows * units);
        for (FloatArray d : List.of(dq, dk, dv)) fill(d, rows * units);
        graph.task(
                task(attentionGrid()),
                AttentionKernels::backwardQueries,
                context,
                q,
                k,
                v,
                logSumExp,
                headOutput,
                dHeads,
                dq,
                attentionSizes,
                scale);
        graph.task(
                task(attentionGrid()),
                AttentionKernels::backwardKeys,
                context,
                q,
                k,
                v,
                logSumExp,
                headOutput,
                dHeads,
                dk,
                dv,
                attentionSizes,
                scale);
        FloatArray dQueryKeyValue = new FloatArray(rows * 3 * units);
        merge(dq, dQueryKeyValue, 0, 3);
        merge(dk, dQueryKeyValue, 1, 3);
        merge(dv, dQueryKeyValue, 2, 3);
        return dQueryKeyValue;
    }

    // --- parts ---

    private FloatArray linear(FloatArray x, int parameter, int inputs, int outputs) {
        FloatArray y = new FloatArray(rows * outputs);
        product(Form.NT, x, in[parameter], y, rows, inputs, outputs);
        IntArray s = sizes(rows * outputs, outputs);
        graph.task(task(Grids.each(rows * outputs)), Elements::addBias, context, y, in[parameter + 1], y, s);
        return y;
    }

    private FloatArray linearBackward(FloatArray x, int parameter, int inputs, int outputs, FloatArray dy) {
        product(Form.TN, dy, x, out[parameter], outputs, rows, inputs);
        fill(out[parameter + 1], outputs);
        IntArray s = sizes(rows * outputs, outputs);
        graph.task(task(Grids.each(outputs)), Elements::addBiasBackward, context, dy, out[parameter + 1], s);
        FloatArray dx = new FloatArray(rows * inputs);
        product(Form.NN, dy, in[parameter], dx, rows, outputs, inputs);
        return dx;
    }

    private void product(Form form, FloatArray a, FloatArray b, FloatArray c, int m, int k, int n) {
        IntArray s = sizes(Products.sizes(form, m, k, n, false));
        graph.task(task(Products.grid(1, m, n)), Products::multiply, context, a, b, c, s);
    }

    private void norm(FloatArray x, int parameter, FloatArray y, FloatArray mean, FloatArray rstd) {
        graph.task(
                task(Grids.groups(rows)),
                RowKernels::layerNorm,
                context,
                x,
                in[parameter],
                in[parameter + 1],
                y,
                mean,
                rstd,
                sizes(rows, units),
                epsilon);
    }

    private void normBackward(
            FloatArray x, int parameter, FloatArray mean, FloatArray rstd, FloatArray dy, FloatArray dx) {
        IntArray s = sizes(rows, units);
        graph.task(
                task(Grids.groups(rows)),
                RowKernels::layerNormBackward,
                context,
                x,
                in[parameter],
                mean,
                rstd,
                dy,
                dx,
                s);
        fill(out[parameter], units);
        fill(out[parameter + 1], units);
        graph.task(
                task(Grids.each(units)),
                RowKernels::layerNormBackwardWeights,
                context,
                x,
                mean,
                rstd,
                dy,
                out[parameter],
                out[parameter + 1],
                s);
    }

    private FloatArray split(FloatArray x, int part, int parts) {
        FloatArray y = new FloatArray(rows * units);
        IntArray s = sizes(rows * units, time, batch, heads, channels, part, parts);
        graph.task(task(Grids.each(rows * units)), Elements::splitHeads, context, x, y, s);
        return y;
    }

    private void merge(FloatArray x, FloatArray y, int part, int parts) {
        IntArray s = sizes(rows * units, time, batch, heads, channels, part, parts);
        graph.task(task(Grids.each(rows * units)), Elements::mergeHeads, context, x, y, s);
    }

    private void add(FloatArray a, FloatArray b, FloatArray sum) {
        IntArray s = sizes(rows * units);
        graph.task(task(Grids.each(rows * units)), Elements::add, context, a, b, sum, s);
    }

    /** With zeros. */
    private void fill(FloatArray x, int length) {
        graph.task(task(Grids.each(length)), Elements::clear, context, x, sizes(length));
    }

    private WorkerGrid attentionGrid() {
        return Grids.groups(batch * heads * Math.ceilDiv(time, Grids.GROUP));
    }

    /** The name of the next task, which runs on these threads. */
    private String task(WorkerGrid grid) {
        grids.add(grid);
        return "t" + (grids.size() - 1);
    }

    private IntArray sizes(int... sizes) {
        IntArray array = IntArray.fromArray(sizes);
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, array);
        return array;
    }

    private FloatArray constant(float value) {
        FloatArray array = FloatArray.fromElements(value);
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, array);
        return array;
    }
}
