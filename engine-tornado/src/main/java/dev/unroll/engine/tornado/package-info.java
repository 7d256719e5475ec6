/**
 * The engine's kernels on a GPU through TornadoVM. There are none yet: this package is empty, the module provides no
 * backend, and Unroll computes on the CPU with or without it.
 */
@NullMarked
package dev.unroll.engine.tornado;

import org.jspecify.annotations.NullMarked;
