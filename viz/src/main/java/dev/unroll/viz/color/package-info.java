/** Palettes and scales that turn numbers into colours. */
@NullMarked
package dev.unroll.viz.color;

import org.jspecify.annotations.NullMarked;
