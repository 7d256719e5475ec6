package dev.unroll.engine.model;

import dev.unroll.engine.Golden;
import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.AttentionMask;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.io.SafetensorsFile;
import dev.unroll.engine.nn.TransformerBlock.NormOrder;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

import static dev.unroll.engine.Golden.assertClose;

/** The encoder-decoder transformer against {@code torch.nn.Transformer}. */
class TransformerGoldenTest {
    static Stream<Arguments> cases() {
        return Backends.all().stream()
                .flatMap(backend -> Stream.of(true, false).map(observed -> Arguments.of(observed, backend)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithPyTorch(boolean observed, Backend backend) throws Exception {
        SafetensorsFile golden = Golden.open("transformer_encdec");
        Tensor source = golden.tensor("src", Axis.BATCH, Axis.TIME, Axis.UNIT);
        Tensor target = golden.tensor("tgt", Axis.BATCH, Axis.TARGET, Axis.UNIT);
        int units = source.shape().columns();
        TransformerModel model = new TransformerModel(
                new TransformerModel.Configuration(
                        1,
                        1,
                        1,
                        units,
                        Integer.parseInt(golden.metadata().get("layers")),
                        Integer.parseInt(golden.metadata().get("heads")),
                        Integer.parseInt(golden.metadata().get("ff")),
                        NormOrder.POST,
                        TransformerModel.Positions.SINUSOIDAL,
                        0,
                        0),
                0);
        List<Parameter> parameters = model.parameters().stream()
                .filter(p -> !p.name().contains("embedding") && !p.name().startsWith("head"))
                .toList();
        for (Parameter parameter : parameters) {
            Tensor value = parameter.value();
            value.copyFrom(part(golden, "", parameter));
        }
        Tape tape = observed ? new Tape(backend, (name, node) -> node) : new Tape(backend);
        Node src = tape.input(source);
        Node tgt = tape.input(target);
        Node memory = model.encode(src.batchSecond(), AttentionMask.NONE);
        Node out = model.decode(tgt.batchSecond(), memory, AttentionMask.NONE, null)
                .batchFirst();
        Node loss = out.times(tape.constant(golden.tensor("w"))).sum();
        tape.backward(loss);

        assertClose(memory.batchFirst().value(), golden.tensor("memory"));
        assertClose(out.value(), golden.tensor("out"));
        assertClose(loss.value(), golden.tensor("loss"));
        assertClose(src.gradient(), golden.tensor("grad.src"));
        assertClose(tgt.gradient(), golden.tensor("grad.tgt"));
        for (Parameter parameter : parameters) assertClose(tape.gradient(parameter), part(golden, "grad.", parameter));
    }

    /** PyTorch keeps the weights of query, key and value of an attention to another sequence in one tensor. */
    private static Tensor part(SafetensorsFile golden, String prefix, Parameter parameter) throws Exception {
        String name = parameter.name();
        Tensor whole = golden.tensor(prefix + goldenName(name));
        int length = parameter.value().length();
        if (whole.length() == length) return whole;
        int from = name.contains("/query/") ? 0 : whole.length() - length;
        return new Tensor(parameter.value().shape(), whole.storage(), from);
    }

    private static String goldenName(String name) {
        if (name.startsWith("encoderNorm/")) return name.replace("encoderNorm/", "encoder.norm.");
        if (name.startsWith("finalNorm/")) return name.replace("finalNorm/", "decoder.norm.");
        return name.replaceFirst("coder\\.(\\d+)/", "coder.layers.$1.")
                .replaceFirst("crossAttention/(query|keyValue)/", "multihead_attn.in_proj_")
                .replace("crossAttention/projection/", "multihead_attn.out_proj.")
                .replace("attention/queryKeyValue/", "self_attn.in_proj_")
                .replace("attention/projection/", "self_attn.out_proj.")
                .replace("mlp/up/", "linear1.")
                .replace("mlp/down/", "linear2.")
                .replace('/', '.');
    }
}
