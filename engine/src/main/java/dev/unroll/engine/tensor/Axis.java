package dev.unroll.engine.tensor;

/** What an axis of a {@link Tensor} counts. A view knows from the axes alone how to draw what it is given. */
public enum Axis {
    /** Independent sequences that are computed side by side. */
    BATCH("example"),
    /** Positions of a sequence, left to right. */
    TIME("t"),
    /** Positions that are attended to. */
    KEY("key"),
    /** Heads of multi-head attention. */
    HEAD("head"),
    /** Units of a hidden layer, a residual stream or an embedding. */
    UNIT("unit"),
    /** Units of the layer that feeds a weight matrix. */
    INPUT("input"),
    /** Entries of the vocabulary. */
    TOKEN("token"),
    /** Steps of a sequence that is produced, where {@link #TIME} counts the one that is read. */
    TARGET("target"),
    /** Anything else that is only counted. */
    ITEM("item");

    private final String label;

    Axis(String label) {
        this.label = label;
    }

    /** The short word that stands before an index, as in {@code unit=3}. */
    public String label() {
        return label;
    }
}
