package dev.unroll.viz.chart;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RankingTest {
    private final Tensor values = Tensor.of(Shape.of(Axis.TOKEN, 6), .1f, .3f, .05f, .3f, .2f, .05f);

    @Test
    void theLargestComeFirstAndTiesKeepTheirOrder() {
        assertThat(Ranking.top(values, 0, 6, 4)).containsExactly(1, 3, 4, 0);
    }

    @Test
    void theTargetIsNeverMissing() {
        assertThat(Ranking.withTarget(values, 0, 6, 3, 5)).containsExactly(1, 3, 5);
        assertThat(Ranking.withTarget(values, 0, 6, 3, 3)).containsExactly(1, 3, 4);
        assertThat(Ranking.withTarget(values, 0, 6, 3, -1)).containsExactly(1, 3, 4);
    }

    @Test
    void fewerTokensThanPlacesAreAllShown() {
        assertThat(Ranking.top(values, 2, 2, 9)).containsExactly(1, 0);
    }
}
