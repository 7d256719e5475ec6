package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Tensor;

/**
 * What scaled dot-product attention is computed from.
 *
 * @param query {@code [BATCH, HEAD, TIME, UNIT]}
 * @param key {@code [BATCH, HEAD, KEY, UNIT]}
 * @param value {@code [BATCH, HEAD, KEY, UNIT]}
 * @param mask which keys each query sees
 * @param scale what the scores are multiplied with
 */
public record AttentionInputs(Tensor query, Tensor key, Tensor value, AttentionMask mask, float scale) {
    /** Whether there is no query or no key. */
    public boolean isEmpty() {
        return query.length() == 0 || key.length() == 0;
    }
}
