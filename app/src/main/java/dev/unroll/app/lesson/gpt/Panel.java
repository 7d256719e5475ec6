package dev.unroll.app.lesson.gpt;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.run.Position;
import javafx.scene.layout.Region;

/** What stands on one of the lesson's tabs. */
interface Panel {
    /** The views, laid out. */
    Region node();

    /** Shows what was read, if it was read for this tab. */
    void show(GptReading reading, KnobValues values);

    /** Shows where in the pass the screen stands. */
    void stand(Position position);
}
