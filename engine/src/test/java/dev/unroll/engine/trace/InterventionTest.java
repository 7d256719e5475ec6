package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.model.Seq2SeqModel;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class InterventionTest {
    private static final Backend BACKEND = Backends.best();
    private static final int[] IDS = {0, 3, 1, 2, 3};
    private static final String FORGET = "layer.0/forgetGate";
    private static final String HEAD = "block.0/attention/headOutput";
    private final RnnModel lstm = new RnnModel(RecurrentStack.Cell.LSTM, 4, 5, 1, 1);
    private final GptModel gpt = new GptModel(GptModel.Configuration.of(4, 8, 8, 2, 2), 1);

    private Trace lstm(String... interventions) {
        Intervention[] parsed =
                Stream.of(interventions).map(Intervention::parse).toArray(Intervention[]::new);
        return Trace.ofPrediction(lstm, IDS, BACKEND, parsed);
    }

    @Test
    void gateIsSetAtOneStepAndWhatFollowsChanges() {
        Trace before = lstm();
        Trace after = lstm(FORGET + "[t=2] = 0");
        assertThat(after.value(FORGET).slice(2).toArray()).containsOnly(0f);
        assertThat(after.value(FORGET).slice(1).toArray())
                .isEqualTo(before.value(FORGET).slice(1).toArray());
        Tensor input = after.value("layer.0/inputGate");
        Tensor candidate = after.value("layer.0/cellCandidate");
        for (int unit = 0; unit < 5; unit++) { // with the gate shut, c = i · g
            assertThat(after.value("layer.0/cellState").get(2, unit))
                    .isCloseTo(input.get(2, unit) * candidate.get(2, unit), within(1e-6f));
        }
        assertThat(after.value("logits").slice(1).toArray())
                .isEqualTo(before.value("logits").slice(1).toArray());
        assertThat(after.value("logits").slice(2).toArray())
                .isNotEqualTo(before.value("logits").slice(2).toArray());
        after.differentiateStepLoss(3);
        assertThat(after.gradient("layer.0/cellState").slice(1).toArray())
                .as("nothing goes back through a shut gate but through h")
                .isNotEqualTo(before.gradient("layer.0/cellState").slice(1).toArray());
    }

    @Test
    void explanationTellsTheChangedNumber() {
        Trace after = lstm("layer.0/hiddenState[t=1, unit=3] *= 2");
        Explanation explanation = after.explain("layer.0/hiddenState", Quantity.VALUE, 1, 3);
        assertThat(explanation.expression().value()).isCloseTo(explanation.value(), within(1e-6));
        assertThat(explanation.value())
                .isCloseTo(2 * lstm().value("layer.0/hiddenState").get(1, 3), within(1e-6));
    }

    @Test
    void numbersAreKeptInsideBounds() {
        for (float x : lstm("layer.0/cellState in -0.1..0.1")
                .value("layer.0/cellState")
                .toArray()) assertThat(x).isBetween(-0.1f, 0.1f);
    }

    @Test
    void headIsDroppedAndOthersStay() {
        Trace before = Trace.ofPrediction(gpt, IDS, BACKEND);
        Trace after = Trace.ofPrediction(gpt, IDS, BACKEND, Intervention.zero(HEAD, Map.of(Axis.HEAD, 1)));
        assertThat(after.value(HEAD).slice(1).toArray()).containsOnly(0f);
        assertThat(after.value(HEAD).slice(0).toArray())
                .isEqualTo(before.value(HEAD).slice(0).toArray());
        assertThat(after.value("loss").item()).isNotEqualTo(before.value("loss").item());
    }

    @Test
    void activationsOfAnotherRunTakeTheirPlace() {
        Trace other = Trace.ofPrediction(gpt, new int[] {1, 1, 2, 0, 3}, BACKEND);
        String residual = "block.1/mlp/residual";
        Trace patched = Trace.ofPrediction(
                gpt, IDS, BACKEND, new Intervention(residual, new Change.Replace(other.value(residual))));
        assertThat(patched.value("logits").toArray())
                .isEqualTo(other.value("logits").toArray());
        Trace states = lstm();
        RnnModel second = new RnnModel(RecurrentStack.Cell.LSTM, 4, 5, 1, 2);
        Trace stepwise = Trace.ofPrediction(
                second,
                IDS,
                BACKEND,
                new Intervention(
                        "layer.0/hiddenState",
                        Map.of(Axis.TIME, 3),
                        new Change.Replace(states.value("layer.0/hiddenState"))));
        assertThat(stepwise.value("layer.0/hiddenState").slice(3).toArray())
                .isEqualTo(states.value("layer.0/hiddenState").slice(3).toArray());
    }

    @Test
    void weightsAndTokensCanBeChangedToo() {
        Trace before = lstm();
        Trace deaf = lstm("layer.0/weight_hh = 0", "layer.0/bias_hh = 0");
        assertThat(deaf.value("layer.0/inputGate").slice(0).toArray())
                .isNotEqualTo(before.value("layer.0/inputGate").slice(0).toArray());
        assertThat(lstm.parameters().get(1).value().toArray())
                .as("the model itself stays")
                .doesNotContain(0f);
        Trace replaced = lstm("input[t=1,token=3] = 0", "input[t=1,token=2] = 1");
        Trace expected = Trace.ofPrediction(lstm, new int[] {0, 2, 1, 2, 3}, BACKEND);
        for (int i = 0; i < 4; i++)
            assertThat(replaced.value("logits").slice(3).at(i))
                    .isCloseTo(expected.value("logits").slice(3).at(i), within(1e-5f));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "x = y",
                "x[t] = 1",
                "x[t=one] = 1",
                "x[color=1] = 1",
                "x in 1",
                "x in 2..1",
                "x[t=1,t=2] = 1",
                "x[unit=1, unit=1] = 1",
                "x[] = 1",
                "x[t=1,] = 1",
                "x[t=99999999999] = 1",
                "[t=1] = 3"
            })
    void whatCannotBeReadIsRefusedInOneSentence(String text) {
        assertThatThrownBy(() -> Intervention.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .endsWith(".")
                .doesNotContainPattern("\\R");
    }

    @Test
    void whatDoesNotExistIsRefusedInOneSentence() {
        assertThatThrownBy(() -> lstm("layer.7/forgetGate = 0")).hasMessageContaining("layer.7/forgetGate");
        assertThatThrownBy(() -> lstm(FORGET + "[unit=5] = 0")).hasMessageContaining("unit=5");
        assertThatThrownBy(() -> lstm(FORGET + "[head=0] = 0")).hasMessageContaining("head=0");
        for (String place : new String[] {"t=4", "t=99", "t=-1", "t=-1, unit=0", "t=2147483647"})
            assertThatThrownBy(() -> lstm(FORGET + "[" + place + "] = 0"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "There is no place %s in ‘%s’, which has the axes [TIME 4, UNIT 5].",
                            place.split(",")[0], FORGET);
        assertThatThrownBy(() -> gpt("embedding[t=4] = 0")).hasMessageContaining("There is no place t=4");
        assertThatThrownBy(() -> gpt("embedding[t=-1] *= 2")).hasMessageContaining("There is no place t=-1");
    }

    private void gpt(String intervention) {
        Trace.ofPrediction(gpt, IDS, BACKEND, Intervention.parse(intervention));
    }

    /** Of a translator the encoder's steps are counted apart from the decoder's. */
    @Test
    void stepsOfATranslationAreThoseOfItsOwnSide() {
        Seq2SeqModel model = new Seq2SeqModel(
                new Seq2SeqModel.Configuration(RecurrentStack.Cell.LSTM, Seq2SeqModel.Attention.DOT, 5, 4, 4, 4, 1), 1);
        for (String wrong : new String[] {
            "encoder/layer.0/hiddenState[t=3] = 0",
            "decoder/layer.0/hiddenState[target=2] = 0",
            "attention/weights[target=-1] = 0"
        })
            assertThatThrownBy(() -> Trace.ofTranslation(
                            model, new int[] {4, 1, 3}, new int[] {0, 2, 1}, BACKEND, Intervention.parse(wrong)))
                    .as(wrong)
                    .hasMessageContaining("There is no place");
        Trace trace = Trace.ofTranslation(
                model,
                new int[] {4, 1, 3},
                new int[] {0, 2, 1},
                BACKEND,
                Intervention.parse("encoder/layer.0/hiddenState[t=2] = 0"),
                Intervention.parse("decoder/layer.0/hiddenState[target=1] = 0"));
        assertThat(trace.value("encoder/layer.0/hiddenState").slice(2).toArray())
                .containsOnly(0f);
        assertThat(trace.value("decoder/layer.0/hiddenState").slice(1).toArray())
                .containsOnly(0f);
    }
}
