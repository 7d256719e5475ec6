package dev.unroll.engine.train;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Trains on a thread of its own. Questions and changes are answered between two steps, so nobody else ever touches the model while
 * it changes, and whoever draws takes what it needs at its own pace.
 */
public final class Trainer implements AutoCloseable {
    private final TrainingTimeline timeline;
    private final Consumer<StepReport> listener;
    private final Consumer<Throwable> onFailure;
    private final BlockingQueue<Runnable> requests = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean interrupted;
    private volatile long stepsToGo;

    /**
     * @param listener told of every step, on the trainer's thread
     * @param onFailure told of what went wrong in a step; training has then stopped, and the trainer can still be asked
     */
    public Trainer(TrainingTimeline timeline, Consumer<StepReport> listener, Consumer<Throwable> onFailure) {
        this.timeline = timeline;
        this.listener = listener;
        this.onFailure = onFailure;
        thread = Thread.ofPlatform().name("trainer").daemon().unstarted(this::work);
        thread.start();
    }

    private void work() {
        try {
            while (!closed) {
                Runnable request = stepsToGo > 0 ? requests.poll() : requests.take();
                if (request != null) request.run();
                else makeStep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void makeStep() {
        try {
            StepReport report = timeline.forward();
            stepsToGo = report.diverged() ? 0 : Math.max(0, stepsToGo - 1);
            listener.accept(report);
        } catch (RuntimeException | OutOfMemoryError e) {
            stepsToGo = 0;
            onFailure.accept(e);
        }
    }

    /** Whether steps are being made or are still to be made. */
    public boolean running() {
        return stepsToGo > 0;
    }

    /** Makes a single step, after which it stops; what is asked next is answered after it. */
    public void step() {
        ask(t -> {
            stepsToGo = 0;
            makeStep();
            return t.step();
        });
    }

    /** Goes on for {@code steps} more steps; it stops by itself where training diverges. */
    public void train(long steps) {
        ask(t -> stepsToGo = steps);
    }

    /** Stops after the step that is being made. */
    public CompletableFuture<Long> stop() {
        interrupted = true;
        return ask(t -> {
            interrupted = false;
            stepsToGo = 0;
            return t.step();
        });
    }

    /**
     * Stops and goes to a step that has been computed, unless {@link #stop} is called before it gets there.
     *
     * @return whether the step was reached
     */
    public CompletableFuture<Boolean> goTo(long step) {
        return ask(t -> {
            stepsToGo = 0;
            return t.goTo(Math.clamp(step, t.firstStep(), t.lastStep()), () -> interrupted);
        });
    }

    /** Answers a question, or makes a change, on the trainer's thread between two steps. */
    public <T> CompletableFuture<T> ask(Function<TrainingTimeline, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        requests.add(() -> {
            try {
                answer.complete(question.apply(timeline));
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    @Override
    public void close() {
        closed = true;
        interrupted = true;
        thread.interrupt();
    }
}
