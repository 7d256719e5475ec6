package dev.unroll.engine.sampling;

/** What kept a token from being chosen. */
public enum Filter {
    /** Only the likeliest is taken. */
    GREEDY,
    /** It is not among the k likeliest. */
    TOP_K,
    /** Those before it have the wanted probability already. */
    TOP_P
}
