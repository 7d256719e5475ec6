package dev.unroll.engine.train;

import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

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

    /** A person goes back step by step: the first replays, the next are there. */
    @Test
    void stepsBackOneAfterTheOtherReplayNothing() {
        AtomicInteger passes = new AtomicInteger();
        RnnModel model = new RnnModel(RecurrentStack.Cell.RNN, 4, 5, 2, 1);
        Objective objective = (tape, _) -> {
            passes.incrementAndGet();
            return model.loss(tape, new int[][] {{0, 1, 2, 3}});
        };
        Training training = new Training(model, Optimizer.Kind.ADAM.create(), objective, new ScalarBackend());
        TrainingTimeline timeline = new TrainingTimeline(
                training, SETTINGS, 32 * 3 * training.keyframe().bytes());
        while (timeline.step() < 500) timeline.forward();
        timeline.goTo(479);
        passes.set(0);
        timeline.goTo(478);
        timeline.goTo(477);
        assertThat(passes).hasValue(0);
        timeline.goTo(500);
        for (int i = 0; i < 3; i++) {
            timeline.forward();
            timeline.stay();
        }
        passes.set(0);
        timeline.goTo(502);
        timeline.goTo(501);
        assertThat(passes).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(Optimizer.Kind.class)
    void stepsNearbyAreForgottenWithTheFutureThatTheyBelongTo(Optimizer.Kind kind) {
        TrainingSettings faster = new TrainingSettings(0.1, 1);
        TrainingTimeline straight = new TrainingTimeline(training(kind), SETTINGS);
        while (straight.step() < 10) straight.forward();
        straight.change(faster);
        while (straight.step() < 14) straight.forward();
        TrainingTimeline winding = new TrainingTimeline(training(kind), SETTINGS);
        while (winding.step() < 20) winding.forward();
        for (long step = 15; step >= 10; step--) winding.goTo(step);
        winding.change(faster);
        while (winding.step() < 16) winding.forward();
        winding.goTo(14);
        assertThat(bits(winding.training())).isEqualTo(bits(straight.training()));
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
    void reportsThatWereHandedOutStayAsTheyWere() {
        TrainingTimeline timeline = new TrainingTimeline(training(Optimizer.Kind.SGD), SETTINGS);
        for (int i = 0; i < 10; i++) timeline.forward();
        Reports before = timeline.reports();
        List<StepReport> copies = new ArrayList<>(before);
        timeline.goTo(4);
        timeline.change(new TrainingSettings(0.5, 1));
        for (int i = 0; i < 8; i++) timeline.forward();
        assertThat(before).hasSize(10).isEqualTo(copies);
        Reports after = timeline.reports();
        assertThat(after).hasSize(12);
        assertThat(after.subList(0, 4)).isEqualTo(copies.subList(0, 4));
        assertThat(after.get(6).loss()).isNotEqualTo(before.get(6).loss()).isEqualTo(after.loss(6));
        assertThat(after)
                .extracting(StepReport::step)
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
        assertThatThrownBy(() -> before.get(10)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aMillionReportsAreHandedOutWithoutBeingCopied() {
        ReportLog log = new ReportLog(3);
        for (int i = 0; i < 1_000_000; i++) log.add(new StepReport(3 + i, i, 2 * i, SETTINGS, 1));
        Reports all = log.all();
        double sum = 0;
        for (int i = 0; i < 100_000; i++) sum += log.all().loss(999_999);
        assertThat(sum).isEqualTo(999_999e5);
        log.keepFirst(500_000);
        log.add(new StepReport(500_003, -1, 0, SETTINGS, 1));
        assertThat(all.get(500_000)).isEqualTo(new StepReport(500_003, 500_000, 1e6, SETTINGS, 1));
        assertThat(log.all().get(500_000).loss()).isEqualTo(-1);
        assertThat(log.all().get(499_999).gradientNorm()).isEqualTo(999_998);
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
