package dev.unroll.engine.train;

/**
 * What one training step did. Step {@code k} computes the loss of the weights after {@code k} updates and makes update {@code k +
 * 1} from its gradient.
 *
 * @param step how many updates had been made when the loss was computed
 * @param loss the mean cross-entropy of the batch, in nats
 * @param gradientNorm the norm of all gradients together, before clipping
 * @param settings what it was done with
 * @param seconds how long it took
 */
public record StepReport(long step, double loss, double gradientNorm, TrainingSettings settings, double seconds) {
    /** Whether the loss or its gradient is no finite number; the update was then not made. */
    public boolean diverged() {
        return !Double.isFinite(loss) || !Double.isFinite(gradientNorm);
    }

    /** The learning rate that the schedule gave. */
    public double learningRate() {
        return settings.learningRate(step);
    }

    /** Whether the gradients were scaled down. */
    public boolean clipped() {
        return settings.clipping().exceededBy(gradientNorm);
    }
}
