package dev.unroll.app.run;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.train.Course;
import dev.unroll.engine.train.StepReport;
import dev.unroll.engine.train.TimelineGroup;
import dev.unroll.engine.train.Trainer;
import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;
import dev.unroll.engine.train.TrainingTimeline;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import javafx.animation.AnimationTimer;
import javafx.animation.PauseTransition;
import javafx.application.Platform;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.util.Duration;

/**
 * A model in training behind the screen, or several in step, with the timeline to go back in; or {@link Opening#counted steps} of another kind. It hands out snapshots on the JavaFX thread: at most one
 * is asked for at a time, and the newest wins. Opened on any thread, used on the JavaFX thread.
 *
 * @param <S> what is read off the model
 */
public final class Run<S> implements AutoCloseable {
    /** Told of what befalls a run, on the JavaFX thread. */
    public interface Listener {
        /**
         * The loss is no finite number any more, so that training stopped before update {@code step + 1}.
         *
         * @param member which of the models; the others go on
         */
        void diverged(int member, long step);

        /** Something went wrong in a step or a reading. */
        void failed(Throwable failure);

        /** Steps that were made before are made again, which takes a while; {@link Run#stop} ends it on the way. */
        void replaying(CompletableFuture<Boolean> reached);
    }

    /** After this long, a replay is said and can be stopped. */
    private static final Duration PATIENCE = Duration.millis(150);

    /** On the way there is a snapshot in every third frame, in nanoseconds: the frames between are for who points and presses. */
    private static final long BETWEEN_SNAPSHOTS = 47_000_000;

    private final Opening<S> opening;
    private final Backend backend;
    private final List<Losses.Collector> losses = new ArrayList<>();
    private final List<TrainingTimeline> timelines = new ArrayList<>();
    private final Trainer<Course> trainer;
    private final ReadOnlyObjectWrapper<Snapshot<S>> snapshot;
    private final ReadOnlyBooleanWrapper diverged = new ReadOnlyBooleanWrapper(this, "diverged", false);
    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicBoolean stale = new AtomicBoolean();
    private final Listener listener;
    private final FrameFirst frameFirst = new FrameFirst();
    private final AnimationTimer refresher = new AnimationTimer() {
        private long last;

        @Override
        public void handle(long now) {
            frameFirst.frame();
            if (!trainer.running()) {
                stop();
            } else if (now - last >= BETWEEN_SNAPSHOTS) {
                last = now;
                refresh();
            }
        }
    };
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private volatile KnobValues values;
    private volatile boolean closed;

    /** How often something was wished for; written on the JavaFX thread. */
    private volatile int wishes;

    /** The wishes that what is shown fulfils. */
    private int fulfilled;

    /** A snapshot, and which wishes had been fulfilled when it was taken. */
    private record Answer<S>(Snapshot<S> snapshot, int wishes, boolean atRest) {}

    /**
     * Begins where the opening says and takes the first snapshot.
     *
     * @throws IllegalArgumentException if the model cannot learn from the data, or a size is out of range
     */
    public Run(Opening<S> opening, KnobValues values, Backend backend, Listener listener) {
        this.opening = opening;
        this.values = values;
        this.backend = backend;
        this.listener = listener;
        for (Member member : opening.members()) {
            Training training = member.start(backend);
            losses.add(new Losses.Collector(training.step()));
            timelines.add(new TrainingTimeline(training, member.recipe().settings()));
        }
        Course course = timelines.isEmpty() ? new Course.Counted(opening.steps()) : new TimelineGroup(timelines);
        snapshot = new ReadOnlyObjectWrapper<>(this, "snapshot", read(course));
        trainer = new Trainer<>(course, reports -> onStep(course, reports), this::onFailure);
    }

    /** On the trainer's thread, where a wish that is fulfilled has left the model as it was wished for. */
    private Answer<S> answer(Course course) {
        int seen = wishes;
        boolean atRest = !trainer.running();
        Snapshot<S> taken = read(course);
        if (!atRest) frameFirst.taken();
        return new Answer<>(taken, seen, atRest);
    }

    private Snapshot<S> read(Course course) {
        KnobValues now = values;
        S reading = opening.reading().read(course.step(), models(), now, backend);
        List<Losses> soFar = losses.stream().map(Losses.Collector::soFar).toList();
        return new Snapshot<>(course.step(), course.lastStep(), soFar, now, reading);
    }

    private List<Model> models() {
        return timelines.stream().map(one -> one.training().model()).toList();
    }

    /** On the trainer's thread. */
    private void onStep(Course course, List<@Nullable StepReport> reports) {
        boolean all = reports.stream().allMatch(report -> report == null || report.diverged());
        for (int i = 0; i < reports.size(); i++) {
            StepReport report = reports.get(i);
            if (report == null) continue;
            if (report.diverged()) onDiverged(i, report.step(), all);
            else losses.get(i).add(report);
        }
        if (!all) opening.reading().passed(course.step(), models(), values, backend);
    }

    private void onDiverged(int member, long step, boolean all) {
        Platform.runLater(() -> {
            if (closed) return;
            diverged.set(all);
            listener.diverged(member, step);
        });
    }

    /** On any thread. */
    private void onFailure(Throwable failure) {
        Platform.runLater(() -> {
            if (!closed) listener.failed(failure);
        });
    }

    /** Asks for a new snapshot, unless one is on its way that will say the same. On any thread. */
    private void refresh() {
        stale.set(true);
        if (asked.compareAndSet(false, true)) ask();
    }

    private void ask() {
        stale.set(false);
        trainer.ask(this::answer).whenComplete((answer, failure) -> Platform.runLater(() -> show(answer, failure)));
        trainer.ask(course -> {
            frameFirst.await();
            return course;
        });
    }

    private void show(@Nullable Answer<S> answer, @Nullable Throwable failure) {
        asked.set(false);
        if (closed) return;
        if (answer != null) {
            if (answer.atRest) fulfilled = answer.wishes;
            snapshot.set(answer.snapshot);
            if (!answer.atRest) frameFirst.shown();
        } else if (failure != null) {
            fulfilled = wishes;
            listener.failed(failure);
        }
        if (stale.get() && asked.compareAndSet(false, true)) ask();
        if (!busy()) rest();
    }

    private void rest() {
        List<CompletableFuture<Void>> resting = List.copyOf(waiting);
        waiting.clear();
        resting.forEach(one -> one.complete(null));
    }

    /** Whether it is making steps just now. */
    public boolean trainsNow() {
        return trainer.running();
    }

    /** Completed on the JavaFX thread when all that was wished for is shown. */
    public CompletableFuture<Void> settled() {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        if (busy() && !closed) waiting.add(settled);
        else settled.complete(null);
        return settled;
    }

    /**
     * Goes to a step, by training or by replay; the newest wish wins. Snapshots follow on the way and at the end.
     *
     * @param step how many updates; {@link Trainer#ENDLESS} trains until it is told otherwise
     */
    public CompletableFuture<Boolean> seek(long step) {
        return follow(trainer.seek(step), step <= snapshot().lastStep());
    }

    /** As {@link #seek}, counted from the step that is wanted now. */
    public CompletableFuture<Boolean> seekBy(long steps) {
        return follow(trainer.seekBy(steps), steps < 0);
    }

    private CompletableFuture<Boolean> follow(CompletableFuture<Boolean> reached, boolean known) {
        diverged.set(false);
        wish();
        reached.thenRun(this::refresh);
        refresher.start();
        if (!known) return reached;
        PauseTransition patience = new PauseTransition(PATIENCE);
        patience.setOnFinished(_ -> {
            if (!closed && !reached.isDone()) listener.replaying(reached);
        });
        patience.play();
        return reached;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // written on one thread only
    private void wish() {
        wishes++;
    }

    /** Stays where it is after the step that is being made. */
    public void stop() {
        trainer.stop();
    }

    /** Whether something that was wished for is not shown yet. */
    public boolean busy() {
        return fulfilled != wishes || asked.get();
    }

    /** Changes how steps from here on are made; a future that was computed otherwise is forgotten. */
    public void change(UnaryOperator<TrainingSettings> change) {
        diverged.set(false);
        trainer.ask(course -> {
            for (int i = 0; i < losses.size(); i++) {
                TrainingTimeline timeline = timelines.get(i);
                timeline.change(change.apply(timeline.settings()));
                losses.get(i).cut((int) (timeline.lastStep() - timeline.firstStep()));
            }
            return course.lastStep();
        });
        wish();
        refresh();
    }

    /** Looks at the same model with knobs that stand otherwise. */
    public void look(KnobValues now) {
        values = now;
        wish();
        refresh();
    }

    /** Whether there is no step after this one, which may be where nothing is trained. */
    public boolean atEnd() {
        return opening.members().isEmpty()
                && !busy()
                && snapshot().step() == snapshot().lastStep();
    }

    /** The newest snapshot. */
    public ReadOnlyObjectProperty<Snapshot<S>> snapshotProperty() {
        return snapshot.getReadOnlyProperty();
    }

    /** The newest snapshot. */
    public Snapshot<S> snapshot() {
        return snapshot.get();
    }

    /** Whether training stopped since the loss is no finite number; until something changes it would stop there again. */
    public ReadOnlyBooleanProperty divergedProperty() {
        return diverged.getReadOnlyProperty();
    }

    @Override
    public void close() {
        closed = true;
        refresher.stop();
        trainer.close();
        rest();
    }
}
