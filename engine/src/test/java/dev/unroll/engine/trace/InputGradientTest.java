package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.TreeMap;

import static dev.unroll.engine.tensor.Axis.TIME;
import static dev.unroll.engine.tensor.Axis.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** What a little of another token in the input would do to a loss, and what a whole other token does. */
class InputGradientTest {
    private static final int[] IDS = {0, 3, 1, 2, 3, 0};
    private static final double STEP = 0.005;
    private final Backend backend = Backends.best();

    private static Model model(String kind, String... settings) {
        Map<String, String> sizes = new TreeMap<>(Map.of("vocabulary", "4", "hidden", "6"));
        if (kind.equals("seq2seq") || kind.equals("transformer")) sizes.put("sourceVocabulary", "4");
        if (kind.equals("gpt") || kind.equals("transformer")) sizes.put("heads", "2");
        for (String setting : settings) sizes.put(setting.split("=")[0], setting.split("=")[1]);
        Model model = Models.create(kind, sizes, 3);
        // Small start values make every gradient nearly nothing.
        for (Parameter p : model.parameters())
            for (int i = 0; i < p.value().length(); i++)
                p.value().write()[i] = p.value().at(i) * (kind.equals("transformer") ? 1 : 2);
        return model;
    }

    private Trace trace(Model model, Intervention... interventions) {
        return switch (model) {
            case LanguageModel m -> Trace.ofPrediction(m, IDS, backend, interventions);
            case TranslationModel m ->
                Trace.ofTranslation(m, new int[] {3, 1, 2}, new int[] {0, 2, 3, 1}, backend, interventions);
            default -> throw new AssertionError(model);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "rnn, layers=2, input",
        "gru, layers=1, input",
        "lstm, layers=2, input",
        "mlp, embedding=0, input",
        "mlp, embedding=3, input",
        "gpt, layers=2, input",
        "seq2seq, attention=dot, source",
        "seq2seq, attention=additive, target",
        "transformer, layers=2, source",
        "transformer, norm=pre, target"
    })
    void isTheDifferenceThatALittleOfATokenMakes(String kind, String setting, String name) {
        Model model = model(kind, setting);
        Trace trace = trace(model);
        int step = trace.value("stepLoss").length() - 1;
        trace.differentiateStepLoss(step);
        Tensor gradient = trace.gradient(name);
        Tensor given = trace.value(name);
        assertThat(gradient.shape()).isEqualTo(given.shape());
        assertThat(gradient.toArray()).usingComparatorWithPrecision(1e-2f).isNotEqualTo(new float[given.length()]);
        for (int i = 0; i < given.length(); i++) {
            double slope =
                    (loss(model, name, given, i, STEP, step) - loss(model, name, given, i, -STEP, step)) / (2 * STEP);
            assertThat((double) gradient.at(i)).as("%s %d", name, i).isCloseTo(slope, within(2e-3));
        }
    }

    private double loss(Model model, String name, Tensor given, int element, double more, int step) {
        Tensor changed = given.copy();
        changed.write()[element] += (float) more;
        return trace(model, new Intervention(name, new Change.Replace(changed)))
                .value("stepLoss")
                .at(step);
    }

    @Test
    void ofARecurrentModelIsTheWeightTimesTheGradientOfThePreactivation() {
        Trace trace = trace(model("rnn"));
        assertThat(trace.gradient("input").shape()).isEqualTo(Shape.of(TIME, 5, TOKEN, 4));
        Tensor weight = trace.value("layer.0/weight_ih");
        Tensor da = trace.gradient("layer.0/preactivation");
        for (int t = 0; t < 5; t++)
            for (int token = 0; token < 4; token++) {
                double sum = 0;
                for (int unit = 0; unit < 6; unit++) sum += weight.get(unit, token) * da.get(t, unit);
                assertThat((double) trace.gradient("input").get(t, token)).isCloseTo(sum, within(1e-6));
            }
    }

    @Test
    void trainingComputesNone() {
        Tape tape = new Tape(backend);
        tape.backward(((LanguageModel) model("rnn")).loss(tape, new int[][] {IDS}));
        assertThat(tape.nodes())
                .filteredOn(n -> "input".equals(n.name()))
                .isNotEmpty()
                .noneMatch(tape::reached);
    }

    @Test
    void otherGradientsLeaveTheChosenStepsInPlace() {
        Trace trace = trace(model("rnn"));
        trace.differentiateStepLoss(2);
        float[] chosen = trace.gradient("input").toArray();
        GradientFlow.triangle(trace, "layer.0/hiddenState");
        GradientFlow.jacobian(trace, "layer.0/hiddenState", 3, 1);
        assertThat(trace.gradient("input").toArray()).containsExactly(chosen);
        assertThat(GradientFlow.norms(trace, "input").toArray()[3]).isZero();
        assertThatThrownBy(() -> trace.differentiateStepLoss(5)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"rnn", "lstm", "mlp", "gpt"})
    void swapsAreTheChangesOfTheLossThatPassesWithOtherTokensGive(String kind) {
        LanguageModel model = (LanguageModel) model(kind);
        int step = 3;
        Swaps swaps = Swaps.of(model, IDS, step, 3, backend);
        assertThat(swaps.mean().shape()).isEqualTo(Shape.of(TIME, step + 1));
        double before = stepLoss(model, IDS, step);
        for (int t = 0; t <= step; t++) {
            double sum = 0;
            double max = 0;
            for (int other = 0; other < 4; other++) {
                if (other == IDS[t]) continue;
                int[] ids = IDS.clone();
                ids[t] = other;
                // The token after the one that is swapped stays what is to be predicted.
                double change = Math.abs(stepLoss(model, ids, step) - before);
                sum += change;
                max = Math.max(max, change);
            }
            assertThat((double) swaps.mean().at(t)).isCloseTo(sum / 3, within(1e-4));
            assertThat((double) swaps.max().at(t)).isCloseTo(max, within(1e-4));
        }
        assertThat(swaps.mean().at(step)).isGreaterThan(1e-3f);
        if (kind.equals("mlp"))
            assertThat(swaps.mean().at(0)).as("before the window").isLessThan(1e-5f);
    }

    private static double stepLoss(LanguageModel model, int[] ids, int step) {
        return Trace.ofPrediction(model, ids, new ScalarBackend())
                .value("stepLoss")
                .at(step);
    }

    @Test
    void fewerSwapsTryEachAnotherToken() {
        LanguageModel model = (LanguageModel) model("rnn");
        double all = Swaps.of(model, IDS, 4, 100, backend).max().at(4);
        double two = Swaps.of(model, IDS, 4, 2, backend).max().at(4);
        assertThat(two).isPositive().isLessThanOrEqualTo(all);
        assertThatThrownBy(() -> Swaps.of(model, IDS, 5, 2, backend)).hasMessageContaining("no step 5");
        assertThatThrownBy(() -> Swaps.of(model, IDS, 4, 0, backend)).hasMessageContaining("no other token");
    }
}
