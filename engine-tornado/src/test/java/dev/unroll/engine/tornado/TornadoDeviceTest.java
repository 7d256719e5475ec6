package dev.unroll.engine.tornado;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.backend.Device;
import dev.unroll.engine.backend.ElementFunction;
import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.device.Crossings;
import dev.unroll.engine.device.SelectedBackend;
import dev.unroll.engine.model.Decoder;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.TornadoExecutionResult;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.enums.ProfilerMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** That it is the device which computes, and what happens where it cannot. */
class TornadoDeviceTest {
    private static final AtomicInteger CALLS_ON_THE_JVM = new AtomicInteger();

    static List<Device> devices() {
        return Backends.devices();
    }

    @Test
    void thereIsADevice() {
        assertThat(Backends.problems()).isEmpty();
        assertThat(devices()).isNotEmpty();
        assertThat(Backends.all()).hasSize(devices().size() + 2);
        for (Device device : devices())
            assertThat(device.memoryBytes()).as(device.name()).isPositive();
    }

    /** What is inherited is computed on the processor, without anybody noticing; so it is listed here. */
    @Test
    void onlyWhatMovesNumbersIsLeftToTheProcessor() {
        Set<String> there = Arrays.stream(TornadoDeviceBackend.class.getDeclaredMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());
        assertThat(Arrays.stream(Backend.class.getDeclaredMethods())
                        .filter(method -> !Modifier.isPrivate(method.getModifiers()))
                        .map(Method::getName)
                        .filter(name -> !there.contains(name)))
                .containsExactlyInAnyOrder(
                        "allocate",
                        "overRows",
                        "rowsAtOnce",
                        "fill",
                        "copy",
                        "partialSoftmax", // which is made of softmax
                        "repeatRow",
                        "gatherRows",
                        "gatherRowsBackward",
                        "gatherColumns",
                        "gatherColumnsBackward",
                        "splitHeads",
                        "mergeHeads");
    }

    @Test
    void theDeviceSpendsTimeOnAKernel() throws TornadoExecutionPlanException {
        FloatArray a = new FloatArray(1000);
        FloatArray out = new FloatArray(1000);
        a.init(3);
        IntArray sizes = IntArray.fromElements(1000);
        GridScheduler grid = new GridScheduler("proof.t0", Grids.each(1000));
        TaskGraph graph = new TaskGraph("proof")
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, a, sizes)
                .task("t0", Elements::add, new KernelContext(), a, a, out, sizes)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, out);
        try (TornadoExecutionPlan plan = new TornadoExecutionPlan(graph.snapshot())) {
            TornadoExecutionResult result = plan.withGridScheduler(grid)
                    .withDevice(TornadoRuntimeProvider.getTornadoRuntime()
                            .getBackend(0)
                            .getDevice(0))
                    .withProfiler(ProfilerMode.SILENT)
                    .execute();
            assertThat(out.get(999)).isEqualTo(6);
            assertThat(result.getProfilerResult().getDeviceKernelTime()).isPositive();
            assertThat(result.getProfilerResult().getTotalBytesCopyOut()).isGreaterThanOrEqualTo(4000);
        }
    }

    /** What no device can do. */
    static void notAKernel(KernelContext context, FloatArray a, FloatArray out, IntArray sizes) {
        CALLS_ON_THE_JVM.incrementAndGet();
        out.set(0, a.get(0) + Integer.toString(sizes.get(0)).length());
    }

    @Test
    void whatDoesNotCompileFailsAndIsNotRunAsPlainJava() {
        Tensor x = Tensor.zeros(Shape.of(Axis.ITEM, 8));
        Program.Call call = new Program.Call(
                "none", List.of(x), List.of(x.copy()), 0, new int[] {8}, new float[0], List.of(Grids.each(8)));
        assertThatThrownBy(() -> {
                    Program program = new Program(
                            Program.Key.of(call),
                            (graph, a) -> graph.task(
                                    "t0",
                                    TornadoDeviceTest::notAKernel,
                                    new KernelContext(),
                                    a.in()[0],
                                    a.out()[0],
                                    a.sizes()),
                            TornadoRuntimeProvider.getTornadoRuntime()
                                    .getBackend(0)
                                    .getDevice(0));
                    program.run(call);
                })
                .isInstanceOf(Throwable.class);
        assertThat(CALLS_ON_THE_JVM).hasValue(0);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void moreShapesThanAreKeptGiveRightNumbers(Device device) {
        Backend backend = device.open();
        Backend reference = new ScalarBackend();
        for (int round = 0; round < 2; round++) {
            for (int n = 60; n < 3_000_000; n = n * 9 / 8) {
                Tensor x = Tensor.zeros(Shape.of(Axis.ITEM, n));
                x.fill(0.5f);
                Tensor y = x.copy();
                Tensor expected = x.copy();
                backend.apply(ElementFunction.TANH, x, y);
                reference.apply(ElementFunction.TANH, x, expected);
                assertThat(y.at(n - 1)).isCloseTo(expected.at(n - 1), within(1e-6f));
            }
        }
    }

    private static float lossAfter(Backend backend, int heads, int units) {
        GptModel model = new GptModel(GptModel.Configuration.of(11, 6, units, 1, heads), 3);
        int[][] batch = {{1, 2, 3, 4, 5, 6}, {7, 8, 9, 10, 0, 1}};
        Training training =
                new Training(model, Optimizer.Kind.ADAMW.create(), (tape, _) -> model.loss(tape, batch), backend);
        float loss = 0;
        for (int step = 0; step < 6; step++)
            loss = (float) training.step(new TrainingSettings(1e-2, Double.POSITIVE_INFINITY))
                    .loss();
        return loss;
    }

    @ParameterizedTest
    @MethodSource("devices")
    void aModelLearnsOnTheDeviceAsOnTheProcessor(Device device) {
        List<String> notices = new ArrayList<>();
        SelectedBackend backend = new SelectedBackend(Backends.best(), notice -> notices.add(notice.english()));
        backend.use(device.open(), Crossings.ALWAYS);
        assertThat(lossAfter(backend, 2, 16)).isCloseTo(lossAfter(Backends.best(), 2, 16), within(1e-4f));
        assertThat(notices).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void aTextIsWrittenAsOnTheProcessor(Device device) {
        for (GptModel model : List.of(
                new GptModel(GptModel.Configuration.of(11, 8, 8, 1, 2), 3),
                new GptModel(GptModel.Configuration.of(300, 150, 96, 3, 3), 3),
                new GptModel(new GptModel.Configuration(65, 20, 40, 2, 5, 70, 0, false), 3))) {
            Decoder expected = model.decoder(Backends.best());
            Decoder decoder = model.decoder(device.open());
            assertLogits(decoder.read(5, 4, 3), expected.read(5, 4, 3));
            for (int i = 0; i < 30; i++) assertLogits(decoder.next(i % 7), expected.next(i % 7));
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void aDecoderMakesRoomForTheNextAndSeesTheWeightsAsTheyAre(Device device) {
        GptModel model = new GptModel(GptModel.Configuration.of(40, 16, 24, 2, 3), 3);
        List<String> notices = new ArrayList<>();
        SelectedBackend backend = new SelectedBackend(Backends.best(), notice -> notices.add(notice.english()));
        backend.use(device.open(), Crossings.ALWAYS);
        Decoder first = model.decoder(backend);
        assertLogits(first.next(1), model.decoder(Backends.best()).next(1));
        float[] weight = model.parameters().getFirst().value().write();
        for (int i = 0; i < weight.length; i++) weight[i] += 0.1f * (i % 5);
        Decoder second = model.decoder(backend);
        Decoder expected = model.decoder(Backends.best());
        for (int i = 0; i < 4; i++) assertLogits(second.next(i), expected.next(i));
        Decoder other = new GptModel(GptModel.Configuration.of(41, 16, 24, 2, 3), 3).decoder(backend);
        other.next(3);
        assertLogits(second.next(5), expected.next(5));
        assertThat(notices).isEmpty();
    }

    private static void assertLogits(Tensor actual, Tensor expected) {
        for (int i = 0; i < expected.length(); i++) assertThat(actual.at(i)).isCloseTo(expected.at(i), within(1e-4f));
    }

    @ParameterizedTest
    @MethodSource("devices")
    void whatTheKernelHasNoRoomForIsDoneOnTheProcessor(Device device) {
        List<String> notices = new ArrayList<>();
        SelectedBackend backend = new SelectedBackend(Backends.best(), notice -> notices.add(notice.english()));
        backend.use(device.open(), Crossings.ALWAYS);
        assertThat(lossAfter(backend, 1, 160)).isCloseTo(lossAfter(Backends.best(), 1, 160), within(1e-4f));
        assertThat(notices).hasSize(1);
        assertThat(notices.getFirst()).contains("heads of 160 units", "on the processor from now on");
    }
}
