/** One number of a pass as the arithmetic that made it. */
@NullMarked
package dev.unroll.viz.explain;

import org.jspecify.annotations.NullMarked;
