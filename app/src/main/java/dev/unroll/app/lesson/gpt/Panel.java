package dev.unroll.app.lesson.gpt;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.run.Position;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.layout.Region;

/** What stands on one of the lesson's tabs. */
interface Panel {
    /** What is chosen on this tab, to stand beside the tabs. */
    default List<Node> controls() {
        return List.of();
    }

    /** The views, laid out. */
    Region node();

    /** Shows what was read, if it was read for this tab. */
    void show(GptReading reading, KnobValues values);

    /** Shows where in the pass the screen stands. */
    void stand(Position position);
}
