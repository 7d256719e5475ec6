/** How a token is drawn from a distribution: the stages of the sampler, and the ruler on which the random number falls. */
@NullMarked
package dev.unroll.viz.draw;

import org.jspecify.annotations.NullMarked;
