/**
 * Computing on a device beside the processor: which kernels are worth it, and what happens when it fails. It needs no device and
 * knows none.
 */
@NullMarked
package dev.unroll.engine.device;

import org.jspecify.annotations.NullMarked;
