package dev.unroll.engine.backend;

/** Which factors of a matrix product are transposed: {@code N} as stored, {@code T} transposed. The left one comes first. */
public enum Form {
    /** {@code a · b}. */
    NN(false, false),
    /** {@code a · bᵀ}: a batch of rows through a weight stored as out × in. */
    NT(false, true),
    /** {@code aᵀ · b}: the gradient of such a weight. */
    TN(true, false),
    /** {@code aᵀ · bᵀ}. */
    TT(true, true);

    private final boolean transposeLeft;
    private final boolean transposeRight;

    Form(boolean transposeLeft, boolean transposeRight) {
        this.transposeLeft = transposeLeft;
        this.transposeRight = transposeRight;
    }

    /** Whether the left factor is transposed. */
    public boolean transposeLeft() {
        return transposeLeft;
    }

    /** Whether the right factor is transposed. */
    public boolean transposeRight() {
        return transposeRight;
    }
}
