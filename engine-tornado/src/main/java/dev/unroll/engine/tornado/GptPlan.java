package dev.unroll.engine.tornado;

import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.backend.GptWeights;
import dev.unroll.engine.backend.GptWeights.Affine;
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
import uk.ac.manchester.tornado.api.exceptions.TornadoMemoryException;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A GPT's step from token to token as one execution plan: a task graph for each block and one for the head. Weights, keys and values
 * are copied to the device once and stay there; of each step only the embedding goes there, and the logits come back. Compiling takes
 * many seconds, so the plan serves every model of the same sizes. Used by one thread at a time.
 */
final class GptPlan implements AutoCloseable {
    private static final AtomicLong COUNT = new AtomicLong();

    private final String name = "gpt" + COUNT.incrementAndGet();
    private final Sizes sizesOfModel;
    private final List<FloatArray> resident = new ArrayList<>();
    private GptWeights weights;
    private final KernelContext context = new KernelContext();
    private final FloatArray x;
    private final FloatArray logits;
    private final IntArray sizes;
    private final FloatArray epsilon = new FloatArray(1);
    private final GridScheduler grids = new GridScheduler();
    private final TornadoExecutionPlan plan;
    private final int graphs;

    /** What models must have in common to share a plan. */
    private record Sizes(int heads, int context, float epsilon, int units, int inner, int vocabulary, int blocks) {
        static Sizes of(GptWeights w) {
            return new Sizes(
                    w.heads(),
                    w.context(),
                    w.epsilon(),
                    w.units(),
                    w.inner(),
                    w.vocabulary(),
                    w.blocks().size());
        }
    }

    GptPlan(GptWeights weights, TornadoDevice device) {
        if (weights.context() > DecodeKernels.CONTEXT)
            throw new DeviceException("A context of " + weights.context() + " is more than the " + DecodeKernels.CONTEXT
                    + " positions that the kernel has room for.");
        this.weights = weights;
        sizesOfModel = Sizes.of(weights);
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
        plan = new TornadoExecutionPlan(all.toArray(ImmutableTaskGraph[]::new));
        plan.withDevice(device);
    }

    /** Whether a model has the sizes that this is compiled for. */
    boolean fits(GptWeights other) {
        return sizesOfModel.equals(Sizes.of(other));
    }

    /** Goes on with the weights of another model that it {@link #fits}, which are copied again if they differ. */
    void load(GptWeights other) {
        weights = other;
        List<Tensor> tensors = tensors(other);
        boolean same = true;
        for (int i = 0; i < tensors.size(); i++) same &= copy(tensors.get(i), resident.get(i));
        if (!same) plan.freeDeviceMemory(); // What has no place on the device any more is copied there again.
    }

    /** The weights in the order in which they are made {@link #resident}. */
    private static List<Tensor> tensors(GptWeights w) {
        List<Tensor> all = new ArrayList<>();
        for (GptWeights.Block b : w.blocks()) {
            for (Affine part : List.of(b.norm1(), b.queryKeyValue(), b.projection(), b.norm2(), b.up(), b.down()))
                all.addAll(List.of(part.weight(), part.bias()));
        }
        all.addAll(List.of(w.finalNorm().weight(), w.finalNorm().bias(), w.head()));
        return all;
    }

    /** Whether the array held these numbers already. */
    private static boolean copy(Tensor tensor, FloatArray array) {
        MemorySegment from = MemorySegment.ofArray(tensor.read()).asSlice(4L * tensor.offset(), 4L * tensor.length());
        MemorySegment to = array.getSegment().asSlice(0, 4L * tensor.length());
        if (from.mismatch(to) < 0) return true;
        to.copyFrom(from);
        return false;
    }

    private TaskGraph begin(String part, @Nullable String before) {
        TaskGraph graph = new TaskGraph(name + part);
        return before == null
                ? graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, x, sizes, epsilon)
                : graph.consumeFromDevice(before, x, sizes, epsilon);
    }

    /** A weight, copied to the device once. */
    private FloatArray resident(TaskGraph graph, Tensor tensor) {
        FloatArray array = new FloatArray(tensor.length());
        copy(tensor, array);
        resident.add(array);
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

    /** As {@link dev.unroll.engine.backend.ResidentDecoder#read}. */
    void read(int id, int position, Tensor to) {
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

    /** Gives its memory on the device back. */
    @Override
    public void close() {
        Program.release(plan);
    }
}
