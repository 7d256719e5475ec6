/** The named activations and gradients of one pass, and each of their numbers as arithmetic. */
@NullMarked
package dev.unroll.engine.trace;

import org.jspecify.annotations.NullMarked;
