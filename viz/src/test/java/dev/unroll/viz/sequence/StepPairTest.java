package dev.unroll.viz.sequence;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StepPairTest {
    @Test
    void theStepsBeforeOneReachAsFarBackAsThereAre() {
        assertThat(StepPair.before(5, 2)).isEqualTo(new StepPair(3, 4));
        assertThat(StepPair.before(1, 3)).isEqualTo(new StepPair(0, 0));
        assertThat(StepPair.before(0, 3)).isNull();
        assertThat(StepPair.before(5, 0)).isNull();
    }
}
