package dev.unroll.app.run;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;

/**
 * Lets a frame go first: once a snapshot is taken, the next training step waits until it is rendered. Where
 * the two share a few cores, a frame that has to wait for steps is seen to stutter, and a step that waits for a frame is not.
 */
final class FrameFirst {
    /** Nobody waits longer for a frame, which may not come at all where the window is hidden. */
    private static final long PATIENCE_MILLIS = 100;

    private final Semaphore painted = new Semaphore(0);
    private boolean owed;
    private boolean shown;
    private boolean laidOut;

    /** A snapshot was taken while training goes on; on the trainer’s thread. */
    void taken() {
        painted.drainPermits();
        owed = true;
    }

    /** Waits until the snapshot that was taken is painted; on the trainer’s thread. */
    void await() {
        if (!owed) return;
        owed = false;
        try {
            painted.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the run is closed
        }
    }

    /** The views have the snapshot’s numbers and will be painted in the next frame; on the JavaFX thread. */
    void shown() {
        shown = true;
    }

    /**
     * A frame begins, on the JavaFX thread. The first after a snapshot lays it out; the second ends when the first is rendered, and what is
     * queued behind it runs then.
     */
    void frame() {
        if (shown && laidOut) {
            shown = false;
            laidOut = false;
            Platform.runLater(painted::release);
        } else laidOut = shown;
    }
}
