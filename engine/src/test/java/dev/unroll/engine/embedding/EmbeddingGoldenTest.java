package dev.unroll.engine.embedding;

import dev.unroll.engine.Golden;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.io.SafetensorsFile;
import dev.unroll.engine.model.GloveModel;
import dev.unroll.engine.model.Word2VecModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Trace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static dev.unroll.engine.Golden.assertClose;

/** Skip-gram with negative sampling and GloVe against PyTorch. */
class EmbeddingGoldenTest {
    static List<Backend> backends() {
        return Backends.all();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void skipGramWithNegativeSampling(Backend backend) throws Exception {
        SafetensorsFile golden = Golden.open("skipgram_negative_sampling");
        var sizes = golden.tensor("in.weight").shape();
        int[] negatives = golden.ints("negatives");
        int[] center = golden.ints("center");
        int each = negatives.length / center.length;
        Word2VecModel model =
                new Word2VecModel(Word2VecModel.Architecture.SKIPGRAM, sizes.size(0), sizes.size(1), each, 0);
        Map<String, String> names = Map.of("input/weight", "in.weight", "output/weight", "out.weight");
        for (Parameter p : model.parameters()) p.value().copyFrom(golden.tensor(names.get(p.name())));
        ContextWindows.Batch batch = new ContextWindows.Batch(
                Arrays.stream(center).mapToObj(id -> new int[] {id}).toArray(int[][]::new),
                golden.ints("context"),
                IntStream.range(0, center.length)
                        .mapToObj(i -> Arrays.copyOfRange(negatives, i * each, (i + 1) * each))
                        .toArray(int[][]::new));
        Trace trace = Trace.of(tape -> model.loss(tape, batch), backend);
        assertClose(trace.value("loss"), golden.tensor("loss"));
        for (Parameter p : model.parameters())
            assertClose(trace.gradient(p.name()), golden.tensor("grad." + names.get(p.name())));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void glove(Backend backend) throws Exception {
        SafetensorsFile golden = Golden.open("glove");
        var sizes = golden.tensor("w").shape();
        GloveModel model = new GloveModel(sizes.size(0), sizes.size(1), 0);
        Map<String, String> names = Map.of(
                "word/weight",
                "w",
                "context/weight",
                "w_context",
                "wordBias/weight",
                "b",
                "contextBias/weight",
                "b_context");
        for (Parameter p : model.parameters()) p.value().copyFrom(golden.tensor(names.get(p.name())));
        Tensor x = golden.tensor("cooccurrence");
        int[] together = IntStream.range(0, x.length()).filter(i -> x.at(i) > 0).toArray();
        float[] counts = new float[together.length];
        for (int i = 0; i < counts.length; i++) counts[i] = x.at(together[i]);
        Cooccurrences pairs = new Cooccurrences(
                Arrays.stream(together).map(i -> i / sizes.size(0)).toArray(),
                Arrays.stream(together).map(i -> i % sizes.size(0)).toArray(),
                counts);
        Trace trace = Trace.of(tape -> model.loss(tape, pairs), backend);
        assertClose(trace.value("loss"), golden.tensor("loss"));
        for (Parameter p : model.parameters())
            assertClose(trace.gradient(p.name()), golden.tensor("grad." + names.get(p.name())));
    }
}
