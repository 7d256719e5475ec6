package dev.unroll.app.lesson;

import dev.unroll.app.playback.Playback;

import java.util.List;
import javafx.scene.layout.Region;

/** A lesson that is open: what it shows, and the model that runs behind it. */
public interface LessonSession extends AutoCloseable {
    /** The views in the middle of the window, with the few knobs that matter. */
    Region stage();

    /** What to do, what to notice and what to ask: the keys of paragraphs, in this order. */
    List<String> guideKeys();

    /** What the transport moves. */
    Playback playback();

    /**
     * Trains up to a step and waits for it, so that a picture can be taken.
     *
     * @param step how many updates of the weights
     */
    void prepare(long step);

    /** Begins anew with another text. */
    void useText(String text);

    /** Whether the gradients are shown that flow back. */
    void showGradients(boolean show);

    /** Moves the transport to a time step, from 0; beyond the last it stands at the last. */
    void showTimeStep(int timeStep);

    @Override
    void close();
}
