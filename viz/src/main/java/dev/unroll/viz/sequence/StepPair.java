package dev.unroll.viz.sequence;

/**
 * Two time steps that are to be compared.
 *
 * @param first a step from 0, or one below 0 for no pair
 * @param second another
 */
public record StepPair(int first, int second) {}
