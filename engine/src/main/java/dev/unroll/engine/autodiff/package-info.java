/** Reverse-mode differentiation on a tape whose every node can be explained. */
@NullMarked
package dev.unroll.engine.autodiff;

import org.jspecify.annotations.NullMarked;
