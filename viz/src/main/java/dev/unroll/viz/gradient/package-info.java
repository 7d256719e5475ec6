/** Gradients on their way back through time. */
@NullMarked
package dev.unroll.viz.gradient;

import org.jspecify.annotations.NullMarked;
