package dev.unroll.engine.sampling;

import dev.unroll.engine.tensor.Tensor;

/** The logarithms of the probabilities that logits stand for, in nats. */
public final class LogSoftmax {
    private LogSoftmax() {}

    /**
     * All of them.
     *
     * @param logits {@code [TOKEN]}
     */
    public static double[] of(Tensor logits) {
        double sum = logSumExp(logits);
        double[] all = new double[logits.length()];
        for (int i = 0; i < all.length; i++) all[i] = logits.at(i) - sum;
        return all;
    }

    /**
     * That of one token.
     *
     * @param logits {@code [TOKEN]}
     */
    public static double of(Tensor logits, int id) {
        return logits.at(id) - logSumExp(logits);
    }

    private static double logSumExp(Tensor logits) {
        double top = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logits.length(); i++) top = Math.max(top, logits.at(i));
        double sum = 0;
        for (int i = 0; i < logits.length(); i++) sum += Math.exp(logits.at(i) - top);
        return top + Math.log(sum);
    }
}
