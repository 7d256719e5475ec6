/** Measures what a pass of a model consists of, and what of it must wait for what. */
@NullMarked
package dev.unroll.engine.profile;

import org.jspecify.annotations.NullMarked;
