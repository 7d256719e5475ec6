/** Views as images, tensors as tables. */
@NullMarked
package dev.unroll.viz.export;

import org.jspecify.annotations.NullMarked;
