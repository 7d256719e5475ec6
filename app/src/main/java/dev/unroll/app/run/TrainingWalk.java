package dev.unroll.app.run;

import dev.unroll.app.playback.Walk;
import dev.unroll.engine.train.Trainer;
import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/**
 * The training steps of whatever run is at hand.
 *
 * @param run null while none is
 */
public record TrainingWalk(Supplier<? extends @Nullable Run<?>> run) implements Walk {
    @Override
    public void forward() {
        Run<?> current = run.get();
        if (current != null) current.seekBy(1);
    }

    @Override
    public void back() {
        Run<?> current = run.get();
        if (current != null) current.seekBy(-1);
    }

    @Override
    public void toStart() {
        Run<?> current = run.get();
        if (current != null) current.seek(0);
    }

    @Override
    public void toEnd() {
        Run<?> current = run.get();
        if (current != null) current.seek(current.snapshot().lastStep());
    }

    /** Presses come faster than snapshots, so a run that is on its way may go further back than is seen. */
    @Override
    public boolean canGoBack() {
        Run<?> current = run.get();
        return current != null
                && (current.busy()
                        || current.snapshot().step() > current.snapshot().firstStep());
    }

    @Override
    public boolean canGoForward() {
        Run<?> current = run.get();
        return current != null && !current.divergedProperty().get() && !current.atEnd();
    }

    @Override
    public boolean busy() {
        Run<?> current = run.get();
        return current != null && current.busy();
    }

    @Override
    public boolean startRunning() {
        Run<?> current = run.get();
        if (current != null) current.seek(Trainer.ENDLESS);
        return current != null;
    }

    @Override
    public void stopRunning() {
        Run<?> current = run.get();
        if (current != null) current.stop();
    }
}
