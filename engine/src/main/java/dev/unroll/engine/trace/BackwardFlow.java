package dev.unroll.engine.trace;

import dev.unroll.engine.tensor.Tensor;

/**
 * How the gradient of a loss flows back through a tanh layer.
 *
 * @param steps how many steps the loss depends on
 * @param sizes {@code [TIME]}: the norm of the gradient at each state
 * @param shares {@code [TIME]}: as {@link GradientFlow#weightShares}
 * @param slope the mean slope of tanh over these steps
 */
public record BackwardFlow(int steps, Tensor sizes, Tensor shares, double slope) {
    /**
     * Differentiates a loss of the trace and looks at its way back.
     *
     * @param lossAt the step whose loss it is; below 0 it is the mean of all
     * @param layer as in {@link GradientFlow#weightShares}
     */
    public static BackwardFlow of(Trace trace, int lossAt, String layer) {
        String hidden = layer + "/hiddenState";
        if (lossAt < 0) trace.differentiateLoss();
        else trace.differentiateStepLoss(lossAt);
        Tensor states = trace.value(hidden);
        int steps = lossAt < 0 ? states.shape().size(0) : lossAt + 1;
        return new BackwardFlow(
                steps,
                GradientFlow.norms(trace, hidden),
                GradientFlow.weightShares(trace, layer),
                Saturation.meanSlopeOfTanh(states.range(0, steps)));
    }

    /** The share of the first half of the steps together. */
    public double earlyShare() {
        double sum = 0;
        for (float share : shares.range(0, steps / 2).toArray()) sum += share;
        return sum;
    }
}
