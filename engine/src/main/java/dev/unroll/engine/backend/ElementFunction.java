package dev.unroll.engine.backend;

/** Functions of one number that a backend applies to every element of a tensor. */
public enum ElementFunction {
    /** Hyperbolic tangent. */
    TANH,
    /** 1 / (1 + e⁻ˣ). */
    SIGMOID,
    /** max(0, x). */
    RELU,
    /** GELU in its tanh form (Hendrycks and Gimpel 2016), as GPT-2 has it. */
    GELU,
    /** log(1 / (1 + e⁻ˣ)), stable for large negative x. */
    LOG_SIGMOID,
    /** eˣ. */
    EXP,
    /** Natural logarithm. */
    LOG
}
