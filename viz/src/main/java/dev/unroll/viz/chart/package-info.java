/** Curves, bars, and the legends of colour scales. */
@NullMarked
package dev.unroll.viz.chart;

import org.jspecify.annotations.NullMarked;
