package dev.unroll.engine.model;

import dev.unroll.engine.Golden;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.io.Gpt2Checkpoint;
import dev.unroll.engine.io.Gpt2Names;
import dev.unroll.engine.io.SafetensorsFile;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Trace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;

import static dev.unroll.engine.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

/** A GPT-2 of tiny size against PyTorch: activations, loss, gradients and a greedy continuation. */
class GptGoldenTest {
    static List<Backend> backends() {
        return Backends.all();
    }

    private static GptModel model() throws Exception {
        return Gpt2Checkpoint.read(
                Golden.folder().resolve("gpt2_tiny_weights.safetensors"),
                Golden.folder().resolve("gpt2_tiny_config.json"));
    }

    private static int[][] rows(int[] ids, int count) {
        int length = ids.length / count;
        int[][] rows = new int[count][];
        for (int i = 0; i < count; i++) rows[i] = Arrays.copyOfRange(ids, i * length, (i + 1) * length);
        return rows;
    }

    /** {@code [TIME, BATCH, …]} with the batch first, as the file has it. */
    private static Tensor batchFirst(Tensor x) {
        int times = x.shape().size(0);
        int batch = x.shape().size(1);
        int each = x.length() / times / batch;
        Tensor out = Tensor.zeros(x.shape());
        for (int t = 0; t < times; t++)
            for (int b = 0; b < batch; b++)
                for (int i = 0; i < each; i++)
                    out.write()[(b * times + t) * each + i] = x.at((t * batch + b) * each + i);
        return out;
    }

    @ParameterizedTest
    @MethodSource("backends")
    void passAndGradientsAgreeWithPyTorch(Backend backend) throws Exception {
        SafetensorsFile golden = Golden.open("gpt2_tiny_run");
        GptModel model = model();
        int batch = golden.entries().get("ids").sizes().getFirst();
        int[][] ids = rows(golden.ints("ids"), batch);
        Trace trace = Trace.of(tape -> model.loss(tape, ids), backend);

        assertClose(trace.value("loss"), golden.tensor("loss"));
        assertClose(batchFirst(trace.value("logits")), golden.tensor("logits"));
        assertClose(batchFirst(trace.value("embedding")), golden.tensor("embed"));
        for (int i = 0; i < model.sizes().layers(); i++) {
            String name = "block." + i;
            assertClose(batchFirst(trace.value(name + "/mlp/residual")), golden.tensor("h." + i + ".resid_post"));
            assertClose(
                    batchFirst(trace.gradient(name + "/mlp/residual")), golden.tensor("grad.h." + i + ".resid_post"));
            assertClose(trace.value(name + "/attention/weights"), golden.tensor("h." + i + ".attn.weights"));
        }
        for (Parameter parameter : model.parameters()) {
            Tensor gradient = trace.gradient(parameter.name());
            assertClose(
                    gradient,
                    Gpt2Names.read(
                            golden, "grad.", parameter.name(), parameter.value().shape()));
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void trainingPassGivesTheSameGradients(Backend backend) throws Exception {
        SafetensorsFile golden = Golden.open("gpt2_tiny_run");
        GptModel model = model();
        int[][] ids =
                rows(golden.ints("ids"), golden.entries().get("ids").sizes().getFirst());
        Tape tape = new Tape(backend);
        tape.backward(model.loss(tape, ids));
        for (Parameter parameter : model.parameters()) {
            assertClose(
                    tape.gradient(parameter),
                    Gpt2Names.read(
                            golden, "grad.", parameter.name(), parameter.value().shape()));
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void greedyContinuationWithACacheIsPyTorchs(Backend backend) throws Exception {
        int[] expected = Golden.open("gpt2_tiny_run").ints("greedy");
        Decoder decoder = model().decoder(backend);
        int[] ids = Arrays.copyOf(expected, expected.length);
        Tensor logits = decoder.read(Arrays.copyOf(expected, 4));
        for (int i = 4; i < ids.length; i++) {
            ids[i] = argmax(logits);
            if (i + 1 < ids.length) logits = decoder.next(ids[i]);
        }
        assertThat(ids).containsExactly(expected);
    }

    private static int argmax(Tensor logits) {
        int best = 0;
        for (int i = 1; i < logits.length(); i++) if (logits.at(i) > logits.at(best)) best = i;
        return best;
    }
}
