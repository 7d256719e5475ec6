/** Vectors as points: the path of a state through its space. */
@NullMarked
package dev.unroll.viz.space;

import org.jspecify.annotations.NullMarked;
