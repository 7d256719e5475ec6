package dev.unroll.app.lesson;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.i18n.Sentence;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.run.Run;
import dev.unroll.app.run.Snapshot;
import dev.unroll.engine.message.Translatable;
import dev.unroll.engine.text.TextException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javafx.animation.PauseTransition;
import javafx.application.Platform;
import javafx.util.Duration;

/**
 * The runs of a lesson, one after the other. They are opened beside the JavaFX thread, the newest wish wins, and the one at hand goes
 * on if the next cannot begin. The one before is kept, so that nothing is lost when a knob is turned.
 */
final class Runs<S extends Traced> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

    /** After this long, opening is said. */
    private static final Duration PATIENCE = Duration.millis(150);

    /** After this long, a look is said: in training one comes with the steps. */
    private static final Duration LONG_LOOK = Duration.millis(700);

    /** Turns of the same knob that follow each other faster are one. */
    private static final Duration ONE_TURN = Duration.seconds(1);

    /** From so many steps made on it is offered to go back to the run before. */
    private static final long WORTH_OFFERING = 200;

    /** Whoever opens large weights shares the work with other threads, of which a pool has one less than there are cores. */
    private static final Executor THREADS =
            work -> Thread.ofPlatform().daemon().name("opening").start(work);

    /** Told what becomes of wishes, on the JavaFX thread. */
    interface Listener<S> extends Run.Listener {
        /** A run is at hand in place of the one before. */
        void began(Run<S> run);

        /** A run could not begin; the one before goes on. */
        void refused(Sentence sentence);

        /** What was being opened is not wanted any more; the run at hand goes on. */
        void cancelled();
    }

    /** What the knobs should stand at, which may have to be read first. */
    @FunctionalInterface
    interface Source {
        /** The values, on any thread. */
        KnobValues values() throws SaidException, TextException;
    }

    private record Kept<S>(Run<S> run, KnobValues values) {}

    /** A run that can begin, or why it cannot. */
    private record Opened<S>(
            @Nullable Run<S> run,
            KnobValues values,
            @Nullable Sentence refusal) {}

    private final LessonContext context;
    private final LessonPlan<S> plan;
    private final Listener<S> listener;
    private final Deque<KnobValues> before = new ArrayDeque<>();
    private @Nullable Run<S> current;
    private @Nullable Kept<S> kept;
    private KnobValues values;
    private Notice offer = () -> {};
    private Wish opening = new Wish();
    private @Nullable Knob<?> lastTurned;
    private long lastTurn;
    private boolean closed;

    /** Whether it is said that something is being looked at. */
    private boolean looking;

    /** What the knobs should stand at as soon as what is being opened has opened. */
    private KnobValues wished;

    /** A run that is wanted, until it has begun or is wanted no more. */
    private static final class Wish {
        final CompletableFuture<Void> done = new CompletableFuture<>();
        private final PauseTransition patience = new PauseTransition(PATIENCE);
        private Notice said = () -> {};

        /** Says after a while what is waited for. */
        void sayLater(Supplier<Notice> say) {
            patience.setOnFinished(_ -> said = say.get());
            patience.play();
        }

        void end() {
            patience.stop();
            said.dismiss();
            done.complete(null);
        }
    }

    Runs(LessonContext context, LessonPlan<S> plan, Listener<S> listener) {
        this.context = context;
        this.plan = plan;
        this.listener = listener;
        values = KnobValues.initial(plan.knobs());
        wished = values;
        opening.end();
    }

    /** The run at hand; null before the first has begun. */
    @Nullable
    Run<S> current() {
        return current;
    }

    /** What the knobs stand at, or will as soon as what is being opened has opened. */
    KnobValues values() {
        return wished;
    }

    /** Completed on the JavaFX thread when no run is being opened, and the one at hand shows what was wished for. */
    CompletableFuture<Void> settled() {
        Wish awaited = opening;
        return awaited.done.thenCompose(_ -> {
            if (opening != awaited) return settled(); // something newer is wished for
            Run<S> run = current;
            if (run == null) return CompletableFuture.completedFuture(null);
            return run.settled().thenCompose(_ -> {
                boolean newest = opening == awaited && current == run;
                return newest ? CompletableFuture.completedFuture(null) : settled();
            });
        });
    }

    /** Goes to a training step. */
    void seek(long step) {
        Run<S> run = current;
        if (run != null) run.seek(step);
    }

    /** Begins again with the same knobs. */
    void restart() {
        KnobValues same = wished;
        begin(same, () -> same);
    }

    /** Lets the knobs stand at other values, which begins anew, changes how the run goes on, or only how it is looked at. */
    void turn(KnobValues wanted) {
        Run<S> run = current;
        if (run == null || wanted.differ(values, Knob.Effect.ANEW)) {
            boolean onItsWay = !opening.done.isDone() && wanted.equals(wished);
            if (!onItsWay) begin(wanted, () -> wanted);
            return;
        }
        takeBackWish(); // the run at hand is wanted after all
        if (wanted.equals(values)) return;
        boolean onward = wanted.differ(values, Knob.Effect.ONWARD);
        remember(wanted);
        values = wanted;
        wished = wanted;
        if (onward) run.change(_ -> plan.settings(wanted));
        look(run);
    }

    /** Lets a knob stand where the screen does; that is no turn, so nothing is taken back with it. */
    void follow(Knob<Integer> knob, int now) {
        Run<S> run = current;
        if (run == null || !opening.done.isDone() || values.get(knob) == now) return;
        values = values.with(knob, now);
        wished = values;
        look(run);
    }

    /** Looks once more at the run at hand. */
    void lookAgain() {
        Run<S> run = current;
        if (run != null) look(run);
    }

    /** Looks at a run as the knobs stand now; what takes a while is said. */
    private void look(Run<S> run) {
        run.look(values);
        PauseTransition patience = new PauseTransition(LONG_LOOK);
        patience.setOnFinished(_ -> {
            if (!run.busy() || run.trainsNow() || run != current || looking) return;
            looking = true;
            Notice said = context.say(new Sentence("run.looking"));
            run.settled().thenRun(() -> {
                looking = false;
                said.dismiss();
            });
        });
        patience.play();
    }

    /** A knob that is being dragged is turned back as a whole. */
    private void remember(KnobValues wanted) {
        Knob<?> turned = wanted.onlyDifference(values);
        long now = System.nanoTime();
        boolean goesOn = turned != null && turned.equals(lastTurned) && now - lastTurn < ONE_TURN.toMillis() * 1e6;
        lastTurned = turned;
        lastTurn = now;
        if (!goesOn) remember();
    }

    private void remember() {
        if (before.isEmpty() || !before.peek().equals(values)) before.push(values);
    }

    /** Opens a run in place of the one at hand, with what is read first. */
    void begin(Source source) {
        begin(values, source);
    }

    /** @param expected what the knobs are shown at until it has opened */
    private void begin(KnobValues expected, Source source) {
        Wish wish = new Wish();
        wishFor(wish);
        wished = expected;
        wish.sayLater(() -> current == null
                ? context.say(new Sentence("run.opening"))
                : context.offer(new Sentence("run.opening"), new Sentence("run.cancel"), this::cancel));
        CompletableFuture.supplyAsync(() -> open(source), THREADS)
                .whenComplete((opened, failure) -> Platform.runLater(() -> {
                    if (opening == wish && !closed) {
                        wished = values;
                        if (failure != null) listener.failed(failure);
                        else finish(opened);
                    } else if (opened != null && opened.run != null) {
                        opened.run.close();
                    }
                    wish.end();
                }));
    }

    /** Whoever waits for the wish before waits for this one from now on. */
    private void wishFor(Wish next) {
        Wish older = opening;
        opening = next;
        older.end();
    }

    private void cancel() {
        takeBackWish();
        listener.cancelled();
    }

    private void takeBackWish() {
        Wish none = new Wish();
        none.end();
        wished = values;
        wishFor(none);
    }

    /** On any thread. */
    private Opened<S> open(Source source) {
        KnobValues wanted = values;
        try {
            wanted = source.values();
            return new Opened<>(new Run<>(plan.open(wanted), wanted, context.backend(), listener), wanted, null);
        } catch (SaidException e) {
            return new Opened<>(null, wanted, e.sentence());
        } catch (TextException | IllegalArgumentException e) {
            if (!(e instanceof Translatable)) LOG.error("A run could not be opened", e);
            return new Opened<>(null, wanted, Sentence.of(e));
        }
    }

    private void finish(Opened<S> opened) {
        Run<S> run = opened.run;
        if (run == null) {
            if (opened.refusal != null) listener.refused(opened.refusal);
            return;
        }
        remember();
        replace(run, opened.values);
        Kept<S> last = kept;
        if (last == null || stepsMade(last.run.snapshot()) < WORTH_OFFERING) return;
        offer = context.offer(
                new Sentence("run.kept", last.run.snapshot().step()), new Sentence("run.back"), this::undo);
    }

    /** How many steps a run has made itself, beyond what a trained model had behind it. */
    private static long stepsMade(Snapshot<?> snapshot) {
        return snapshot.losses().isEmpty() ? 0 : snapshot.step() - snapshot.firstStep();
    }

    private void replace(Run<S> run, KnobValues wanted) {
        offer.dismiss();
        Kept<S> older = kept;
        if (older != null && older.run != run) older.run.close();
        Run<S> last = current;
        if (last != null) last.stop();
        kept = last == null ? null : new Kept<>(last, values);
        current = run;
        values = wanted;
        wished = wanted;
        listener.began(run);
    }

    /** Takes back the last turn of a knob, with the run that went on then where it is the one before. */
    void undo() {
        offer.dismiss();
        if (!opening.done.isDone()) {
            takeBackWish();
            return;
        }
        lastTurned = null;
        Kept<S> last = kept;
        KnobValues wanted = before.isEmpty() ? values : before.pop();
        if (last != null && !last.values.differ(wanted, Knob.Effect.ANEW)) {
            kept = null;
            replace(last.run, last.values);
        } else {
            turn(wanted);
        }
    }

    @Override
    public void close() {
        closed = true;
        offer.dismiss();
        Run<S> run = current;
        if (run != null) run.close();
        Kept<S> last = kept;
        if (last != null) last.run.close();
        current = null;
        kept = null;
        takeBackWish();
    }
}
