package dev.unroll.engine.train;

import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.nn.RecurrentStack;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class TimelineGroupTest {
    private static TrainingTimeline timeline(double rate, long seed) {
        RnnModel model = new RnnModel(RecurrentStack.Cell.RNN, 4, 8, 1, seed);
        Training training = new Training(
                model,
                Optimizer.Kind.SGD.create(),
                (tape, _) -> model.loss(tape, new int[][] {{0, 1, 2, 2, 3}}),
                new ScalarBackend());
        return new TrainingTimeline(training, new TrainingSettings(rate, Double.POSITIVE_INFINITY), 1); // few keyframes
    }

    private static float[] weights(TrainingTimeline timeline) {
        return timeline.training().model().parameters().getFirst().value().toArray();
    }

    @Test
    void goInStepForwardAndBack() {
        TimelineGroup group = new TimelineGroup(List.of(timeline(.1, 1), timeline(.1, 2)));
        for (int i = 0; i < 7; i++) assertThat(group.forward()).doesNotContainNull();
        float[] atSeven = weights(group.members().getLast());
        assertThat(group.goTo(3, () -> false)).isTrue();
        assertThat(group.members()).extracting(TrainingTimeline::step).containsExactly(3L, 3L);
        assertThat(group.goTo(7, () -> false)).isTrue();
        assertThat(weights(group.members().getLast())).containsExactly(atSeven);
    }

    @Test
    void oneThatDivergesStaysBehindAndTheOthersGoOn() {
        TimelineGroup group = new TimelineGroup(List.of(timeline(1e38, 1), timeline(.1, 2)));
        for (int i = 0; i < 10; i++) group.forward();
        long stopped = group.members().getFirst().step();
        assertThat(stopped).isLessThan(10);
        assertThat(group.step()).isEqualTo(10);
        assertThat(group.members().getLast().step()).isEqualTo(10);
        assertThat(group.forward().getFirst()).as("it is not tried again").isNull();
        assertThat(group.goTo(0, () -> false)).isTrue();
        assertThat(group.members()).extracting(TrainingTimeline::step).containsExactly(0L, 0L);
        assertThat(group.goTo(group.lastStep(), () -> false)).isTrue();
        assertThat(group.members()).extracting(TrainingTimeline::step).containsExactly(stopped, group.lastStep());
    }

    @Test
    void cancelledReplayLeavesThemTogether() {
        TimelineGroup group = new TimelineGroup(List.of(timeline(.1, 1), timeline(.1, 2)));
        for (int i = 0; i < 9; i++) group.forward();
        group.goTo(0, () -> false);
        int[] asked = {0};
        boolean reached = group.goTo(9, () -> ++asked[0] > 1);
        assertThat(reached).isFalse();
        assertThat(group.members()).extracting(TrainingTimeline::step).containsExactly(group.step(), group.step());
    }
}
