package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.MlpModel;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FiniteDifferenceTest {
    private static final int[] IDS = {0, 1, 2, 0, 2, 1};
    private static final Backend BACKEND = Backends.best();

    private final MlpModel model = new MlpModel(3, 2, 2, 4, 1);

    private Place place(String name, int flat) {
        var shape = Trace.ofPrediction(model, IDS, BACKEND).value(name).shape();
        List<Integer> index = IntStream.of(shape.unflatten(flat)).boxed().toList();
        return new Place(name, shape.axes(), index, Quantity.VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedding/weight", "hidden/weight", "hidden/bias", "head/weight"})
    void slopeIsTheGradient(String name) {
        Trace trace = Trace.ofPrediction(model, IDS, BACKEND);
        Tensor weights = trace.value(name);
        for (int i = 0; i < weights.length(); i++) {
            FiniteDifference moved = FiniteDifference.of(model, IDS, place(name, i), weights.at(i), .01, BACKEND);
            assertThat(moved.slope()).isCloseTo(trace.gradient(name).at(i), within(2e-4));
        }
    }

    @Test
    void theModelStaysAsItIs() {
        float before = Trace.ofPrediction(model, IDS, BACKEND).value("loss").item();
        FiniteDifference moved = FiniteDifference.of(model, IDS, place("head/weight", 0), 0, 5, BACKEND);
        assertThat(moved.up()).isNotEqualTo(moved.down());
        assertThat(Trace.ofPrediction(model, IDS, BACKEND).value("loss").item()).isEqualTo(before);
    }
}
