package dev.unroll.app.lesson.transformer;

import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TranslationReading;
import dev.unroll.app.lesson.TranslationTrace;
import dev.unroll.engine.trace.Towers;
import dev.unroll.viz.attention.TowerClock;

/**
 * A sentence as it goes through both towers. A time step of the pass is a moment of the clock.
 *
 * @param now what is shown
 * @param towers the boxes of encoder and decoder
 * @param clock how they are computed: in training for all tokens at once, in writing token by token
 * @param numbers what was measured besides
 */
record TransformerReading(TranslationTrace now, Towers towers, TowerClock clock, NamedNumbers numbers)
        implements TranslationReading {
    @Override
    public int timeSteps() {
        return clock.moments();
    }

    @Override
    public boolean stepsAreTokens() {
        return false;
    }

    @Override
    public String positionKey() {
        return clock.writing()
                ? "position.moment.writing"
                : "position.moment"; // nobody knows yet how long it will take
    }
}
