/** Language models, each with one forward pass that training, tracing, explaining and generating share. */
@NullMarked
package dev.unroll.engine.model;

import org.jspecify.annotations.NullMarked;
