/** Views that share one time axis: whatever belongs to a token stands in that token's column. */
@NullMarked
package dev.unroll.viz.sequence;

import org.jspecify.annotations.NullMarked;
