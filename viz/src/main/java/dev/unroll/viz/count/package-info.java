/** Counting what follows what: the table that a language model of counts is. */
@NullMarked
package dev.unroll.viz.count;

import org.jspecify.annotations.NullMarked;
