package dev.unroll.engine.model;

import dev.unroll.engine.Golden;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.io.SafetensorsFile;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Trace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import static dev.unroll.engine.Golden.assertClose;

/** The recurrent models against PyTorch: activations, gates, losses, and every gradient. */
class RecurrentGoldenTest {
    private static final Map<String, String> NAMES = Map.of(
            "layer.0/weight_ih", "weight_ih",
            "layer.0/weight_hh", "weight_hh",
            "layer.0/bias_ih", "bias_ih",
            "layer.0/bias_hh", "bias_hh",
            "head/weight", "head.weight",
            "head/bias", "head.bias");

    /** The activations of each file, by the names that they have here. */
    private static final Map<RecurrentStack.Cell, Map<String, String>> ACTIVATIONS = Map.of(
            RecurrentStack.Cell.RNN,
            Map.of("h", "hiddenState"),
            RecurrentStack.Cell.GRU,
            Map.of("r", "resetGate", "z", "updateGate", "n", "candidate", "h", "hiddenState"),
            RecurrentStack.Cell.LSTM,
            Map.of(
                    "i",
                    "inputGate",
                    "f",
                    "forgetGate",
                    "g",
                    "cellCandidate",
                    "o",
                    "outputGate",
                    "c",
                    "cellState",
                    "h",
                    "hiddenState"));

    static Stream<Arguments> cases() {
        return Backends.all().stream()
                .flatMap(backend -> Stream.of(RecurrentStack.Cell.values()).map(cell -> Arguments.of(cell, backend)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithPyTorch(RecurrentStack.Cell cell, Backend backend) throws Exception {
        SafetensorsFile golden = Golden.open(cell.name().toLowerCase(Locale.ROOT));
        int vocabularySize = golden.tensor("weight_ih").shape().size(1);
        int hiddenSize = golden.tensor("weight_hh").shape().size(1);
        RnnModel model = new RnnModel(cell, vocabularySize, hiddenSize, 1, 0);
        for (Parameter parameter : model.parameters()) {
            parameter.value().copyFrom(golden.tensor(NAMES.get(parameter.name())));
        }
        Trace trace = Trace.ofPrediction(model, golden.ints("ids"), backend);

        assertClose(trace.value("logits"), golden.tensor("logits"));
        assertClose(trace.value("stepLoss"), golden.tensor("loss.per_step"));
        assertClose(trace.value("loss"), golden.tensor("loss"));
        for (var name : NAMES.entrySet()) {
            assertClose(trace.gradient(name.getKey()), golden.tensor("grad." + name.getValue()));
        }
        Map<String, Tensor> ofMeanLoss = new HashMap<>();
        ACTIVATIONS.get(cell).forEach((key, name) -> ofMeanLoss.put(key, trace.gradient("layer.0/" + name)));
        trace.differentiateStepLoss(trace.value("stepLoss").length() - 1);
        assertClose(trace.gradient("layer.0/hiddenState"), golden.tensor("grad_last_loss.h"));
        boolean summed = summed(golden.tensor("grad.h"), golden.tensor("grad_last_loss.h"));
        for (var name : ACTIVATIONS.get(cell).entrySet()) {
            String key = name.getKey();
            assertClose(trace.value("layer.0/" + name.getValue()), golden.tensor(key));
            Tensor ofLastLoss = trace.gradient("layer.0/" + name.getValue());
            assertClose(
                    summed ? allButFirstSummed(ofMeanLoss.get(key), ofLastLoss) : ofMeanLoss.get(key),
                    golden.tensor("grad." + key));
        }
    }

    /**
     * Whether the file's gradients are those of the mean loss and of the last step's loss together. PyTorch 1.13 adds to what {@code
     * retain_grad} keeps in {@code autograd.grad} too, at every activation that the way back goes through and so at all steps but
     * the first. The last step, which only its own loss reaches, tells.
     */
    private static boolean summed(Tensor retained, Tensor ofLastLoss) {
        int last = retained.length() - 1;
        return Math.abs(retained.at(last)) > Math.abs(ofLastLoss.at(last));
    }

    private static Tensor allButFirstSummed(Tensor ofMeanLoss, Tensor ofLastLoss) {
        Tensor sum = ofMeanLoss.copy();
        for (int i = sum.shape().columns(); i < sum.length(); i++) sum.write()[i] += ofLastLoss.at(i);
        return sum;
    }
}
