package dev.unroll.engine.model;

import dev.unroll.engine.Golden;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.io.SafetensorsFile;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Trace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Map;
import java.util.stream.Stream;

import static dev.unroll.engine.Golden.assertClose;

/** The tanh RNN against PyTorch: activations, losses, and every gradient. */
class RnnGoldenTest {
    private static final Map<String, String> NAMES = Map.of(
            "layer.0/weight_ih", "weight_ih",
            "layer.0/weight_hh", "weight_hh",
            "layer.0/bias_ih", "bias_ih",
            "layer.0/bias_hh", "bias_hh",
            "head/weight", "head.weight",
            "head/bias", "head.bias");

    static Stream<Backend> backends() {
        return Backends.all().stream();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void agreesWithPyTorch(Backend backend) throws Exception {
        SafetensorsFile golden = Golden.open("rnn");
        Tensor recurrent = golden.tensor("weight_hh");
        int vocabularySize = golden.tensor("weight_ih").shape().size(1);
        RnnModel model = new RnnModel(vocabularySize, recurrent.shape().size(0), 1, 0);
        for (Parameter parameter : model.parameters()) {
            parameter.value().copyFrom(golden.tensor(NAMES.get(parameter.name())));
        }
        Trace trace = Trace.ofPrediction(model, golden.ints("ids"), backend);

        assertClose(trace.value("layer.0/hiddenState"), golden.tensor("h"));
        assertClose(trace.value("logits"), golden.tensor("logits"));
        assertClose(trace.value("stepLoss"), golden.tensor("loss.per_step"));
        assertClose(trace.value("loss"), golden.tensor("loss"));
        Tensor ofMeanLoss = trace.gradient("layer.0/hiddenState");
        for (var name : NAMES.entrySet()) {
            assertClose(trace.gradient(name.getKey()), golden.tensor("grad." + name.getValue()));
        }
        trace.differentiateStepLoss(trace.value("stepLoss").length() - 1);
        Tensor ofLastLoss = trace.gradient("layer.0/hiddenState");
        assertClose(ofLastLoss, golden.tensor("grad_last_loss.h"));
        assertClose(retained(ofMeanLoss, ofLastLoss, golden.tensor("grad.h")), golden.tensor("grad.h"));
    }

    /**
     * What {@code retain_grad} kept. PyTorch 1.13 adds to it in {@code autograd.grad} too, at every state that the way back goes
     * through and so at all but the first: where the last step's loss was differentiated before, the file holds the sum of both
     * gradients there. The last step, which only its own loss reaches, tells.
     */
    private static Tensor retained(Tensor ofMeanLoss, Tensor ofLastLoss, Tensor expected) {
        int last = expected.length() - 1;
        boolean summed = Math.abs(expected.at(last)) > Math.abs(ofLastLoss.at(last));
        if (!summed) return ofMeanLoss;
        Tensor sum = ofMeanLoss.copy();
        for (int i = sum.shape().columns(); i < sum.length(); i++) sum.write()[i] += ofLastLoss.at(i);
        return sum;
    }
}
