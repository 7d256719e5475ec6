package dev.unroll.app.run;

import dev.unroll.app.knobs.KnobValues;

import java.util.List;

/**
 * A run as it stood after some step. Nothing of it changes any more.
 *
 * @param step how many updates of the weights had been made
 * @param lastStep the furthest step that was known then
 * @param losses for each model in training, the loss at each step that was made
 * @param values what the knobs stood at when it was read
 * @param reading what was read off the model
 */
public record Snapshot<S>(long step, long lastStep, List<Losses> losses, KnobValues values, S reading) {
    /** The step that the run began at. */
    public long firstStep() {
        return losses.isEmpty() ? 0 : losses.getFirst().first();
    }
}
