package dev.unroll.app.compare;

import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.NGramModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.MemoryTask;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.TrainingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SideFlowTest {
    private static final TrainingSettings SETTINGS = new TrainingSettings(.002, 1);

    private static Contest text(int length) throws TextException {
        return Contest.ofText(Corpus.of("the keys to the old cabinet in the hut by the sea are here"), length);
    }

    private static LanguageModel model(String kind, Contest contest, EqualSizes sizes) {
        return (LanguageModel) contest.recipe(kind, sizes, SETTINGS, 1)
                .start(contest.data(), new ScalarBackend())
                .model();
    }

    @ParameterizedTest
    @CsvSource({"rnn, 5800", "gru, 5800", "lstm, 5800", "gpt, 5800", "rnn, 40000", "gpt, 40000", "lstm, 40000"})
    void modelsOfAllKindsHaveAboutAsManyParameters(String kind, int wanted) throws TextException {
        Contest contest = text(50);
        long count = EqualSizes.count(model(kind, contest, new EqualSizes(wanted, kind.equals("gpt") ? 2 : 1, 3)));
        assertThat((double) count).isCloseTo(wanted, within(.03 * wanted));
    }

    @Test
    void aModelThatCannotBeSoSmallIsAsSmallAsItCanBe() {
        Dataset data = new Dataset.Task(MemoryTask.of("recall", 5));
        assertThat(new EqualSizes(1, 1, 0).of("rnn", 7, data)).containsEntry("hidden", "1");
        assertThat(new EqualSizes(1, 1, 0).of("gpt", 7, data))
                .containsEntry("hidden", "2")
                .containsEntry("inner", "1");
    }

    @ParameterizedTest
    @CsvSource({"rnn, 12, true", "lstm, 12, true", "gpt, 1, false"})
    void theLossOfOneStepReachesWhatWasReadUpToThere(String kind, int factors, boolean hops) throws TextException {
        Contest contest = text(20);
        SideFlow flow = SideFlow.of(
                model(kind, contest, new EqualSizes(800, 1, 3)),
                contest,
                12,
                false,
                SideFlow.By.INPUT,
                0,
                2,
                new ScalarBackend());
        for (int t = 0; t < 20; t++)
            assertThat(flow.sizes().at(t) > 0).as("t = %d", t).isEqualTo(t <= 12);
        assertThat(flow.factors(0)).isEqualTo(factors);
        assertThat(flow.factors(12)).isZero();
        assertThat(flow.factors(15)).isZero();
        assertThat(flow.leaps()).isEqualTo(!hops);
        assertThat(flow.swaps()).isNotNull().extracting(Tensor::length).isEqualTo(13);
    }

    /** What the gradient says of a small change, a small change says too. */
    @Test
    void theGradientIsThatOfTheOneLoss() throws TextException {
        Contest contest = text(6);
        LanguageModel model = model("rnn", contest, new EqualSizes(400, 1, 0));
        SideFlow flow = SideFlow.of(model, contest, 4, false, SideFlow.By.HIDDEN, 0, 0, new ScalarBackend());
        flow.trace().differentiateStepLoss(4);
        double squares = 0;
        for (float g : flow.trace().gradient("layer.0/hiddenState").slice(1).toArray()) squares += g * g;
        assertThat((double) flow.sizes().at(1)).isCloseTo(Math.sqrt(squares), within(1e-9));
        assertThat(flow.name()).isEqualTo("layer.0/hiddenState");
        assertThat(flow.swaps()).isNull();
    }

    /** With the mean of all losses each step has one close by, and nothing seems to vanish. */
    @Test
    void theMeanOfAllLossesHidesTheVanishing() throws TextException {
        Contest contest = text(30);
        LanguageModel model = model("rnn", contest, new EqualSizes(400, 1, 0));
        Tensor one = SideFlow.of(model, contest, 29, false, SideFlow.By.HIDDEN, 0, 0, new ScalarBackend())
                .sizes();
        Tensor mean = SideFlow.of(model, contest, 29, true, SideFlow.By.HIDDEN, 0, 2, new ScalarBackend())
                .sizes();
        assertThat(one.at(0)).isLessThan(1e-3f * one.at(29));
        assertThat(mean.at(0)).isGreaterThan(.1f * mean.at(29));
    }

    /** A window of three tokens has a gradient at three, and a model that counts has none. */
    @Test
    void aWindowReachesNoFurtherThanItIsLong() throws TextException {
        Contest contest = text(20);
        LanguageModel model = model("mlp", contest, new EqualSizes(800, 1, 0));
        SideFlow flow = SideFlow.of(model, contest, 12, false, SideFlow.By.HIDDEN, 0, 2, new ScalarBackend());
        for (int t = 0; t < 20; t++)
            assertThat(flow.sizes().at(t) > 0).as("t = %d", t).isEqualTo(t >= 10 && t <= 12);
        assertThat(flow.swaps().at(5)).as("swapping says so too").isZero();
        assertThat(flow.swaps().at(11)).isPositive();
        NGramModel counted = NGramModel.count(contest.read(), model.vocabularySize(), 3, .001f);
        SideFlow none = SideFlow.of(counted, contest, 12, false, SideFlow.By.INPUT, 0, 2, new ScalarBackend());
        assertThat(none.flows()).isFalse();
        assertThat(none.sizes().toArray()).containsOnly(0);
        assertThat(none.weightNorms()).isEmpty();
        assertThat(none.swaps().at(12)).isPositive();
    }

    @Test
    void gIsTheFirstAgainstTheMedianOfThoseBetween() throws TextException {
        Contest contest = text(6);
        LanguageModel model = model("lstm", contest, new EqualSizes(400, 1, 3));
        SideFlow flow = SideFlow.of(model, contest, 4, false, SideFlow.By.MEMORY, 0, 0, new ScalarBackend());
        double a = flow.sizes().at(1);
        double b = flow.sizes().at(2);
        double c = flow.sizes().at(3);
        double median = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
        assertThat(flow.name()).isEqualTo("layer.0/cellState");
        assertThat(flow.g()).isCloseTo(flow.sizes().at(0) / median, within(1e-6));
        assertThat(SideFlow.of(model, contest, 1, false, SideFlow.By.MEMORY, 0, 0, new ScalarBackend())
                        .g())
                .isNaN();
    }

    @Test
    void aTaskAsksAtItsLastStepOnly() {
        Contest contest = Contest.ofTask(MemoryTask.of("recall", 5), 1);
        assertThat(contest.lossAt(2)).isEqualTo(6);
        int[] ids = contest.readTo(6);
        assertThat(ids).hasSize(8);
        assertThat(ids[7]).isEqualTo(ids[0]);
    }
}
