package dev.unroll.viz.attention;

import dev.unroll.viz.attention.TransformerPicture.Computed;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TowerClockTest {
    private static final int ENCODER = 4;
    private static final int DECODER = 5;
    private static final int TARGETS = 3;

    private static TowerClock clock(boolean writing) {
        return new TowerClock(ENCODER, DECODER, 2, TARGETS, writing);
    }

    @Test
    void inTrainingABoxIsComputedForAllTokensAtOnce() {
        TowerClock training = clock(false);
        assertThat(training.moments()).isEqualTo(ENCODER + DECODER);
        Computed encoder = training.encoder(1);
        assertThat(encoder.rows()).containsExactly(2, 2);
        assertThat(encoder.now()).containsExactlyInAnyOrder(0, 1);
        assertThat(training.decoder(1).rows()).containsExactly(0, 0, 0);
        assertThat(training.decoder(1).now()).isEmpty();
        assertThat(training.inputGiven(ENCODER - 1)).isFalse();
        assertThat(training.inputGiven(ENCODER)).isTrue();
        Computed decoder = training.decoder(ENCODER + 1);
        assertThat(decoder.rows()).containsExactly(2, 2, 2);
        assertThat(decoder.now()).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(training.encoder(ENCODER + 1).now()).isEmpty();
        assertThat(training.decoder(training.moments() - 1).rows()).containsExactly(DECODER, DECODER, DECODER);
    }

    @Test
    void inWritingEachTokenWaitsForTheOneBefore() {
        TowerClock writing = clock(true);
        assertThat(writing.moments()).isEqualTo(ENCODER + DECODER * TARGETS);
        Computed second = writing.decoder(ENCODER + DECODER);
        assertThat(second.rows()).containsExactly(DECODER, 1, 0);
        assertThat(second.now()).containsExactly(1);
        assertThat(writing.inputGiven(ENCODER + DECODER)).isFalse();
        assertThat(writing.decoder(writing.moments() - 1).rows()).containsExactly(DECODER, DECODER, DECODER);
    }
}
