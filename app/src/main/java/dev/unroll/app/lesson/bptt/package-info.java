/** The lesson “Gradients through time”: backpropagation through time, and why gradients vanish. */
@NullMarked
package dev.unroll.app.lesson.bptt;

import org.jspecify.annotations.NullMarked;
