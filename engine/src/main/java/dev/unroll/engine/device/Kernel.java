package dev.unroll.engine.device;

import dev.unroll.engine.message.Message;

/** Kernels that are alike in what they cost, and so go to the device or stay together. */
public enum Kernel {
    /** Matrix products; their work is counted in multiplications. */
    MATMUL,
    /** Many matrix products at once, counted likewise. */
    BATCHED_MATMUL,
    /** Functions, sums and products element by element; counted in elements, as all that follow but attention. */
    ELEMENTWISE,
    /** Biases, look-ups, heads: rows that are moved or added. */
    ROWS,
    /** Softmax and cross-entropy. */
    SOFTMAX,
    /** Layer normalisation. */
    LAYER_NORM,
    /** Scaled dot-product attention, counted in multiplications. */
    ATTENTION,
    /** The gates of an LSTM. */
    LSTM,
    /** A whole step of a GPT from token to token; counted in weights that are read. */
    DECODE,
    /** A block of a GPT, forwards or backwards; counted in multiplications of its smallest product. */
    BLOCK;

    /** Its name for people. */
    public Message title() {
        return Message.of("kernel." + name());
    }
}
