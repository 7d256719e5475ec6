package dev.unroll.engine.device;

/** Kernels that are alike in what they cost, and so go to the device or stay together. */
public enum Kernel {
    /** Matrix products; their work is counted in multiplications. */
    MATMUL("matrix product"),
    /** Many matrix products at once, counted likewise. */
    BATCHED_MATMUL("batched matrix product"),
    /** Functions, sums and products element by element; counted in elements, as all that follow but attention. */
    ELEMENTWISE("element-wise functions"),
    /** Biases, look-ups, heads: rows that are moved or added. */
    ROWS("operations on rows"),
    /** Softmax and cross-entropy. */
    SOFTMAX("softmax"),
    /** Layer normalisation. */
    LAYER_NORM("layer norm"),
    /** Scaled dot-product attention, counted in multiplications. */
    ATTENTION("attention"),
    /** The gates of an LSTM. */
    LSTM("LSTM cell"),
    /** A whole step of a GPT from token to token; counted in weights that are read. */
    DECODE("decoding"),
    /** A block of a GPT, forwards or backwards; counted in multiplications of its smallest product. */
    BLOCK("transformer block");

    private final String title;

    Kernel(String title) {
        this.title = title;
    }

    /** Its name for people. */
    public String title() {
        return title;
    }
}
