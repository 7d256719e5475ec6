package dev.unroll.engine.trace;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.tensor.Tensor;

/**
 * What plain gradient descent makes of one weight, and the check of its gradient by two passes more.
 *
 * @param weight where in a parameter it stands
 * @param value what it is
 * @param gradient of the loss, with respect to it
 * @param rate the learning rate
 * @param check what moving it a little does to the loss
 */
public record WeightStep(Place weight, double value, double gradient, double rate, FiniteDifference check) {
    /**
     * Looks at one weight of a model, which stays as it is.
     *
     * @param ids the tokens that are learnt, at least two
     * @param training the pass over these tokens
     * @param nudge how far the weight is moved either way for the check
     * @throws IllegalArgumentException if there is no such weight
     */
    public static WeightStep of(
            LanguageModel model, int[] ids, Trace training, Place weight, double rate, double nudge, Backend backend) {
        Tensor values = training.value(weight.name());
        int[] index = weight.index().stream().mapToInt(i -> i).toArray();
        double value = values.get(index);
        double gradient = training.gradient(weight.name()).get(index);
        FiniteDifference check = FiniteDifference.of(model, ids, weight, value, nudge, backend);
        return new WeightStep(weight, value, gradient, rate, check);
    }

    /** What the weight is after the step. */
    public double next() {
        return value - rate * gradient;
    }
}
