package dev.unroll.engine.autodiff;

import dev.unroll.engine.Golden;
import dev.unroll.engine.backend.AttentionMask;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.io.SafetensorsFile;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import static dev.unroll.engine.Golden.assertClose;

/** Multi-head attention against PyTorch, as one operation and in its parts. */
class AttentionGoldenTest {
    static Stream<Arguments> cases() {
        return Backends.all().stream()
                .flatMap(backend -> Stream.of(true, false)
                        .flatMap(causal -> Stream.of(true, false).map(parts -> Arguments.of(causal, parts, backend))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithPyTorch(boolean causal, boolean parts, Backend backend) throws Exception {
        SafetensorsFile golden = Golden.open(causal ? "attention_causal" : "attention_cross");
        AttentionMask mask = causal ? AttentionMask.CAUSAL : AttentionMask.ofKeyLengths(golden.ints("key_lengths"));
        Map<String, Node> named = new HashMap<>();
        Tape tape = parts
                ? new Tape(backend, (name, node) -> {
                    named.put(name, node);
                    return node;
                })
                : new Tape(backend);
        Node q = tape.input(golden.tensor("q", Axis.BATCH, Axis.HEAD, Axis.TIME, Axis.UNIT));
        Node k = tape.input(golden.tensor("k", Axis.BATCH, Axis.HEAD, Axis.KEY, Axis.UNIT));
        Node v = tape.input(golden.tensor("v", Axis.BATCH, Axis.HEAD, Axis.KEY, Axis.UNIT));
        float scale = (float) (1 / Math.sqrt(q.shape().columns()));
        Node out = q.attention(k, v, mask, scale, "a");
        Node loss = out.times(tape.constant(golden.tensor("w"))).sum();
        tape.backward(loss);

        assertClose(out.value(), golden.tensor("out"));
        assertClose(loss.value(), golden.tensor("loss"));
        assertClose(q.gradient(), golden.tensor("grad.q"));
        assertClose(k.gradient(), golden.tensor("grad.k"));
        assertClose(v.gradient(), golden.tensor("grad.v"));
        if (!parts) return;
        Node weights = named.get("a/weights");
        Tensor expected = golden.tensor("weights");
        assertClose(weights.value(), expected);
        // PyTorch gives a gradient to masked weights too, which no computation here depends on.
        Tensor gradient = golden.tensor("grad.weights");
        Tensor own = weights.gradient().copy();
        for (int i = 0; i < own.length(); i++) {
            if (expected.at(i) != 0) continue;
            own.write()[i] = 0;
            gradient.write()[i] = 0;
        }
        assertClose(own, gradient);
    }
}
