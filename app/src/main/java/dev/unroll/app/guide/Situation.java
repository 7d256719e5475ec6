package dev.unroll.app.guide;

import dev.unroll.app.playback.Scale;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Where a lesson is to stand, whatever it was before: what a step of a guide, or {@code render}, asks for.
 *
 * @param knobs what is typed into those knobs that are not to be as they are at first
 * @param step how many updates of the weights
 * @param scale how finely the pass is looked at; what comes after the position is empty below the training step
 * @param timeStep the position in the sequence, from 0
 * @param operation the operation at that token, from 0
 * @param select the number whose arithmetic is shown
 * @param emphasize the views that should be looked at, by their ids
 * @param veil what is hidden until it has been guessed
 */
public record Situation(
        Map<String, String> knobs,
        long step,
        Scale scale,
        int timeStep,
        int operation,
        Formula.@Nullable Element select,
        List<String> emphasize,
        List<Formula.Element> veil) {
    /** A lesson as it opens. */
    public static final Situation NEW =
            new Situation(Map.of(), 0, Scale.TRAINING_STEP, 0, 0, null, List.of(), List.of());

    /** The same with nothing hidden. */
    public Situation unveiled() {
        return new Situation(knobs, step, scale, timeStep, operation, select, emphasize, List.of());
    }
}
