package dev.unroll.engine.autodiff;

/** The two numbers that stand at every place of a pass. */
public enum Quantity {
    /** What the forward pass computed. */
    VALUE,
    /** The derivative of the loss with respect to it. */
    GRADIENT
}
