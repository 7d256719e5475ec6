package dev.unroll.engine.trace;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.tensor.Axis;

import java.util.EnumMap;
import java.util.Map;

/**
 * What moving one weight a little either way does to the loss: the check of a gradient that needs no calculus.
 *
 * @param up the loss with the weight larger by {@code nudge}
 * @param down the loss with the weight smaller by as much
 * @param nudge how far it was moved
 */
public record FiniteDifference(double up, double down, double nudge) {
    /**
     * Runs a model twice over tokens, with one of its weights moved. The model itself stays as it is.
     *
     * @param ids at least two tokens, as in {@link Trace#ofPrediction}
     * @param weight where in a parameter it stands
     * @param now what it is
     */
    public static FiniteDifference of(
            LanguageModel model, int[] ids, Place weight, double now, double nudge, Backend backend) {
        Map<Axis, Integer> where = new EnumMap<>(Axis.class);
        for (Axis axis : weight.axes()) where.put(axis, weight.along(axis));
        double up = loss(model, ids, new Intervention(weight.name(), where, set(now + nudge)), backend);
        double down = loss(model, ids, new Intervention(weight.name(), where, set(now - nudge)), backend);
        return new FiniteDifference(up, down, nudge);
    }

    private static Change set(double value) {
        return new Change.Set((float) value);
    }

    private static double loss(LanguageModel model, int[] ids, Intervention moved, Backend backend) {
        return Trace.ofPrediction(model, ids, backend, moved).value("loss").item();
    }

    /** By how much the loss grows for each 1 by which the weight does. */
    public double slope() {
        return (up - down) / (2 * nudge);
    }
}
