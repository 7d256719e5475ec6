package dev.unroll.engine.tornado;

import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.backend.GptWeights;
import dev.unroll.engine.backend.GptWeights.Affine;
import dev.unroll.engine.backend.ResidentDecoder;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.exceptions.TornadoMemoryException;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A GPT's step from token to token as one execution plan: a task graph for each block and one for the head. Weights, keys and values
 * are copied to the device once and stay there; of each step only the embedding goes there, and the logits come back.
 */
final class TornadoGptDecoder implements ResidentDecoder {
    private static final AtomicLong COUNT = new AtomicLong();
    private static final Cleaner CLEANER = Cleaner.create();

    private final String name = "gpt" + COUNT.incrementAndGet();
    private final GptWeights weights;
    private final KernelContext context = new KernelContext();
    private final FloatArray x;
    private final FloatArray logits;
    private final IntArray sizes;
    private final FloatArray epsilon = new FloatArray(1);
    private final GridScheduler grids = new GridScheduler();
    private final TornadoExecutionPlan plan;
    private final int graphs;

    TornadoGptDecoder(GptWeights weights, TornadoDevice device) {
        if (weights.context() > DecodeKernels.CONTEXT)
            throw new DeviceException("A context of " + weights.context() + " is more than the " + DecodeKernels.CONTEXT
                    + " positions that the kernel has room for.");
        this.weights = weights;
        x = new FloatArray(weights.units());
        logits = new FloatArray(weights.vocabulary());
        sizes = IntArray.fromElements(0, weights.units(), weights.heads());
        epsilon.set(0, weights.epsilon());
        List<ImmutableTaskGraph> all = new ArrayList<>();
        String before = null;
        for (int i = 0; i < weights.blocks().size(); i++) {
            TaskGraph graph = begin("block" + i, before);
            block(graph, "block" + i, weights.blocks().get(i));
            all.add(graph.persistOnDevice(x, sizes, epsilon).snapshot());
            before = name + "block" + i;
        }
        TaskGraph graph = begin("head", before);
        head(graph);
        all.add(graph.transferToHost(DataTransferMode.EVERY_EXECUTION, logits).snapshot());
        graphs = all.size();
        TornadoExecutionPlan made = new TornadoExecutionPlan(all.toArray(ImmutableTaskGraph[]::new));
        made.withDevice(device);
        plan = made;
        CLEANER.register(this, () -> close(made));
    }

    private TaskGraph begin(String part, @Nullable String before) {
        TaskGraph graph = new TaskGraph(name + part);
        return before == null
                ? graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, x, sizes, epsilon)
                : graph.consumeFromDevice(before, x, sizes, epsilon);
    }

    /** A weight, copied to the device once. */
    private static FloatArray resident(TaskGraph graph, Tensor tensor) {
        FloatArray array = new FloatArray(tensor.length());
        MemorySegment.copy(
                tensor.read(), tensor.offset(), array.getSegment(), ValueLayout.JAVA_FLOAT, 0, tensor.length());
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, array);
        return array;
    }

    private void block(TaskGraph graph, String part, GptWeights.Block block) {
        int units = weights.units();
        int inner = weights.inner();
        FloatArray normed = new FloatArray(units);
        FloatArray qkv = new FloatArray(3 * units);
        FloatArray mixed = new FloatArray(units);
        FloatArray hidden = new FloatArray(inner);
        FloatArray keys = new FloatArray(weights.context() * units);
        FloatArray values = new FloatArray(weights.context() * units);
        graph.transferToDevice(DataTransferMode.FIRST_EXECUTION, keys, values);
        norm(graph, part, "norm1", block.norm1(), normed);
        linear(graph, part, "queryKeyValue", block.queryKeyValue(), normed, qkv, 0);
        graph.task(
                task(part, "remember", Grids.each(units)), DecodeKernels::remember, context, qkv, keys, values, sizes);
        graph.task(
                task(part, "attend", Grids.groups(weights.heads())),
                DecodeKernels::attend,
                context,
                qkv,
                keys,
                values,
                mixed,
                sizes);
        linear(graph, part, "projection", block.projection(), mixed, x, 2);
        norm(graph, part, "norm2", block.norm2(), normed);
        linear(graph, part, "up", block.up(), normed, hidden, 1);
        linear(graph, part, "down", block.down(), hidden, x, 2);
    }

    private void head(TaskGraph graph) {
        FloatArray normed = new FloatArray(weights.units());
        norm(graph, "head", "finalNorm", weights.finalNorm(), normed);
        Tensor noBias = Tensor.zeros(weights.head().shape().drop(1));
        linear(graph, "head", "logits", new Affine(weights.head(), noBias), normed, logits, 0);
    }

    private void norm(TaskGraph graph, String part, String task, Affine of, FloatArray out) {
        graph.task(
                task(part, task, Grids.groups(1)),
                DecodeKernels::norm,
                context,
                x,
                resident(graph, of.weight()),
                resident(graph, of.bias()),
                out,
                sizes,
                epsilon);
    }

    private void linear(TaskGraph graph, String part, String task, Affine of, FloatArray in, FloatArray out, int what) {
        int rows = of.bias().length();
        graph.task(
                task(part, task, Grids.groups(rows)),
                DecodeKernels::linear,
                context,
                in,
                resident(graph, of.weight()),
                resident(graph, of.bias()),
                out,
                of.weight().length() / rows,
                what);
    }

    private String task(String part, String task, WorkerGrid grid) {
        grids.addWorkerGrid(name + part + "." + task, grid);
        return task;
    }

    @Override
    public void read(int id, int position, Tensor to) {
        int units = weights.units();
        for (int i = 0; i < units; i++) {
            x.set(
                    i,
                    weights.tokenEmbedding().at(id * units + i)
                            + weights.positionEmbedding().at(position * units + i));
        }
        sizes.set(0, position);
        try {
            for (int graph = 0; graph < graphs; graph++)
                plan.withGraph(graph).withGridScheduler(grids).execute();
        } catch (TornadoOutOfMemoryException | TornadoMemoryException e) {
            throw new DeviceException.OutOfMemory("The memory of the device is full.", e);
        }
        MemorySegment.copy(logits.getSegment(), ValueLayout.JAVA_FLOAT, 0, to.write(), to.offset(), to.length());
    }

    private static void close(TornadoExecutionPlan plan) {
        try {
            plan.freeDeviceMemory();
            plan.close();
        } catch (TornadoExecutionPlanException e) {
            throw new DeviceException("The device's memory was not given back.", e);
        }
    }
}
