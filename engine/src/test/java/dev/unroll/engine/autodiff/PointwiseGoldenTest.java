package dev.unroll.engine.autodiff;

import dev.unroll.engine.Golden;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.io.SafetensorsFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Stream;

import static dev.unroll.engine.Golden.assertClose;

/** Layer norm, GELU and cross-entropy against PyTorch. */
class PointwiseGoldenTest {
    static Stream<Backend> backends() {
        return Backends.all().stream();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void agreesWithPyTorch(Backend backend) throws Exception {
        SafetensorsFile golden = Golden.open("pointwise");
        Tape tape = new Tape(backend);
        Node x = tape.input(golden.tensor("x"));
        Node weight = tape.input(golden.tensor("ln.weight"));
        Node bias = tape.input(golden.tensor("ln.bias"));
        Node y = tape.input(golden.tensor("y"));
        float epsilon = Float.parseFloat(golden.metadata().get("eps"));
        Node layerNorm = x.layerNorm(weight, bias, epsilon);
        Node gelu = y.gelu();
        Node crossEntropy = layerNorm
                .scale(3)
                .plus(gelu)
                .crossEntropy(golden.ints("target"), 0)
                .mean();
        Node loss = crossEntropy.plus(
                layerNorm.times(tape.constant(golden.tensor("w"))).sum().scale(0.01f));
        tape.backward(loss);

        assertClose(layerNorm.value(), golden.tensor("layer_norm"));
        assertClose(gelu.value(), golden.tensor("gelu_tanh"));
        assertClose(loss.value(), golden.tensor("loss"));
        assertClose(x.gradient(), golden.tensor("grad.x"));
        assertClose(weight.gradient(), golden.tensor("grad.ln.weight"));
        assertClose(bias.gradient(), golden.tensor("grad.ln.bias"));
        assertClose(y.gradient(), golden.tensor("grad.y"));
    }
}
