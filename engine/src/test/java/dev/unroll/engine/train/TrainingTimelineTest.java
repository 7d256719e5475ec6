package dev.unroll.engine.train;

import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TrainingTimelineTest {
    private static final TrainingSettings SETTINGS = new TrainingSettings(0.05, 1);

    /** A run whose batch is another one at each step. */
    private static Training training(Optimizer.Kind kind) {
        RnnModel model = new RnnModel(RecurrentStack.Cell.RNN, 4, 5, 2, 1);
        Objective objective = (tape, step) ->
                model.loss(tape, new int[][] {{0, 1, (int) (step % 4), 3}, {3, (int) (step % 3), 2, 1}});
        return new Training(model, kind.create(), objective, new ScalarBackend());
    }

    private static int bits(Training training) {
        return Arrays.deepHashCode(training.keyframe().weights());
    }

    @ParameterizedTest
    @EnumSource(Optimizer.Kind.class)
    void goingBackGivesTheBitsOfHavingStoppedThere(Optimizer.Kind kind) {
        TrainingTimeline there = new TrainingTimeline(training(kind), SETTINGS);
        for (int i = 0; i < 7; i++) there.forward();
        TrainingTimeline beyond =
                new TrainingTimeline(training(kind), SETTINGS, 1); // room for no more than two keyframes
        for (int i = 0; i < 23; i++) beyond.forward();
        assertThat(bits(beyond.training())).isNotEqualTo(bits(there.training()));
        beyond.goTo(7);
        assertThat(beyond.training().keyframe().weights())
                .isDeepEqualTo(there.training().keyframe().weights());
        beyond.goTo(23);
        beyond.goTo(7);
        assertThat(beyond.training().keyframe().weights())
                .isDeepEqualTo(there.training().keyframe().weights());
    }

    @Test
    void goingOnAfterGoingBackGivesTheBitsOfNeverHavingGoneBack() {
        TrainingTimeline straight = new TrainingTimeline(training(Optimizer.Kind.ADAM), SETTINGS);
        for (int i = 0; i < 20; i++) straight.forward();
        TrainingTimeline winding = new TrainingTimeline(training(Optimizer.Kind.ADAM), SETTINGS);
        for (int i = 0; i < 15; i++) winding.forward();
        winding.goTo(3);
        winding.goTo(11);
        while (winding.step() < 20) winding.forward();
        assertThat(bits(winding.training())).isEqualTo(bits(straight.training()));
        assertThat(winding.reports()).hasSize(20).extracting(StepReport::step).startsWith(0L, 1L, 2L);
    }

    @Test
    void changedSettingsAreReplayedAsTheyWere() {
        TrainingTimeline timeline = new TrainingTimeline(training(Optimizer.Kind.SGD), SETTINGS, 1);
        for (int i = 0; i < 5; i++) timeline.forward();
        timeline.change(new TrainingSettings(0.5, 1));
        for (int i = 0; i < 5; i++) timeline.forward();
        int bits = bits(timeline.training());
        timeline.goTo(2);
        assertThat(timeline.settings()).isEqualTo(SETTINGS);
        timeline.goTo(10);
        assertThat(bits(timeline.training())).isEqualTo(bits);
    }

    @Test
    void changeInThePastForgetsTheFuture() {
        TrainingTimeline timeline = new TrainingTimeline(training(Optimizer.Kind.SGD), SETTINGS);
        for (int i = 0; i < 10; i++) timeline.forward();
        timeline.goTo(4);
        timeline.change(new TrainingSettings(0, 1));
        assertThat(timeline.lastStep()).isEqualTo(4);
        int bits = bits(timeline.training());
        timeline.forward();
        assertThat(bits(timeline.training()))
                .as("a learning rate of 0 changes nothing")
                .isEqualTo(bits);
        assertThatThrownBy(() -> timeline.goTo(9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("9");
    }

    @Test
    void stepThatDivergesIsNotMade() {
        TrainingTimeline timeline =
                new TrainingTimeline(training(Optimizer.Kind.SGD), new TrainingSettings(1e9, Double.POSITIVE_INFINITY));
        StepReport report = timeline.forward();
        while (!report.diverged()) {
            Tensor weight = timeline.training().model().parameters().getLast().value();
            weight.fill(weight.at(0) * 1e30f); // what a huge rate does sooner or later
            report = timeline.forward();
        }
        assertThat(timeline.step()).isEqualTo(report.step());
        assertThat(timeline.reports()).noneMatch(StepReport::diverged);
    }

    @Test
    void cancelledReplayStopsOnTheWay() {
        TrainingTimeline timeline = new TrainingTimeline(training(Optimizer.Kind.SGD), SETTINGS, 1);
        for (int i = 0; i < 30; i++) timeline.forward();
        timeline.goTo(1);
        assertThat(timeline.goTo(13, () -> timeline.step() >= 3)).isFalse();
        assertThat(timeline.step()).isEqualTo(3);
    }

    @Test
    void keyframesStayInsideTheirBudget() {
        Training training = training(Optimizer.Kind.ADAM);
        long each = training.keyframe().bytes() * 3;
        TrainingTimeline timeline = new TrainingTimeline(training, SETTINGS, 10 * each);
        for (int i = 0; i < 200; i++) timeline.forward();
        assertThat(timeline.keyframeBytes()).isLessThanOrEqualTo(10 * each).isGreaterThan(3 * each);
    }
}
