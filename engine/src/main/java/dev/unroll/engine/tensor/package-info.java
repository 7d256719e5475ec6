/** Dense float32 arrays whose axes have names. */
@NullMarked
package dev.unroll.engine.tensor;

import org.jspecify.annotations.NullMarked;
