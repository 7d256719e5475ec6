package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class AnalysisTest {
    private static final Backend BACKEND = Backends.best();
    private static final int[] IDS = {0, 3, 1, 2, 3, 0};
    private static final String HIDDEN = "layer.0/hiddenState";
    private final RnnModel rnn = new RnnModel(RecurrentStack.Cell.RNN, 4, 5, 2, 1);
    private final GptModel gpt = larger(new GptModel(GptModel.Configuration.of(4, 8, 8, 3, 2), 1));

    /** GPT-2's small start values make every logit nearly the same. */
    private static GptModel larger(GptModel model) {
        for (Parameter p : model.parameters())
            for (int i = 0; i < p.value().length(); i++)
                p.value().write()[i] = p.value().at(i) * 8 + (p.name().contains("bias") ? 0.1f * (i % 3) : 0);
        return model;
    }

    @Test
    void triangleHasTheNormOfEveryLossByEveryStep() {
        Trace trace = Trace.ofPrediction(rnn, IDS, BACKEND);
        Tensor triangle = GradientFlow.triangle(trace, HIDDEN);
        assertThat(triangle.shape()).isEqualTo(Shape.of(Axis.TARGET, 5, Axis.TIME, 5));
        for (int t = 0; t < 5; t++) {
            trace.differentiateStepLoss(t);
            for (int s = 0; s < 5; s++) {
                double sum = 0;
                for (float g : trace.gradient(HIDDEN).slice(s).toArray()) sum += g * g;
                assertThat((double) triangle.get(t, s)).isCloseTo(Math.sqrt(sum), within(1e-7));
                if (s > t) assertThat(triangle.get(t, s)).isZero();
                else assertThat(triangle.get(t, s)).isPositive();
            }
        }
    }

    @Test
    void layersHaveTheNormOfAllTheirParametersTogether() {
        Trace trace = Trace.ofPrediction(gpt, IDS, BACKEND);
        Map<String, Double> norms = GradientFlow.layerNorms(trace, gpt);
        assertThat(norms)
                .containsOnlyKeys("tokenEmbedding", "positionEmbedding", "block.0", "block.1", "block.2", "finalNorm");
        double all = 0;
        for (Parameter p : gpt.parameters())
            for (float g : trace.gradient(p.name()).toArray()) all += (double) g * g;
        assertThat(norms.values().stream().mapToDouble(n -> n * n).sum()).isCloseTo(all, within(1e-6 * all));
        assertThat(GradientFlow.layerNorms(Trace.ofPrediction(rnn, IDS, BACKEND), rnn))
                .containsOnlyKeys("layer.0", "layer.1", "head");
    }

    @Test
    void jacobianOfATanhLayerIsTheSlopeTimesTheRecurrentWeight() {
        Trace trace = Trace.ofPrediction(rnn, IDS, BACKEND);
        Tensor jacobian = GradientFlow.jacobian(trace, HIDDEN, 3, 2);
        Tensor h = trace.value(HIDDEN).slice(3);
        Tensor weight = trace.value("layer.0/weight_hh");
        for (int i = 0; i < 5; i++)
            for (int j = 0; j < 5; j++)
                assertThat(jacobian.get(i, j)).isCloseTo((1 - h.at(i) * h.at(i)) * weight.get(i, j), within(1e-6f));
        double[] values = GradientFlow.singularValues(trace, HIDDEN, 3, 2);
        double squares = 0;
        for (float x : jacobian.toArray()) squares += x * x;
        double sum = 0;
        for (double v : values) sum += v * v;
        assertThat(sum).as("their squares sum up to those of the entries").isCloseTo(squares, within(1e-6));
        assertThat(values).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(GradientFlow.singularValues(trace, HIDDEN, 4, 0)[0]).isLessThan(values[0]);
    }

    @Test
    void rolloutOfOneLayerIsHalfAttentionAndRowsSumUpToOne() {
        Trace trace = Trace.ofPrediction(gpt, IDS, BACKEND);
        Tensor rollout = AttentionRollout.of(trace, "block.");
        Tensor weights = trace.value("block.0/attention/weights");
        assertThat(rollout.shape().sizes()).containsExactly(3, 5, 5);
        assertThat(rollout.get(0, 3, 1)).isCloseTo((weights.get(0, 3, 1) + weights.get(1, 3, 1)) / 4, within(1e-6f));
        for (int layer = 0; layer < 3; layer++) {
            for (int t = 0; t < 5; t++) {
                float sum = 0;
                for (int k = 0; k < 5; k++) sum += rollout.get(layer, t, k);
                assertThat(sum).isCloseTo(1, within(1e-5f));
                if (t < 4) assertThat(rollout.get(layer, t, t + 1)).isZero();
            }
        }
    }

    @Test
    void lensAfterTheLastBlockIsThePrediction() {
        Trace trace = Trace.ofPrediction(gpt, IDS, BACKEND);
        Tensor lens = LogitLens.probabilities(gpt, trace, BACKEND);
        assertThat(lens.shape().sizes()).containsExactly(4, 5, 4);
        float[] last = lens.slice(3).toArray();
        float[] prediction = trace.value("probabilities").toArray();
        for (int i = 0; i < last.length; i++) assertThat(last[i]).isCloseTo(prediction[i], within(1e-5f));
        assertThat(lens.slice(0).toArray()).isNotEqualTo(last);
    }

    @Test
    void contributionsSumUpToTheLogit() {
        Trace trace = Trace.ofPrediction(gpt, IDS, BACKEND);
        for (int token = 0; token < 4; token++) {
            List<LogitContributions.Contribution> parts = LogitContributions.of(gpt, trace, token, 4);
            assertThat(parts).hasSize(1 + 3 * (2 + 1 + 1) + 1);
            assertThat(parts.stream()
                            .mapToDouble(LogitContributions.Contribution::value)
                            .sum())
                    .isCloseTo(trace.value("logits").get(4, token), within(1e-4));
        }
    }

    @Test
    void saturationCountsTheEnds() {
        Tensor gates =
                Tensor.of(Shape.of(Axis.TIME, 4, Axis.UNIT, 2), 0.05f, 0.5f, 0.95f, 0.5f, 0.99f, 0.5f, 0.5f, 0.92f);
        assertThat(Saturation.ofGates(gates)).containsExactly(new Saturation(0.25, 0.5), new Saturation(0, 0.25));
        assertThat(Saturation.ofTanh(gates)).containsExactly(new Saturation(0, 0.5), new Saturation(0, 0.25));
    }
}
