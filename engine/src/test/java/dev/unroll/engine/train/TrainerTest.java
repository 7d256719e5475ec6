package dev.unroll.engine.train;

import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.nn.RecurrentStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(20)
class TrainerTest {
    private final List<StepReport> reports = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private Trainer<TimelineGroup> trainer = trainer(step -> new int[][] {{0, 1, 2, 2, 3}});

    private Trainer<TimelineGroup> trainer(LongFunction<int[][]> batches) {
        RnnModel model = new RnnModel(RecurrentStack.Cell.RNN, 4, 8, 1, 1);
        Training training = new Training(
                model,
                Optimizer.Kind.ADAM.create(),
                (tape, step) -> model.loss(tape, batches.apply(step)),
                new ScalarBackend());
        TrainingTimeline timeline = new TrainingTimeline(training, new TrainingSettings(0.02, 1));
        return new Trainer<>(new TimelineGroup(List.of(timeline)), reports::addAll, failure::complete);
    }

    @AfterEach
    void close() {
        trainer.close();
    }

    private long step() throws Exception {
        return trainer.ask(TimelineGroup::step).get();
    }

    @Test
    void makesAsManyStepsAsAskedAndReportsEach() throws Exception {
        assertThat(trainer.seek(25).get()).isTrue();
        assertThat(step()).isEqualTo(25);
        assertThat(reports).hasSize(25);
        assertThat(reports.getLast().loss()).isLessThan(reports.getFirst().loss());
        assertThat(trainer.running()).isFalse();
    }

    @Test
    void answersQuestionsWhileItTrains() throws Exception {
        CompletableFuture<Boolean> never = trainer.seek(Trainer.ENDLESS);
        long first = step();
        while (step() <= first) Thread.onSpinWait();
        trainer.stop();
        assertThat(never.get()).isFalse();
        assertThat(trainer.running()).isFalse();
        long stopped = step();
        assertThat(step()).isEqualTo(stopped);
    }

    /** A screen that draws slowly asks for the next picture while it is answered. */
    @Test
    void makesStepsHoweverMuchIsAsked() throws Exception {
        askAgainAndAgain();
        assertThat(trainer.seek(25).get()).isTrue();
        assertThat(trainer.seek(4).get()).isTrue();
    }

    private void askAgainAndAgain() {
        trainer.ask(course -> {
            askAgainAndAgain();
            return course;
        });
    }

    @Test
    void goesBackAndOn() throws Exception {
        trainer.seek(30).get();
        assertThat(trainer.seek(4).get()).isTrue();
        assertThat(step()).isEqualTo(4);
        assertThat(reports).as("a replay is no news").hasSize(30);
        assertThat(trainer.seek(6).get()).isTrue();
        assertThat(step()).isEqualTo(6);
        assertThat(trainer.seek(31).get()).isTrue();
        assertThat(reports).hasSize(31);
    }

    @Test
    void newestWishWins() throws Exception {
        CompletableFuture<Boolean> far = trainer.seek(Trainer.ENDLESS);
        CompletableFuture<Boolean> back = trainer.seek(1);
        CompletableFuture<Boolean> last = trainer.seek(3);
        assertThat(last.get()).isTrue();
        assertThat(far.get()).isFalse();
        assertThat(back.isDone()).isTrue();
        assertThat(step()).isEqualTo(3);
    }

    @Test
    void noPressIsLost() throws Exception {
        trainer.seek(9).get();
        CompletableFuture<Boolean> last = trainer.seekBy(-1);
        for (int press = 1; press < 4; press++) last = trainer.seekBy(-1);
        assertThat(last.get()).isTrue();
        assertThat(step()).isEqualTo(5);
        trainer.seekBy(-20).get();
        trainer.seekBy(1).get();
        assertThat(step()).isEqualTo(1);
    }

    @Test
    void beforeTheFirstStepIsTheFirst() throws Exception {
        trainer.seek(2).get();
        assertThat(trainer.seek(-5).get()).isTrue();
        assertThat(step()).isZero();
    }

    @Test
    void failedStepStopsTrainingAndNothingElse() throws Exception {
        trainer.close();
        trainer = trainer(step -> {
            if (step == 3) throw new IllegalStateException("no more text");
            return new int[][] {{0, 1, 2}};
        });
        assertThat(trainer.seek(10).get()).isFalse();
        assertThat(failure.get(10, TimeUnit.SECONDS)).hasMessage("no more text");
        assertThat(step()).isEqualTo(3);
        assertThat(trainer.seek(1).get()).isTrue();
    }
}
