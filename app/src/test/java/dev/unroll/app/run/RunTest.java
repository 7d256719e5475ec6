package dev.unroll.app.run;

import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.trace.Trace;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.Trainer;
import dev.unroll.engine.train.TrainingSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.util.WaitForAsyncUtils;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** A run behind the screen: what it hands out, when, and that it is what was asked for. */
@ExtendWith(ApplicationExtension.class)
@Timeout(60)
class RunTest {
    private static final Knob<Double> RATE = Knob.learningRate(.1);
    private static final Knob<Boolean> GRADIENTS = Knob.toggle("gradients");

    /**
     * What is read off the model here.
     *
     * @param loss of the model at that step
     * @param gradients whether that knob was on when it was read
     */
    private record Seen(float[] logits, double loss, boolean gradients) {}

    private final AtomicInteger readings = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final Semaphore gate = new Semaphore(1);
    private final List<Long> diverged = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private volatile boolean gated;
    private volatile boolean broken;
    private KnobValues values = KnobValues.initial(List.of(RATE, GRADIENTS));
    private Run<Seen> run;

    private static TrainingSettings settings(KnobValues values) {
        return new TrainingSettings(values.get(RATE), 5);
    }

    @BeforeEach
    void open() throws Exception {
        Corpus corpus = Corpus.of("HELLO");
        Recipe recipe =
                new Recipe("rnn", Map.of("hidden", "2", "layers", "1"), Optimizer.Kind.ADAM, settings(values), 1, 4, 1);
        run = new Run<>(
                new Opening<>(recipe, new Dataset.Text(corpus), (models, now, backend) -> {
                    int others = atOnce.getAndIncrement();
                    assertThat(others).isZero();
                    readings.incrementAndGet();
                    try {
                        if (gated) gate.acquireUninterruptibly();
                        if (broken) throw new IllegalStateException("nothing can be read");
                        Trace trace = Trace.ofPrediction((LanguageModel) models.getFirst(), corpus.ids(), backend);
                        return new Seen(
                                trace.value("logits").toArray(),
                                trace.value("loss").item(),
                                now.get(GRADIENTS));
                    } finally {
                        atOnce.decrementAndGet();
                    }
                }),
                values,
                new ScalarBackend(),
                new Run.Listener() {
                    @Override
                    public void diverged(int member, long step) {
                        diverged.add(step);
                    }

                    @Override
                    public void failed(Throwable failure) {
                        failures.add(failure);
                    }

                    @Override
                    public void replaying(CompletableFuture<Boolean> reached) {}
                });
    }

    @AfterEach
    void close() {
        gate.release(1_000);
        onFx(() -> {
            run.close();
            return run;
        });
    }

    private static <T> T onFx(Callable<T> action) {
        return WaitForAsyncUtils.waitForAsyncFx(20_000, action);
    }

    private static void waitUntil(Callable<Boolean> condition) throws Exception {
        WaitForAsyncUtils.waitFor(20, TimeUnit.SECONDS, () -> onFx(condition));
    }

    private Snapshot<Seen> settle() {
        onFx(run::settled).orTimeout(20, TimeUnit.SECONDS).join();
        return onFx(run::snapshot);
    }

    private Snapshot<Seen> at(long step) {
        onFx(() -> run.seek(step));
        return settle();
    }

    private void change(double rate) {
        onFx(() -> {
            values = values.with(RATE, rate);
            run.change(_ -> settings(values));
            return run;
        });
    }

    private static Losses losses(Snapshot<Seen> snapshot) {
        return snapshot.losses().getFirst();
    }

    private static float[] all(Snapshot<Seen> snapshot) {
        return Arrays.copyOf(losses(snapshot).values(), losses(snapshot).size());
    }

    // --- snapshots ---

    @Test
    void firstSnapshotIsThereAtOnce() {
        assertThat(run.snapshot().step()).isZero();
        assertThat(losses(run.snapshot()).size()).isZero();
        assertThat(onFx(run::busy)).isFalse();
        assertThat(onFx(run::settled)).isCompleted();
    }

    @Test
    void settledMeansThatWhatIsShownIsWhatWasWanted() {
        Random random = new Random(5);
        for (int round = 0; round < 60; round++) {
            long[] wanted = {0};
            boolean[] look = {false};
            double[] rate = {0};
            CompletableFuture<Void> settled = onFx(() -> {
                wanted[0] = run.snapshot().step();
                for (int wish = random.nextInt(5); wish >= 0; wish--) {
                    switch (random.nextInt(4)) {
                        case 0 -> run.seek(wanted[0] = random.nextInt(25));
                        case 1 -> {
                            long by = random.nextInt(7) - 3;
                            run.seekBy(by);
                            wanted[0] = Math.max(0, wanted[0] + by);
                        }
                        case 2 -> {
                            values = values.with(GRADIENTS, random.nextBoolean());
                            run.look(values);
                        }
                        default -> {
                            values = values.with(RATE, random.nextBoolean() ? .1 : .2);
                            run.change(_ -> settings(values));
                            run.look(values);
                        }
                    }
                }
                look[0] = values.get(GRADIENTS);
                rate[0] = values.get(RATE);
                return run.settled();
            });
            settled.orTimeout(20, TimeUnit.SECONDS).join();
            Snapshot<Seen> shown = onFx(run::snapshot);
            assertThat(shown.step()).as("round %d", round).isEqualTo(wanted[0]);
            assertThat(shown.reading().gradients()).isEqualTo(look[0]);
            assertThat(shown.values().get(RATE)).isEqualTo(rate[0]);
            assertThat(losses(shown).size()).isEqualTo((int) shown.lastStep());
            assertThat(shown.lastStep()).isGreaterThanOrEqualTo(shown.step());
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void atMostOneSnapshotIsAskedForAtATime() throws Exception {
        int before = readings.get();
        gated = true;
        onFx(() -> {
            gate.drainPermits();
            for (int i = 0; i < 200; i++) run.look(values.with(GRADIENTS, i % 2 == 0));
            run.look(values.with(GRADIENTS, true));
            return run;
        });
        waitUntil(() -> readings.get() == before + 1);
        gate.release(100);
        assertThat(settle().reading().gradients()).isTrue();
        assertThat(readings.get() - before)
                .as("the one on its way, and one for all that came meanwhile")
                .isLessThanOrEqualTo(2);
    }

    @Test
    void runningRunIsReadNoOftenerThanItIsDrawn() throws Exception {
        onFx(() -> run.seek(Trainer.ENDLESS));
        waitUntil(() -> run.snapshot().step() > 300);
        onFx(() -> {
            run.stop();
            return run;
        });
        Snapshot<Seen> stopped = settle();
        assertThat(readings.get()).isLessThan((int) stopped.step());
        Thread.sleep(100);
        assertThat(onFx(() -> run.snapshot().step())).as("it stays").isEqualTo(stopped.step());
    }

    @Test
    void readingThatFailsIsTold() throws Exception {
        broken = true;
        onFx(() -> run.seek(1));
        settle();
        assertThat(failures).isNotEmpty().allMatch(failure -> "nothing can be read".equals(failure.getMessage()));
        broken = false;
        assertThat(at(2).step()).as("it goes on").isEqualTo(2);
    }

    // --- going back ---

    @Test
    void goingBackGivesTheVeryBits() {
        List<float[]> forward = new ArrayList<>();
        for (int step = 0; step <= 12; step++) forward.add(at(step).reading().logits());
        assertThat(forward.get(12)).isNotEqualTo(forward.get(0));
        for (int step : new int[] {11, 3, 0, 7, 12, 1})
            assertThat(at(step).reading().logits()).as("step %d", step).containsExactly(forward.get(step));
    }

    @Test
    void everyPressCountsHoweverQuickly() {
        at(10);
        onFx(() -> {
            for (int i = 0; i < 4; i++) run.seekBy(-1);
            return run;
        });
        assertThat(settle().step()).isEqualTo(6);
        onFx(() -> {
            for (int i = 0; i < 9; i++) run.seekBy(-1);
            for (int i = 0; i < 2; i++) run.seekBy(1);
            return run;
        });
        assertThat(settle().step()).as("nothing is before the first step").isEqualTo(2);
    }

    @Test
    void lossesAreThoseOfTheSteps() {
        List<Double> read = new ArrayList<>();
        for (int step = 0; step < 6; step++) read.add(at(step).reading().loss());
        float[] losses = all(at(6));
        assertThat(losses).hasSize(6);
        for (int step = 0; step < 6; step++)
            assertThat((double) losses[step]).as("before update %d", step + 1).isCloseTo(read.get(step), within(1e-5));
    }

    @Test
    void otherRateForgetsTheFutureAndNotWhatWasHandedOut() {
        Snapshot<Seen> old = at(20);
        float[] before = all(old);
        at(5);
        change(.5);
        Snapshot<Seen> changed = settle();
        assertThat(changed.step()).isEqualTo(5);
        assertThat(changed.lastStep()).isEqualTo(5);
        assertThat(all(changed)).containsExactly(Arrays.copyOf(before, 5));
        Snapshot<Seen> other = at(20);
        assertThat(all(other)).startsWith(Arrays.copyOf(before, 6)).isNotEqualTo(before);
        assertThat(all(old)).as("what was handed out stays as it was").containsExactly(before);
        assertThat(all(changed)).containsExactly(Arrays.copyOf(before, 5));
    }

    @Test
    void sameRateForgetsNothing() {
        at(20);
        at(5);
        change(.1);
        assertThat(settle().lastStep()).isEqualTo(20);
        assertThat(losses(settle()).size()).isEqualTo(20);
    }

    // --- divergence and the end ---

    @Test
    void divergedTrainingStopsAndGoesOnWhenSomethingChanges() throws Exception {
        at(3);
        change(1e38);
        onFx(() -> run.seek(Trainer.ENDLESS));
        waitUntil(() -> run.divergedProperty().get());
        Snapshot<Seen> stopped = settle();
        assertThat(diverged).hasSize(1);
        assertThat(stopped.step()).isGreaterThanOrEqualTo(3).isEqualTo(stopped.lastStep());
        assertThat(new TrainingWalk(() -> run).canGoForward()).isFalse();
        at(3);
        change(.1);
        assertThat(losses(settle()).size()).isEqualTo(3);
        assertThat(onFx(() -> run.divergedProperty().get())).isFalse();
        Snapshot<Seen> on = at(8);
        assertThat(on.step()).isEqualTo(8);
        assertThat(on.reading().loss()).isFinite();
    }

    @Test
    void closedRunSaysNothingAndLetsNobodyWait() throws Exception {
        CountDownLatch shown = new CountDownLatch(1);
        gated = true;
        CompletableFuture<Void> settled = onFx(() -> {
            gate.drainPermits();
            run.seek(50);
            run.snapshotProperty().subscribe((_, _) -> shown.countDown());
            CompletableFuture<Void> waiting = run.settled();
            run.close();
            return waiting;
        });
        settled.orTimeout(5, TimeUnit.SECONDS).join();
        gate.release(1_000);
        assertThat(shown.await(300, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(failures).isEmpty();
    }
}
