/** Layers: one file each, its forward pass readable beside its paper's equations. */
@NullMarked
package dev.unroll.engine.nn;

import org.jspecify.annotations.NullMarked;
