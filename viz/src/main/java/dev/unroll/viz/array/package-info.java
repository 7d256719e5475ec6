/** Vectors and matrices as grids of coloured cells. */
@NullMarked
package dev.unroll.viz.array;

import org.jspecify.annotations.NullMarked;
