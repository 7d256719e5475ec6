package dev.unroll.engine.tornado;

import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.ac.manchester.tornado.api.GridScheduler;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One or more kernels compiled for a device, with buffers on it that stay. Sizes are data and buffers are somewhat larger than need be, so
 * that it serves many shapes: compiling takes half a second. Used by one thread at a time.
 */
final class Program implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Program.class);
    private static final AtomicLong COUNT = new AtomicLong();

    private final String name = "unroll" + COUNT.incrementAndGet();
    private final FloatArray[] inputs;
    private final FloatArray[] outputs;
    private final int updated;
    private final IntArray sizes;
    private final FloatArray factors;
    private final List<WorkerGrid> grids = new ArrayList<>();
    private final TornadoDevice device;
    private final TornadoExecutionPlan plan;

    /** What tells programs apart. */
    record Key(String kernel, List<Integer> inputs, List<Integer> outputs, int updated, int sizes) {
        static Key of(Call call) {
            return new Key(
                    call.kernel,
                    call.in.stream().map(t -> room(t.length())).toList(),
                    call.out.stream().map(t -> room(t.length())).toList(),
                    call.updated,
                    room(call.sizes.length));
        }

        /** So much room for so many numbers: at most a quarter more, with four steps from one power of two to the next. */
        static int room(int length) {
            if (length <= 64) return 64;
            int step = Integer.highestOneBit(length) / 4;
            return Math.ceilDiv(length, step) * step;
        }
    }

    /**
     * One call of a kernel.
     *
     * @param in copied to the device
     * @param out copied back from it
     * @param updated how many of these, from the first on, are copied to it too
     * @param sizes whole numbers that the kernel is told
     * @param factors other numbers, four at most
     * @param grids the threads of each task
     */
    record Call(
            String kernel,
            List<Tensor> in,
            List<Tensor> out,
            int updated,
            int[] sizes,
            float[] factors,
            List<WorkerGrid> grids) {}

    /**
     * The arguments that the tasks of a program share.
     *
     * @param grids the threads of each task, to be filled in where they are the same for all calls and the calls give none
     */
    record Arguments(FloatArray[] in, FloatArray[] out, IntArray sizes, FloatArray factors, List<WorkerGrid> grids) {}

    /** Adds the tasks of a program to its graph, named t0, t1 and so on. */
    @FunctionalInterface
    interface Tasks {
        void add(TaskGraph graph, Arguments arguments);
    }

    Program(Key key, Tasks tasks, TornadoDevice device) {
        this.device = device;
        inputs = key.inputs.stream().map(FloatArray::new).toArray(FloatArray[]::new);
        outputs = key.outputs.stream().map(FloatArray::new).toArray(FloatArray[]::new);
        updated = key.updated;
        sizes = new IntArray(key.sizes);
        factors = new FloatArray(4);
        TaskGraph graph = new TaskGraph(name);
        graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, sizes, factors);
        for (FloatArray input : inputs) graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, input);
        for (int i = 0; i < updated; i++) graph.transferToDevice(DataTransferMode.EVERY_EXECUTION, outputs[i]);
        tasks.add(graph, new Arguments(inputs, outputs, sizes, factors, grids));
        for (FloatArray output : outputs) graph.transferToHost(DataTransferMode.EVERY_EXECUTION, output);
        plan = new TornadoExecutionPlan(graph.snapshot());
        plan.withDevice(device);
    }

    /**
     * Runs it. Nothing is written to the tensors before all of it has succeeded.
     *
     * @throws DeviceException.OutOfMemory if the device's memory is full
     */
    void run(Call call) {
        for (int i = 0; i < inputs.length; i++) toArray(call.in.get(i), inputs[i]);
        for (int i = 0; i < updated; i++) toArray(call.out.get(i), outputs[i]);
        MemorySegment.copy(call.sizes, 0, sizes.getSegment(), ValueLayout.JAVA_INT, 0, call.sizes.length);
        MemorySegment.copy(call.factors, 0, factors.getSegment(), ValueLayout.JAVA_FLOAT, 0, call.factors.length);
        GridScheduler grid = new GridScheduler();
        List<WorkerGrid> each = call.grids.isEmpty() ? grids : call.grids;
        for (int i = 0; i < each.size(); i++) grid.addWorkerGrid(name + ".t" + i, each.get(i));
        try {
            plan.withGridScheduler(grid).execute();
        } catch (TornadoOutOfMemoryException | TornadoMemoryException e) {
            throw new DeviceException.OutOfMemory("The memory of the device is full.", e);
        }
        if (!plan.getDevice(0).equals(device)) throw new DeviceException("It was computed on another device.");
        for (int i = 0; i < outputs.length; i++) toTensor(outputs[i], call.out.get(i));
    }

    private static void toArray(Tensor tensor, FloatArray array) {
        MemorySegment.copy(
                tensor.read(), tensor.offset(), array.getSegment(), ValueLayout.JAVA_FLOAT, 0, tensor.length());
    }

    private static void toTensor(FloatArray array, Tensor tensor) {
        MemorySegment.copy(
                array.getSegment(), ValueLayout.JAVA_FLOAT, 0, tensor.write(), tensor.offset(), tensor.length());
    }

    /** Gives its memory on the device back. */
    @Override
    public void close() {
        release(plan);
    }

    /** Where a plan has failed it may own nothing that could be given back, which is no failure of its own. */
    static void release(TornadoExecutionPlan plan) {
        try (plan) {
            plan.freeDeviceMemory();
        } catch (TornadoExecutionPlanException | RuntimeException | Error e) {
            LOG.debug("A plan was not released", e);
        }
    }
}
