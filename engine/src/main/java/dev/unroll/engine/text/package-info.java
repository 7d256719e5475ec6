/** From text to tokens and back, and from tokens to batches. */
@NullMarked
package dev.unroll.engine.text;

import org.jspecify.annotations.NullMarked;
