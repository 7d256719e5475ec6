/** How a token is chosen from logits, with every candidate and its number after each stage kept; it knows no model. */
@NullMarked
package dev.unroll.engine.sampling;

import org.jspecify.annotations.NullMarked;
