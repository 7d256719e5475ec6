package dev.unroll.engine.model;

import dev.unroll.engine.tensor.Tensor;

/** A model that learns a vector for each token and is thrown away but for them. */
public interface EmbeddingModel extends Model {
    /** The vectors as they are now, {@code [TOKEN, UNIT]}. */
    Tensor vectors();
}
