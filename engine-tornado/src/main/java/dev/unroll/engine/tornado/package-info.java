/**
 * The engine's kernels on a GPU through TornadoVM. A kernel is a static method on TornadoVM's arrays, with its backward pass beside it;
 * a {@link dev.unroll.engine.tornado.Program} is a kernel for one shape with its buffers on the device.
 */
@NullMarked
package dev.unroll.engine.tornado;

import org.jspecify.annotations.NullMarked;
