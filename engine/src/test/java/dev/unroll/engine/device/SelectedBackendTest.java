package dev.unroll.engine.device;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.backend.GptWeights;
import dev.unroll.engine.backend.ResidentDecoder;
import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.backend.WholeBlocks;
import dev.unroll.engine.model.Decoder;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Work goes where it pays, and a device that fails takes nothing along. */
class SelectedBackendTest {
    private static final Backend HOST = new ScalarBackend();

    private final List<String> notices = new ArrayList<>();

    private FakeDevice device(Function<String, Throwable> fault) {
        return new FakeDevice(HOST, fault);
    }

    private SelectedBackend using(FakeDevice device, Crossings crossings) {
        SelectedBackend backend = new SelectedBackend(HOST, notice -> notices.add(notice.english()));
        backend.use(device.open(), crossings);
        return backend;
    }

    private static Tensor ones(int n) {
        Tensor ones = Tensor.zeros(Shape.of(Axis.ITEM, n, Axis.UNIT, n));
        ones.fill(1);
        return ones;
    }

    private static float product(Backend backend, int n) {
        Tensor out = ones(n);
        backend.matmul(Form.NN, ones(n), ones(n), out, true);
        return out.at(0);
    }

    @Test
    void belowTheCrossingPointWorkStaysOnTheProcessor() {
        FakeDevice device = device(_ -> null);
        SelectedBackend backend = using(device, new Crossings(Map.of(Kernel.MATMUL, 1000L)));
        assertThat(product(backend, 9)).isEqualTo(10);
        assertThat(device.calls).isEmpty();
        assertThat(product(backend, 10)).isEqualTo(11);
        assertThat(device.calls).containsExactly("matmul");
        backend.softmax(ones(100), ones(100));
        assertThat(device.calls).as("a kernel that never pays").containsExactly("matmul");
        assertThat(backend.name()).isEqualTo(HOST.name() + " + Fake GPU");
        backend.use(device.open(), new Crossings(Map.of()));
        assertThat(backend.name()).as("nothing pays there").isEqualTo(HOST.name());
    }

    @Test
    void whatFailsIsDoneAgainOnTheProcessorAndNotTriedAgain() {
        FakeDevice device = device(_ -> new IllegalStateException("the driver is confused.\n\tat somewhere"));
        SelectedBackend backend = using(device, Crossings.ALWAYS);
        assertThat(product(backend, 5)).isEqualTo(6);
        assertThat(product(backend, 5)).isEqualTo(6);
        assertThat(device.calls).containsExactly("matmul");
        assertThat(notices)
                .containsExactly("It failed on Fake GPU in matrix product (the driver is confused): that is computed on"
                        + " the processor from now on.");
        assertThat(backend.name()).isEqualTo(HOST.name() + " + Fake GPU");
        backend.softmax(ones(3), ones(3));
        assertThat(device.calls).as("other kernels are still tried").containsExactly("matmul", "softmax");
    }

    @Test
    void whatDoesNotFitTheDevicesMemoryLeavesItTheSmaller() {
        FakeDevice device = device(_ -> null);
        FakeDevice full = device(_ -> device.calls.isEmpty() ? new DeviceException.OutOfMemory("full", null) : null);
        SelectedBackend backend = using(full, Crossings.ALWAYS);
        assertThat(product(backend, 8)).isEqualTo(9);
        assertThat(notices)
                .containsExactly("Not enough memory on Fake GPU for matrix product of this size: it is computed on the"
                        + " processor.");
        device.calls.add("from now on there is room");
        assertThat(product(backend, 8)).isEqualTo(9);
        assertThat(full.calls).as("as large as before: not tried").hasSize(1);
        assertThat(product(backend, 7)).isEqualTo(8);
        assertThat(full.calls).hasSize(2);
    }

    @Test
    void aCallersMistakeIsNotTheDevices() {
        FakeDevice device = device(_ -> null);
        SelectedBackend backend = using(device, Crossings.ALWAYS);
        assertThatThrownBy(() -> backend.add(ones(3), ones(2), ones(3))).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(notices).isEmpty();
        product(backend, 2);
        assertThat(device.calls).as("still in use").hasSize(2);
    }

    private static Training training(Backend backend) {
        GptModel model = new GptModel(GptModel.Configuration.of(11, 6, 8, 2, 2), 3);
        int[][] batch = {{1, 2, 3, 4, 5, 6}, {7, 8, 9, 10, 0, 1}};
        return new Training(model, Optimizer.Kind.ADAMW.create(), (tape, _) -> model.loss(tape, batch), backend);
    }

    private static float[] weightsAfter(Backend backend, Runnable afterTwoSteps) {
        Training training = training(backend);
        TrainingSettings settings = new TrainingSettings(1e-2, Double.POSITIVE_INFINITY);
        for (int step = 0; step < 4; step++) {
            training.step(settings);
            if (step == 1) afterTwoSteps.run();
        }
        return training.model().parameters().getFirst().value().toArray();
    }

    @Test
    void trainingGoesOnWithNothingLostWhereverItFails() {
        float[] expected = weightsAfter(HOST, () -> {});
        List<String> kernels = new ArrayList<>();
        FakeDevice whole = device(_ -> null);
        assertThat(weightsAfter(using(whole, Crossings.ALWAYS), () -> {})).isEqualTo(expected);
        kernels.addAll(whole.calls.stream().distinct().toList());
        assertThat(kernels).contains("matmul", "attention", "attentionBackward", "layerNormBackward", "crossEntropy");
        for (String failing : kernels) {
            notices.clear();
            List<Throwable> faults = List.of(
                    new DeviceException("no such kernel"),
                    new DeviceException.OutOfMemory("full", null),
                    new OutOfMemoryError("full"),
                    new UnsatisfiedLinkError("no driver"),
                    new InternalError("compiler"));
            for (Throwable fault : faults) {
                int[] left = {3}; // the third call fails, in the middle of a step
                FakeDevice device = device(kernel -> kernel.equals(failing) && --left[0] == 0 ? fault : null);
                assertThat(weightsAfter(using(device, Crossings.ALWAYS), () -> {}))
                        .as(failing + ": " + fault)
                        .isEqualTo(expected);
            }
            assertThat(notices).as(failing).hasSize(faults.size());
        }
    }

    @Test
    void trainingGoesOnWhereABlockFails() {
        Backend whole = new WholeBlocks();
        float[] expected = weightsAfter(HOST, () -> {});
        for (String failing : List.of("neither", "block", "blockBackward")) {
            notices.clear();
            int[] left = {3};
            FakeDevice device = new FakeDevice(
                    whole,
                    kernel -> kernel.equals(failing) && --left[0] == 0 ? new DeviceException("no such kernel") : null);
            assertThat(weightsAfter(using(device, Crossings.ALWAYS), () -> {}))
                    .as(failing)
                    .containsExactly(expected, within(1e-6f));
            assertThat(device.calls).contains("block", "blockBackward");
            assertThat(notices).as(failing).hasSize(failing.equals("neither") ? 0 : 1);
        }
    }

    @Test
    void trainingGoesOnWhereTheDeviceIsGivenUpInTheMiddleOfAPass() {
        float[] expected = weightsAfter(HOST, () -> {});
        SelectedBackend backend = new SelectedBackend(HOST, notice -> notices.add(notice.english()));
        int[] left = {5};
        FakeDevice device = new FakeDevice(new WholeBlocks(), kernel -> {
            if (kernel.startsWith("block") && --left[0] == 0) backend.useHost();
            return null;
        });
        backend.use(device.open(), Crossings.ALWAYS);
        assertThat(weightsAfter(backend, () -> {})).containsExactly(expected, within(1e-6f));
        assertThat(left[0]).isZero();
        assertThat(notices).as("it is no failure").isEmpty();
    }

    /** Decodes with the same model as the test does, and is lost after so many tokens. */
    private static Backend decoding(GptModel model, int[] left) {
        return new ScalarBackend() {
            @Override
            public ResidentDecoder decoder(GptWeights weights) {
                assertThat(weights.head()).isSameAs(weights.tokenEmbedding());
                Decoder decoder = model.decoder(HOST);
                return (id, position, logits) -> {
                    assertThat(position).isLessThanOrEqualTo(model.sizes().context());
                    if (left[0]-- == 0) throw new IllegalStateException("the cable is out");
                    logits.copyFrom(decoder.next(id));
                };
            }
        };
    }

    @Test
    void aTextGoesOnWhereADecoderIsLost() {
        GptModel model = new GptModel(GptModel.Configuration.of(11, 8, 8, 2, 2), 3);
        for (int lost : new int[] {0, 3, 7, 1000}) {
            notices.clear();
            Decoder expected = model.decoder(HOST);
            Decoder decoder = model.decoder(using(
                    new FakeDevice(decoding(model, new int[] {lost}), _ -> null), Crossings.ALWAYS));
            float[] first = decoder.read(5, 4).toArray();
            assertThat(first).isEqualTo(expected.read(5, 4).toArray());
            for (int i = 0; i < 6; i++) {
                float[] logits = decoder.next(i).toArray();
                float[] right = expected.next(i).toArray();
                for (int j = 0; j < right.length; j++) assertThat(logits[j]).isCloseTo(right[j], within(1e-5f));
            }
            assertThat(notices).hasSize(lost < 8 ? 1 : 0);
        }
    }

    @Test
    void aTextGoesOnWhereAnotherDeviceIsChosen() {
        GptModel model = new GptModel(GptModel.Configuration.of(11, 8, 8, 2, 2), 3);
        Decoder expected = model.decoder(HOST);
        SelectedBackend backend = using(new FakeDevice(decoding(model, new int[] {99}), _ -> null), Crossings.ALWAYS);
        Decoder decoder = model.decoder(backend);
        assertThat(decoder.next(1).toArray()).isEqualTo(expected.next(1).toArray());
        backend.useHost();
        assertThat(decoder.next(2).toArray()[3]).isCloseTo(expected.next(2).toArray()[3], within(1e-5f));
        assertThat(notices).as("it is no failure").isEmpty();
    }

    @Test
    void theChoiceCanChangeWhileATrainingRuns() {
        float[] expected = weightsAfter(HOST, () -> {});
        FakeDevice device = device(_ -> null);
        SelectedBackend backend = new SelectedBackend(HOST, notice -> notices.add(notice.english()));
        assertThat(weightsAfter(backend, () -> backend.use(device.open(), Crossings.ALWAYS)))
                .isEqualTo(expected);
        assertThat(device.calls).isNotEmpty();
        assertThat(backend.name()).isEqualTo("Fake GPU");
        backend.useHost();
        assertThat(backend.name()).isEqualTo(HOST.name());
    }
}
