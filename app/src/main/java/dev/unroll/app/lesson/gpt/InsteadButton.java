package dev.unroll.app.lesson.gpt;

import dev.unroll.app.lesson.DrawPanel;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.viz.sequence.TokenStrip;
import org.jspecify.annotations.Nullable;

import javafx.beans.value.ObservableValue;
import javafx.scene.control.Button;

/** Writes the candidate that is selected in the draw, whatever the number says: the text branches there. */
final class InsteadButton extends Button {
    private final StageKit<GptReading> kit;
    private final ObservableValue<@Nullable Integer> candidate;
    private @Nullable GptReading shown;

    InsteadButton(StageKit<GptReading> kit, DrawPanel<GptReading> draw) {
        this.kit = kit;
        candidate = draw.candidate();
        setId("instead");
        setMinWidth(USE_PREF_SIZE);
        managedProperty().bind(visibleProperty());
        candidate.subscribe(_ -> offer());
        setOnAction(_ -> write());
    }

    void show(GptReading reading) {
        shown = reading;
        offer();
    }

    /** Of the prompt nothing is written anew. */
    private void offer() {
        GptReading now = shown;
        Integer token = candidate.getValue();
        boolean possible = now != null && token != null && now.at() >= now.prompt() - 1 && now.at() + 1 < now.context();
        setVisible(possible);
        if (possible)
            setText(kit.messages()
                    .get("gpt.instead", TokenStrip.display(now.tokens().get(token))));
    }

    private void write() {
        GptReading now = shown;
        Integer token = candidate.getValue();
        if (now == null || token == null) return;
        kit.turn(
                GptLesson.WRITTEN,
                now.tree().with(now.at() + 1 - now.prompt(), token).format());
        kit.goTo(now.at() + 1);
    }
}
