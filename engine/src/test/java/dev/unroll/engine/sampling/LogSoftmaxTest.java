package dev.unroll.engine.sampling;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LogSoftmaxTest {
    @Test
    void probabilitiesSumUpToOneHoweverLargeTheLogits() {
        Tensor logits = Tensor.of(Shape.of(Axis.TOKEN, 3), 1000, 1001, 998);
        double[] all = LogSoftmax.of(logits);
        assertThat(Arrays.stream(all).map(Math::exp).sum()).isCloseTo(1, within(1e-12));
        assertThat(all[1] - all[0]).isCloseTo(1, within(1e-12));
        for (int id = 0; id < 3; id++) assertThat(LogSoftmax.of(logits, id)).isEqualTo(all[id]);
    }
}
