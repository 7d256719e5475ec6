package dev.unroll.app.lesson;

import dev.unroll.app.i18n.Messages;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.trace.Explanation;
import dev.unroll.engine.trace.Place;
import org.jspecify.annotations.Nullable;

/** What a lesson may use of the window around it. All of it is used on the JavaFX thread. */
public interface LessonContext {
    /** The texts of the screen. */
    Messages messages();

    /** What computes. */
    Backend backend();

    /** The place of the number whose arithmetic is shown; {@code null} for none. */
    @Nullable
    Place inspected();

    /** Shows the arithmetic of a number; {@code null} for none. */
    void inspect(@Nullable Explanation explanation);

    /** Tells the user one sentence, with nothing to do about it. */
    void say(String sentence);

    /**
     * Tells the user one sentence and offers what can be done.
     *
     * @param action what the button says
     */
    void offer(String sentence, String action, Runnable onAction);

    /** Takes back what was said. */
    void sayNothing();
}
