/** Vectors for words, how they are learnt, and what their neighbourhoods look like. */
@NullMarked
package dev.unroll.engine.embedding;

import org.jspecify.annotations.NullMarked;
