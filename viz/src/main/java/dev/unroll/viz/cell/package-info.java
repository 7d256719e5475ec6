/** Draws what one unit of a recurrent cell does at a time step, and over all of them. */
@NullMarked
package dev.unroll.viz.cell;

import org.jspecify.annotations.NullMarked;
