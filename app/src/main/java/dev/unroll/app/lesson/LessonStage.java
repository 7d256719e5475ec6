package dev.unroll.app.lesson;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.run.Position;

import javafx.scene.layout.Region;

/**
 * The views of a lesson.
 *
 * @param <S> what is read off its model
 */
public interface LessonStage<S> {
    /** The views, laid out. */
    Region node();

    /** Shows what was read; views that are bound to a name of the trace have it already. */
    void show(S reading, KnobValues values);

    /** Shows where in the pass the screen stands. */
    void stand(Position position);
}
