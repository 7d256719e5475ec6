package dev.unroll.engine.backend;

import org.jspecify.annotations.Nullable;

/**
 * Which keys a query may attend to.
 *
 * @param causal whether query {@code t} sees only keys up to {@code t + queryOffset}
 * @param queryOffset how many keys precede the first query: 0 in training, the length of the cache in generation
 * @param keyLengths for each example of the batch, how many of its keys are real; the rest is padding. {@code null}: all are
 */
public record AttentionMask(boolean causal, int queryOffset, int @Nullable [] keyLengths) {
    /** Every query sees every key. */
    public static final AttentionMask NONE = new AttentionMask(false, 0, null);

    /** Query {@code t} sees keys 0…t. */
    public static final AttentionMask CAUSAL = new AttentionMask(true, 0, null);

    /** Keys at or past the length of their example are not seen. */
    public static AttentionMask ofKeyLengths(int... keyLengths) {
        return new AttentionMask(false, 0, keyLengths);
    }

    /** How many keys, from the first on, query {@code t} of example {@code batch} sees out of {@code keys}. */
    public int visibleKeys(int batch, int t, int keys) {
        int visible = causal ? Math.min(keys, t + queryOffset + 1) : keys;
        return keyLengths == null ? visible : Math.min(visible, keyLengths[batch]);
    }
}
