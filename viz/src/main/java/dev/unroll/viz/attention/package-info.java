/** Pictures of attention: how much each step looks at each other. */
@NullMarked
package dev.unroll.viz.attention;

import org.jspecify.annotations.NullMarked;
