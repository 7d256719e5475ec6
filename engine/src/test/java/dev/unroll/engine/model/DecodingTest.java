package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Pairs;
import dev.unroll.engine.trace.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Reading token by token, with a state or a cache, gives what reading all at once gives. */
class DecodingTest {
    private static final Backend BACKEND = Backends.best();
    private static final int[] IDS = {0, 3, 1, 2, 3};

    static Stream<ModelCases> languageModels() {
        return Stream.concat(
                ModelCases.all().filter(c -> c.model() instanceof LanguageModel),
                Stream.of(new ModelCases("ngram", NGramModel.count(new int[] {0, 3, 1, 2, 3, 3, 1, 0}, 4, 3, 0.5f))));
    }

    static Stream<ModelCases> translationModels() {
        return ModelCases.all().filter(c -> c.model() instanceof TranslationModel);
    }

    private static void assertRow(Tensor actual, Tensor all, int row) {
        for (int i = 0; i < actual.length(); i++)
            assertThat(actual.at(i)).isCloseTo(all.slice(row).at(i), within(1e-4f));
    }

    @ParameterizedTest
    @MethodSource("languageModels")
    void languageModelsReadTokenByToken(ModelCases c) {
        LanguageModel model = (LanguageModel) c.model();
        Tensor all = Trace.ofReading(model, IDS, BACKEND).value("logits");
        Decoder decoder = model.decoder(BACKEND);
        for (int t = 0; t < IDS.length; t++) assertRow(decoder.next(IDS[t]), all, t);
        assertRow(model.decoder(BACKEND).read(IDS), all, IDS.length - 1);
    }

    @ParameterizedTest
    @MethodSource("translationModels")
    void translationModelsWriteTokenByToken(ModelCases c) {
        TranslationModel model = (TranslationModel) c.model();
        int[] source = {4, 1, 0};
        int[] target = {0, 2, 3, 1};
        Tensor all = Trace.ofTranslation(model, source, target, BACKEND).value("logits");
        Decoder decoder = model.decoder(new Tape(BACKEND), source);
        for (int t = 0; t < target.length - 1; t++) assertRow(decoder.next(target[t]), all, t);
    }

    @ParameterizedTest
    @MethodSource("translationModels")
    void whatFillsUpABatchChangesNothing(ModelCases c) {
        TranslationModel model = (TranslationModel) c.model();
        int[][] sources = {{4, 1}, {2, 3, 0, 1}};
        int[][] targets = {{0, 2, 1}, {0, 3, 3, 2, 1}};
        Tensor together =
                model.logits(new Tape(BACKEND), Pairs.of(sources, targets, 0)).value();
        for (int b = 0; b < 2; b++) {
            Tensor alone = model.logits(new Tape(BACKEND), Pairs.of(sources[b], targets[b]))
                    .value();
            for (int t = 0; t < targets[b].length - 1; t++)
                for (int i = 0; i < 4; i++)
                    assertThat(together.get(t, b, i)).isCloseTo(alone.get(t, 0, i), within(1e-4f));
        }
    }

    @Test
    void aLongTextOutgrowsWhatTheCacheBeganWith() {
        GptModel model = new GptModel(GptModel.Configuration.of(4, 200, 8, 2, 2), 1);
        int[] ids = new SplittableRandom(3).ints(200, 0, 4).toArray();
        Tensor all = Trace.ofReading(model, ids, BACKEND).value("logits");
        Decoder decoder = model.decoder(BACKEND);
        assertRow(decoder.read(Arrays.copyOf(ids, 30)), all, 29);
        for (int t = 30; t < 100; t++) assertRow(decoder.next(ids[t]), all, t);
        assertRow(decoder.read(Arrays.copyOfRange(ids, 100, 199)), all, 198);
        assertRow(decoder.next(ids[199]), all, 199);
    }

    @Test
    void gptGoesOnPastItsContext() {
        GptModel model = new GptModel(GptModel.Configuration.of(4, 6, 8, 1, 2), 1);
        Decoder decoder = model.decoder(BACKEND);
        for (int i = 0; i < 40; i++) assertThat(decoder.next(i % 4).toArray()).doesNotContain(Float.NaN);
        // What came before the last tokens that it can see is forgotten, and nothing of these is.
        Decoder other = model.decoder(BACKEND);
        for (int i = 0; i < 40; i++) other.next(i < 20 ? 3 : i % 4);
        assertThat(other.next(2).toArray()).containsExactly(decoder.next(2).toArray());
        int[] last = {3, 0, 1, 2, 3, 2};
        assertRow(decoder.read(last), Trace.ofReading(model, last, BACKEND).value("logits"), 5);
        int[] later = {0, 1, 2, 3, 2, 1};
        assertRow(decoder.next(1), Trace.ofReading(model, later, BACKEND).value("logits"), 5);
        assertThatThrownBy(() -> model.logits(new Tape(BACKEND), new int[][] {new int[7]}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 6");
    }

    @Test
    void promptLongerThanTheContextIsReadFromItsEnd() {
        GptModel model = new GptModel(GptModel.Configuration.of(4, 6, 8, 1, 2), 1);
        int[] prompt = {0, 1, 2, 3, 0, 1, 2, 3, 2, 1};
        Tensor end = model.decoder(BACKEND).read(Arrays.copyOfRange(prompt, 4, 10));
        assertThat(model.decoder(BACKEND).read(prompt).toArray()).containsExactly(end.toArray());
        assertRow(
                end,
                Trace.ofReading(model, Arrays.copyOfRange(prompt, 4, 10), BACKEND)
                        .value("logits"),
                5);
    }

    @Test
    void dropoutDropsInTrainingAlone() {
        GptModel model = new GptModel(new GptModel.Configuration(4, 6, 8, 2, 2, 16, 0.5f, true), 1);
        int[][] text = {{0, 1, 2, 3}};
        float still = model.loss(new Tape(BACKEND), text).value().item();
        assertThat(model.loss(new Tape(BACKEND), text).value().item()).isEqualTo(still);
        float[] losses = new float[3];
        for (int i = 0; i < 3; i++) {
            Tape tape = new Tape(BACKEND);
            tape.train(i / 2); // 0, 0, 1
            losses[i] = model.loss(tape, text).value().item();
        }
        assertThat(losses[0]).isEqualTo(losses[1]).isNotEqualTo(losses[2]).isNotEqualTo(still);
    }

    @Test
    void truncationCutsTheGradientAndNotTheState() {
        RnnModel whole = new RnnModel(RecurrentStack.Cell.RNN, 4, 5, 1, 0, 2);
        RnnModel cut = new RnnModel(RecurrentStack.Cell.RNN, 4, 5, 1, 2, 2);
        Trace a = Trace.ofPrediction(whole, IDS, BACKEND);
        Trace b = Trace.ofPrediction(cut, IDS, BACKEND);
        assertThat(b.value("logits").toArray())
                .containsExactly(a.value("logits").toArray());
        a.differentiateStepLoss(3);
        b.differentiateStepLoss(3);
        assertThat(b.gradient("layer.0/hiddenState").slice(1).toArray()).containsOnly(0f);
        assertThat(a.gradient("layer.0/hiddenState").slice(1).toArray()).doesNotContain(0f);
        assertThat(b.gradient("layer.0/hiddenState").slice(2).toArray())
                .containsExactly(a.gradient("layer.0/hiddenState").slice(2).toArray());
    }

    @Test
    void nGramsAreCountsWithSmoothing() {
        int[] text = {0, 1, 0, 1, 0, 2};
        NGramModel bigram = NGramModel.count(text, 3, 2, 1);
        Tensor p = Trace.ofReading(bigram, new int[] {0, 2}, BACKEND).value("probabilities");
        assertThat(p.get(0, 1)).isCloseTo((2 + 1) / (3 + 3f), within(1e-6f)); // 0 was followed by 1, 1, 2
        assertThat(p.get(0, 2)).isCloseTo((1 + 1) / (3 + 3f), within(1e-6f));
        assertThat(p.get(1, 0)).isCloseTo(1 / 3f, within(1e-6f)); // nothing followed 2
    }
}
