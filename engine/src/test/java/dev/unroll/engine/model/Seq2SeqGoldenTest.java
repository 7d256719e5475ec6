package dev.unroll.engine.model;

import dev.unroll.engine.Golden;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.io.SafetensorsFile;
import dev.unroll.engine.model.Seq2SeqModel.Attention;
import dev.unroll.engine.nn.RecurrentStack.Cell;
import dev.unroll.engine.trace.Trace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Locale;
import java.util.stream.Stream;

import static dev.unroll.engine.Golden.assertClose;

/** The recurrent encoder-decoder against PyTorch, without attention, with dot and with additive attention. */
class Seq2SeqGoldenTest {
    static Stream<Arguments> cases() {
        return Backends.all().stream()
                .flatMap(backend -> Stream.of(Attention.values()).map(a -> Arguments.of(a, backend)));
    }

    private static String goldenName(String name) {
        return switch (name) {
            case "encoder/embedding/weight" -> "src_embed";
            case "decoder/embedding/weight" -> "tgt_embed";
            case "attention/query/weight" -> "attn.query.weight";
            case "attention/key/weight" -> "attn.key.weight";
            case "attention/score/weight" -> "attn.v";
            default -> name.replace("/layer.0", "").replace('/', '.');
        };
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithPyTorch(Attention attention, Backend backend) throws Exception {
        String file = attention == Attention.NONE ? "plain" : attention.name().toLowerCase(Locale.ROOT);
        SafetensorsFile golden = Golden.open("seq2seq_" + file);
        var source = golden.tensor("src_embed").shape();
        Seq2SeqModel model = new Seq2SeqModel(
                new Seq2SeqModel.Configuration(
                        Cell.LSTM,
                        attention,
                        source.size(0),
                        golden.tensor("tgt_embed").shape().size(0),
                        source.size(1),
                        golden.tensor("encoder.weight_hh").shape().size(1),
                        1),
                0);
        for (Parameter parameter : model.parameters())
            parameter.value().copyFrom(golden.tensor(goldenName(parameter.name())));
        Trace trace = Trace.ofTranslation(model, golden.ints("src"), golden.ints("tgt"), backend);

        assertClose(trace.value("encoder/layer.0/hiddenState"), golden.tensor("encoder.h"));
        assertClose(trace.value("decoder/layer.0/hiddenState"), golden.tensor("decoder.h"));
        if (attention != Attention.NONE) assertClose(trace.value("attention/weights"), golden.tensor("attention"));
        assertClose(trace.value("logits"), golden.tensor("logits"));
        assertClose(trace.value("loss"), golden.tensor("loss"));
        for (Parameter parameter : model.parameters())
            assertClose(trace.gradient(parameter.name()), golden.tensor("grad." + goldenName(parameter.name())));
    }
}
