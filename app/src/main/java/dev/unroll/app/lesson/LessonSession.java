package dev.unroll.app.lesson;

import dev.unroll.app.guide.GuidePane;
import dev.unroll.app.guide.GuideWalk;
import dev.unroll.app.guide.Situation;
import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.playback.Playback;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import javafx.scene.layout.Region;

/** A lesson that is open: what it shows, and the model that runs behind it. */
public interface LessonSession extends AutoCloseable {
    /** The views in the middle of the window, with the few knobs that matter. */
    Region stage();

    /** What the transport moves. */
    Playback playback();

    /** The walk through the lesson; null where there is none. */
    @Nullable
    GuideWalk guide();

    /** The words of that walk; null where there is none. */
    @Nullable
    GuidePane guidePane();

    /**
     * Brings the lesson to where it is wanted, whatever it was before; the newest wish wins.
     *
     * @throws SaidException if there is no such knob, or it cannot be set to that
     */
    void show(Situation situation) throws SaidException;

    /** Takes back the last turn of a knob, if there was one. */
    void undo();

    /**
     * Completed on the JavaFX thread as soon as nothing is on its way any more; with a {@link SaidException} if what was wanted last is
     * not there.
     */
    CompletableFuture<Void> settled();

    @Override
    void close();
}
