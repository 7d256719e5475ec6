package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Node;

import java.util.Arrays;

/** The cross-entropy of tokens that are to be predicted. */
final class TokenLoss {
    private TokenLoss() {}

    /**
     * The mean in nats, a single number; {@code stepLoss} and {@code loss} are named.
     *
     * @param logits {@code [TIME, BATCH, TOKEN]}
     * @param targets the right token of each row of them, negative where none is asked for
     */
    static Node mean(Node logits, int[] targets, float labelSmoothing) {
        long count = Arrays.stream(targets).filter(t -> t >= 0).count();
        return logits.crossEntropy(targets, labelSmoothing)
                .named("stepLoss")
                .sum()
                .scale(1f / Math.max(1, count))
                .named("loss");
    }
}
