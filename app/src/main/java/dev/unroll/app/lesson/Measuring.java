package dev.unroll.app.lesson;

import atlantafx.base.theme.Styles;
import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.i18n.Sentence;
import dev.unroll.engine.profile.Progress;
import dev.unroll.engine.text.TextException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javafx.animation.PauseTransition;
import javafx.application.Platform;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.util.Duration;

/**
 * Something that takes seconds to measure: a button that begins it, then how far it is and a button that ends it. It is measured behind
 * the screen, and what is known so far is shown as it comes. It ends when it leaves the window.
 *
 * @param <P> what is known so far; it must not change afterwards
 */
public final class Measuring<P> extends HBox {
    private static final Logger LOG = LoggerFactory.getLogger(Measuring.class);

    /** What changes all the time is measured when it has not changed for so long. */
    private static final Duration REST = Duration.millis(250);

    /** Not one of the shared threads, of which two cores have one alone: others would wait for what is measured. */
    private static final Executor THREADS =
            work -> Thread.ofPlatform().daemon().name("measurement").start(work);

    /** What is measured. */
    @FunctionalInterface
    public interface Work<P> {
        /** Measures, on a thread of its own. */
        void measure(Report<P> report) throws SaidException, TextException;
    }

    /** Whom the work tells how far it is. */
    @FunctionalInterface
    public interface Report<P> extends Progress<P> {
        /**
         * Tells what is known.
         *
         * @throws CancellationException if nobody wants to know any more, which ends the work
         */
        @Override
        void tell(double share, P soFar);
    }

    private final StageKit<?> kit;
    private final Consumer<P> show;
    private Runnable again = () -> {};
    private final PauseTransition rest = new PauseTransition(REST);
    private CompletableFuture<Void> begun = CompletableFuture.completedFuture(null);
    private final Button button = new Button();
    private final ProgressBar bar = new ProgressBar();
    private @Nullable Work<P> work;
    private @Nullable Object subject;
    private @Nullable Job running;

    /** A measurement on its way. */
    private final class Job implements Report<P> {
        private final AtomicReference<@Nullable Known<P>> newest = new AtomicReference<>();
        private volatile boolean cancelled;

        @Override
        public void tell(double share, P soFar) {
            if (cancelled) throw new CancellationException();
            boolean isAwaited = newest.getAndSet(new Known<>(share, soFar)) != null;
            if (!isAwaited) Platform.runLater(this::show);
        }

        private void show() {
            Known<P> known = newest.getAndSet(null);
            if (known == null || cancelled) return;
            bar.setProgress(known.share);
            show.accept(known.soFar);
        }
    }

    private record Known<P>(double share, P soFar) {}

    /**
     * Nothing to measure yet.
     *
     * @param id of the button
     * @param words the key of what is said beside the button
     * @param show is given what is known so far, on the JavaFX thread
     */
    public Measuring(StageKit<?> kit, String id, String words, Consumer<P> show) {
        this.kit = kit;
        this.show = show;
        button.setId(id);
        button.getStyleClass().add(Styles.SMALL);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> {
            if (running == null) {
                again.run();
                start();
            } else cancel();
        });
        bar.setVisible(false);
        bar.managedProperty().bind(bar.visibleProperty());
        Label label = kit.texts().heading(words);
        label.setWrapText(true);
        getChildren().addAll(button, bar, label);
        getStyleClass().add("measuring");
        setAlignment(Pos.CENTER_LEFT);
        rest.setOnFinished(_ -> start());
        sceneProperty().addListener((_, _, scene) -> {
            if (scene == null) Platform.runLater(this::forgetOutOfScene);
        });
        say();
    }

    /** What is done before it is measured because the button was pressed, such as forgetting what is known. */
    public void setOnAgain(Runnable action) {
        again = action;
    }

    /**
     * What is measured when the button is pressed, and at once where nothing has been measured since {@link #forget}, or something else.
     *
     * @param of what it depends on, such as the knobs or the weights
     * @return whether it is begun, so that what is shown of something else is to be cleared away
     */
    public boolean offer(Object of, Work<P> now) {
        boolean anew = want(of, now);
        if (anew) start();
        return anew;
    }

    /**
     * As {@link #offer}, where it changes all the time as in training: after something else it is begun when nothing else has been wanted
     * for a while.
     */
    public boolean follow(Object of, Work<P> now) {
        boolean first = work == null;
        boolean anew = want(of, now);
        if (!anew) return false;
        if (first) start();
        else restFirst();
        return true;
    }

    /** As {@link #offer}, where it is known already, so that it is only measured when the button is pressed. */
    public void know(Object of, Work<P> now) {
        if (want(of, now)) endRest();
    }

    private boolean want(Object of, Work<P> now) {
        boolean anew = work == null || !of.equals(subject);
        if (anew) cancel();
        subject = of;
        work = now;
        return anew;
    }

    private void restFirst() {
        if (begun.isDone()) {
            begun = new CompletableFuture<>();
            kit.await(begun);
        }
        rest.playFromStart();
    }

    private void endRest() {
        rest.stop();
        begun.complete(null);
    }

    /** Ends what is being measured; the next that is offered is measured at once. */
    public void forget() {
        endRest();
        cancel();
        work = null;
        subject = null;
    }

    /** A stage that lays itself out anew takes it out of the scene and puts it back, which ends nothing. */
    private void forgetOutOfScene() {
        if (getScene() == null) forget();
    }

    private void start() {
        Work<P> wanted = work;
        if (wanted == null) return;
        Job job = new Job();
        running = job;
        CompletableFuture<Void> done = CompletableFuture.runAsync(() -> run(wanted, job), THREADS);
        CompletableFuture<Void> ended = new CompletableFuture<>();
        done.whenComplete((_, failure) -> Platform.runLater(() -> {
            if (failure != null) LOG.error("A measurement failed", failure);
            if (running == job) running = null;
            say();
            ended.complete(null);
        }));
        kit.await(ended);
        endRest();
        say();
    }

    private void run(Work<P> wanted, Job job) {
        try {
            wanted.measure(job);
        } catch (SaidException e) {
            tell(job, e.sentence());
        } catch (TextException e) {
            tell(job, Sentence.of(e));
        } catch (CancellationException e) {
            LOG.debug("No longer wanted", e);
        }
    }

    /** What nobody wants any more fails in silence. */
    private void tell(Job job, Sentence problem) {
        Platform.runLater(() -> {
            if (!job.cancelled) kit.say(problem);
        });
    }

    private void cancel() {
        Job job = running;
        if (job == null) return;
        job.cancelled = true;
        running = null;
        say();
    }

    private void say() {
        bar.setVisible(running != null);
        if (running != null) bar.setProgress(0);
        button.textProperty().unbind();
        button.textProperty().bind(kit.messages().text(running == null ? "measuring.start" : "measuring.cancel"));
    }
}
