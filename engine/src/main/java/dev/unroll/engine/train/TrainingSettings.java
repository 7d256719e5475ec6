package dev.unroll.engine.train;

import dev.unroll.engine.message.RefusedException;

/**
 * What may be changed while a model is trained.
 *
 * @param learningRate η, before the schedule; 0 leaves the weights as they are
 */
public record TrainingSettings(double learningRate, Schedule schedule, Clipping clipping) {
    /** @throws IllegalArgumentException if the learning rate is negative or no number */
    public TrainingSettings {
        if (!(learningRate >= 0) || Double.isInfinite(learningRate)) {
            throw new RefusedException("training.learningRate", learningRate);
        }
    }

    /**
     * A constant learning rate.
     *
     * @param clipNorm as in {@link Clipping.ByNorm}; infinite for none
     */
    public TrainingSettings(double learningRate, double clipNorm) {
        this(
                learningRate,
                new Schedule.Constant(),
                clipNorm == Double.POSITIVE_INFINITY ? new Clipping.None() : new Clipping.ByNorm(clipNorm));
    }

    /** The learning rate of the step that makes update {@code step + 1}. */
    public double learningRate(long step) {
        return learningRate * schedule.factor(step);
    }
}
