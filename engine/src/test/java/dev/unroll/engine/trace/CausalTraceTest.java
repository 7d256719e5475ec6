package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.model.GptModel.Configuration;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** What is put in state by state is what interventions on a whole pass give. */
class CausalTraceTest {
    private static final Backend BACKEND = Backends.best();
    private static final int[] IDS = {3, 1, 4, 1, 5, 2};
    private static final int[] OTHER = {3, 0, 4, 1, 2, 2};
    private static final int TIME = 4;
    private static final int TOKEN = 2;

    private final GptModel model = larger(new GptModel(Configuration.of(6, 8, 8, 3, 2), 1));

    /** GPT-2's small start values make every logit nearly the same. */
    private static GptModel larger(GptModel model) {
        for (Parameter p : model.parameters())
            for (int i = 0; i < p.value().length(); i++) p.value().write()[i] *= 8;
        return model;
    }

    private Tensor traced(int atOnce) {
        return CausalTrace.of(model, IDS, OTHER, TIME, TOKEN, atOnce, BACKEND, (_, _) -> {});
    }

    @Test
    void eachStateIsPutInAsByAnIntervention() {
        Trace other = Trace.ofReading(model, OTHER, BACKEND);
        Tensor grid = traced(3);
        List<String> names = LogitLens.names(model);
        for (int layer = 0; layer < names.size(); layer++)
            for (int t = 0; t <= TIME; t++) {
                String name = names.get(layer);
                Trace patched = Trace.ofReading(
                        model,
                        IDS,
                        BACKEND,
                        new Intervention(name, Map.of(Axis.TIME, t), new Change.Replace(other.value(name))));
                assertThat(grid.get(layer, t))
                        .as("%s at %d", name, t)
                        .isCloseTo(patched.value("probabilities").get(TIME, TOKEN), within(1e-5f));
            }
    }

    @Test
    void howManyAreTriedAtOnceChangesNothing() {
        Tensor one = traced(1);
        Tensor many = traced(8);
        for (int i = 0; i < one.length(); i++) assertThat(one.at(i)).isCloseTo(many.at(i), within(1e-5f));
    }

    @Test
    void beforeTheTextsDifferNothingChangesAndAtTheTopAllDoes() {
        Tensor grid = traced(4);
        float before =
                Trace.ofReading(model, IDS, BACKEND).value("probabilities").get(TIME, TOKEN);
        float after =
                Trace.ofReading(model, OTHER, BACKEND).value("probabilities").get(TIME, TOKEN);
        for (int layer = 0; layer < 4; layer++) assertThat(grid.get(layer, 0)).isCloseTo(before, within(1e-6f));
        assertThat(grid.get(3, TIME)).isCloseTo(after, within(1e-5f));
        assertThat(Math.abs(after - before)).isGreaterThan(1e-4f);
        assertThat(grid.get(3, 1))
                .as("the last block’s other states are not read")
                .isCloseTo(before, within(1e-6f));
    }

    @Test
    void itTellsHowFarItIsAndEndsWhenNobodyWantsToKnow() {
        List<Double> shares = new ArrayList<>();
        CausalTrace.of(model, IDS, OTHER, TIME, TOKEN, 2, BACKEND, (share, _) -> shares.add(share));
        assertThat(shares).isSorted().endsWith(1.0).hasSizeGreaterThan(4);
        int[] told = {0};
        assertThatThrownBy(() -> CausalTrace.of(model, IDS, OTHER, TIME, TOKEN, 1, BACKEND, (_, _) -> {
                    told[0]++;
                    throw new CancellationException();
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(told[0]).isOne();
    }

    @Test
    void textsOfOtherLengthsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CausalTrace.of(model, IDS, new int[] {1, 2}, 1, TOKEN, 1, BACKEND, (_, _) -> {}))
                .withMessageContaining("6 and 2");
    }
}
