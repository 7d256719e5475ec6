package dev.unroll.engine.train;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;

/**
 * Trains one model, or several in step, on a thread of its own, toward the step that is wanted: forward by training, back by replay. What else
 * goes step by step it moves likewise. The newest wish wins, even
 * while an older one is on its way. Questions and changes are answered between two steps, so nobody else ever touches the model
 * while it changes, and whoever draws takes what it needs at its own pace.
 *
 * @param <C> what is moved: a {@link TimelineGroup} for models
 */
public final class Trainer<C extends Course> implements AutoCloseable {
    /** A step that is never reached: train on until something else is wanted. */
    public static final long ENDLESS = Long.MAX_VALUE;

    private final C course;
    private final Consumer<List<@Nullable StepReport>> listener;
    private final Consumer<Throwable> onFailure;
    private final BlockingQueue<Runnable> requests = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;
    private final long first;
    private volatile Wish wish;
    private volatile long at;

    /** A step that was asked for, and who waits for it. */
    private record Wish(long step, CompletableFuture<Boolean> reached) {
        boolean open() {
            return !reached.isDone();
        }
    }

    /**
     * @param listener told of every step as {@link Course#forward} does, on the trainer's thread
     * @param onFailure told of what went wrong in a step; training has then stopped, and the trainer can still be asked
     */
    public Trainer(C course, Consumer<List<@Nullable StepReport>> listener, Consumer<Throwable> onFailure) {
        this.course = course;
        this.listener = listener;
        this.onFailure = onFailure;
        first = course.firstStep();
        at = course.step();
        wish = new Wish(at, CompletableFuture.completedFuture(true));
        thread = Thread.ofPlatform().name("trainer").daemon().unstarted(this::work);
        thread.start();
    }

    private void work() {
        try {
            while (!closed) {
                if (wish.open()) {
                    answerThoseWhoWait();
                    approach(wish);
                } else requests.take().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /** Who asks meanwhile waits for the next step: however long answers take, and however soon it is asked again, it goes on. */
    private void answerThoseWhoWait() throws InterruptedException {
        for (int waiting = requests.size(); waiting > 0; waiting--)
            requests.take().run();
    }

    /** One step toward a wish, or all of a replay. */
    private void approach(Wish wanted) {
        if (!wanted.open()) return;
        try {
            long target = Math.max(wanted.step, first);
            long known = Math.min(target, course.lastStep());
            if (course.step() != known) course.goTo(known, () -> wish != wanted || closed);
            else if (target > known) forward(wanted);
            at = course.step();
            if (at != target) return;
            course.stay();
            wanted.reached.complete(true);
        } catch (RuntimeException | OutOfMemoryError e) {
            wanted.reached.complete(false);
            onFailure.accept(e);
        }
    }

    private void forward(Wish wanted) {
        long before = course.step();
        List<@Nullable StepReport> reports = course.forward();
        if (course.step() == before) wanted.reached.complete(false); // all of them diverged
        listener.accept(reports);
    }

    /**
     * Goes to a step: back, forward to what is known, or on by training, which stops by itself where it diverges. What was wanted
     * before is wanted no more.
     *
     * @param step how many updates; {@link #ENDLESS} trains until something else is wanted
     * @return completed on another thread with whether the step was reached
     */
    public CompletableFuture<Boolean> seek(long step) {
        return wish(_ -> step);
    }

    /** As {@link #seek}, counted from the step that is wanted now, so that of several presses none is lost. */
    public CompletableFuture<Boolean> seekBy(long steps) {
        return wish(now -> Math.max(first, now + steps));
    }

    private CompletableFuture<Boolean> wish(LongUnaryOperator next) {
        Wish before;
        Wish wanted;
        synchronized (this) {
            before = wish;
            long now = before.open() && before.step != ENDLESS ? before.step : at;
            wanted = new Wish(next.applyAsLong(now), new CompletableFuture<>());
            wish = wanted;
        }
        before.reached.complete(false);
        requests.add(() -> {}); // wakes the thread
        return wanted.reached;
    }

    /** Stays where it is after the step that is being made. */
    public void stop() {
        wish.reached.complete(false);
    }

    /** Whether a step is wanted that has not been reached. */
    public boolean running() {
        return wish.open();
    }

    /** Answers a question, or makes a change, on the trainer's thread between two steps. */
    public <T> CompletableFuture<T> ask(Function<C, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        requests.add(() -> {
            try {
                answer.complete(question.apply(course));
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    @Override
    public void close() {
        closed = true;
        stop();
        thread.interrupt();
    }
}
