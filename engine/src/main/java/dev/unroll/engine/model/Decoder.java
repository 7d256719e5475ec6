package dev.unroll.engine.model;

import dev.unroll.engine.tensor.Tensor;

/** Reads a sequence token by token and keeps what it needs of the past: a hidden state, or a cache of keys and values. */
public interface Decoder {
    /**
     * Reads one more token.
     *
     * @return the logits of the token after it, {@code [TOKEN]}; overwritten by the next call
     */
    Tensor next(int id);

    /**
     * Reads several tokens, at least one.
     *
     * @return the logits of the token after the last, as {@link #next} gives them
     */
    default Tensor read(int... ids) {
        for (int i = 0; i < ids.length - 1; i++) next(ids[i]);
        return next(ids[ids.length - 1]);
    }
}
