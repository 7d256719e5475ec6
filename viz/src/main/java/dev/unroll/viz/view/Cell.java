package dev.unroll.viz.view;

/**
 * A place in a view that can be pointed at.
 *
 * @param row the unit, token or matrix row
 * @param column the time step or matrix column
 */
public record Cell(int row, int column) {}
