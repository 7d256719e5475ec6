package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.model.GptModel.Configuration;
import dev.unroll.engine.sampling.LogSoftmax;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class InputAttributionTest {
    private static final int[] IDS = {3, 1, 4, 1, 5, 9, 2, 6};
    private static final int TIME = 5;
    private static final int TOKEN = 7;

    private final Backend backend = Backends.best();
    private final GptModel model = new GptModel(Configuration.of(20, 16, 16, 2, 2), 7);

    private double logProbability(int... ids) {
        return LogSoftmax.of(model.decoder(backend).read(ids), TOKEN);
    }

    @Test
    void whatIsLeftOutIsMissed() {
        Tensor falls = InputAttribution.leaveOneOut(model, IDS, TIME, TOKEN, 2, 3, backend, _ -> {});
        assertThat(falls.toArray()).hasSize(IDS.length);
        double whole = logProbability(3, 1, 4, 1, 5, 9);
        assertThat((double) falls.at(2)).isCloseTo(whole - logProbability(3, 1, 1, 5, 9), within(1e-5));
        assertThat((double) falls.at(5)).isCloseTo(whole - logProbability(3, 1, 4, 1, 5), within(1e-5));
        for (int t : new int[] {0, 1, 6, 7})
            assertThat(falls.at(t)).as("t=%d", t).isNaN();
    }

    @Test
    void oneByOneIsTheSameAsManyAtOnce() {
        Tensor many = InputAttribution.leaveOneOut(model, IDS, TIME, TOKEN, 0, 4, backend, _ -> {});
        Tensor single = InputAttribution.leaveOneOut(model, IDS, TIME, TOKEN, 0, 1, backend, _ -> {});
        for (int t = 0; t <= TIME; t++) assertThat(single.at(t)).isCloseTo(many.at(t), within(1e-5f));
    }

    @Test
    void withoutItsOnlyTokenThereIsNothingToRead() {
        assertThat(InputAttribution.leaveOneOut(model, IDS, 0, TOKEN, 0, 1, backend, _ -> {})
                        .toArray())
                .containsOnly(Float.NaN);
    }

    @Test
    void gradientTimesInputIsTheSlopeAlongEachEmbedding() {
        for (Parameter p : model.parameters()) // the small start values make every logit nearly the same
        for (int i = 0; i < p.value().length(); i++)
                p.value().write()[i] = p.value().at(i) * 8;
        Tensor products = InputAttribution.gradientTimesInput(model, IDS, TIME, TOKEN, backend);
        double most = 0;
        for (int t = 0; t <= TIME; t++) {
            double slope = (logit(t, 1.01f) - logit(t, .99f)) / .02;
            assertThat((double) products.at(t)).as("t=%d", t).isCloseTo(slope, within(.02));
            most = Math.max(most, Math.abs(slope));
        }
        assertThat(most).isGreaterThan(.2);
        for (int t = TIME + 1; t < IDS.length; t++) assertThat(products.at(t)).isNaN();
    }

    private double logit(int t, float factor) {
        Intervention grown = new Intervention("embedding", Map.of(Axis.TIME, t), new Change.Scale(factor));
        return Trace.ofReading(model, IDS, backend, grown).value("logits").get(TIME, TOKEN);
    }
}
