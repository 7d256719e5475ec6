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
    private Trainer trainer = trainer(step -> new int[][] {{0, 1, 2, 2, 3}});

    private Trainer trainer(LongFunction<int[][]> batches) {
        RnnModel model = new RnnModel(RecurrentStack.Cell.RNN, 4, 8, 1, 1);
        Training training = new Training(
                model,
                Optimizer.Kind.ADAM.create(),
                (tape, step) -> model.loss(tape, batches.apply(step)),
                new ScalarBackend());
        return new Trainer(
                new TrainingTimeline(training, new TrainingSettings(0.02, 1)), reports::add, failure::complete);
    }

    @AfterEach
    void close() {
        trainer.close();
    }

    private long stepWhenIdle() throws Exception {
        while (trainer.ask(t -> trainer.running()).get()) Thread.onSpinWait();
        return trainer.ask(TrainingTimeline::step).get();
    }

    @Test
    void makesAsManyStepsAsAskedAndReportsEach() throws Exception {
        trainer.train(25);
        assertThat(stepWhenIdle()).isEqualTo(25);
        assertThat(reports).hasSize(25);
        assertThat(reports.getLast().loss()).isLessThan(reports.getFirst().loss());
    }

    @Test
    void answersQuestionsWhileItTrains() throws Exception {
        trainer.train(Long.MAX_VALUE);
        long first = trainer.ask(TrainingTimeline::step).get();
        while (trainer.ask(TrainingTimeline::step).get() <= first) Thread.onSpinWait();
        long stopped = trainer.stop().get();
        assertThat(trainer.running()).isFalse();
        assertThat(trainer.ask(TrainingTimeline::step).get()).isEqualTo(stopped);
    }

    @Test
    void questionAfterASingleStepSeesIt() throws Exception {
        trainer.step();
        assertThat(trainer.ask(TrainingTimeline::step).get()).isEqualTo(1);
        assertThat(trainer.running()).isFalse();
    }

    @Test
    void goesBackAndOn() throws Exception {
        trainer.train(30);
        assertThat(stepWhenIdle()).isEqualTo(30);
        assertThat(trainer.goTo(4).get()).isTrue();
        assertThat(trainer.ask(TrainingTimeline::step).get()).isEqualTo(4);
        trainer.train(2);
        assertThat(stepWhenIdle()).isEqualTo(6);
    }

    @Test
    void failedStepStopsTrainingAndNothingElse() throws Exception {
        trainer.close();
        trainer = trainer(step -> {
            if (step == 3) throw new IllegalStateException("no more text");
            return new int[][] {{0, 1, 2}};
        });
        trainer.train(10);
        assertThat(failure.get(10, TimeUnit.SECONDS)).hasMessage("no more text");
        assertThat(stepWhenIdle()).isEqualTo(3);
        assertThat(trainer.goTo(1).get()).isTrue();
    }
}
