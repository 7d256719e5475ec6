package dev.unroll.app.lesson.gpt;

import dev.unroll.app.lesson.DrawPanel;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.viz.sequence.TokenStrip;
import javafx.scene.control.Button;

/** Writes the candidate that is selected in the draw, whatever the number says: the text branches there. */
final class InsteadButton extends Button {
    InsteadButton(StageKit<GptReading> kit, DrawPanel<GptReading> draw) {
        setId("instead");
        setMinWidth(USE_PREF_SIZE);
        managedProperty().bind(visibleProperty());
        setVisible(false);
    }
}
