package dev.unroll.engine.train;

/**
 * What may be changed while a model is trained.
 *
 * @param learningRate η; 0 leaves the weights as they are
 * @param clipNorm the gradients of all parameters together are scaled down to this norm if theirs is larger (Pascanu, Mikolov and
 *     Bengio 2013); infinite for none
 */
public record TrainingSettings(double learningRate, double clipNorm) {
    /**
     * @throws IllegalArgumentException if the learning rate is negative or no number, or the norm is not above 0
     */
    public TrainingSettings {
        if (!(learningRate >= 0) || Double.isInfinite(learningRate)) {
            throw new IllegalArgumentException(
                    "The learning rate must be a number from 0 up, not " + learningRate + ".");
        }
        if (!(clipNorm > 0)) {
            throw new IllegalArgumentException(
                    "The norm that gradients are clipped to must be above 0, not " + clipNorm + ".");
        }
    }
}
