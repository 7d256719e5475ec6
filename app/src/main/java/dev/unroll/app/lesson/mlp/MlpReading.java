package dev.unroll.app.lesson.mlp;

import dev.unroll.app.lesson.MlpDrawing;
import dev.unroll.app.lesson.MlpPanel;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TextReading;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.engine.trace.WeightStep;
import dev.unroll.viz.explain.AxisNames;

import java.util.List;

/**
 * A pass of the network over a text.
 *
 * @param step of the weight whose update is shown
 * @param parameters how many numbers the network would have, for each width of its window from 1 on
 */
record MlpReading(TextTrace text, NamedNumbers numbers, WeightStep step, List<Long> parameters) implements TextReading {
    @Override
    public AxisNames names() {
        return text.names().withTokens(MlpDrawing.words(text));
    }

    /** How many words the network sees. */
    int window() {
        return MlpPanel.window(this);
    }
}
