package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Tensor;

/** Reads token by token with weights, keys and values that stay where it computes. Used by one thread at a time. */
public interface ResidentDecoder {
    /**
     * Reads one token. Those before it must have been read at their positions.
     *
     * @param logits {@code [TOKEN]}, written
     * @throws DeviceException if it fails; it is of no more use then
     */
    void read(int id, int position, Tensor logits);
}
