/** The few heavy kernels, and who computes them. */
@NullMarked
package dev.unroll.engine.backend;

import org.jspecify.annotations.NullMarked;
