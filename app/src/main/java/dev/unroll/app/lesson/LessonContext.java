package dev.unroll.app.lesson;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.i18n.Sentence;
import dev.unroll.engine.backend.Backend;

/** What a lesson may use of the window around it. All of it is used on the JavaFX thread. */
public interface LessonContext {
    /** The texts of the screen. */
    Messages messages();

    /** What computes. */
    Backend backend();

    /** Where the arithmetic of a number is shown. */
    Inspector inspector();

    /** Tells the user one sentence, until it is taken back. */
    Notice say(Sentence sentence);

    /**
     * Tells the user one sentence and offers what can be done.
     *
     * @param action what the button says
     */
    Notice offer(Sentence sentence, Sentence action, Runnable onAction);
}
