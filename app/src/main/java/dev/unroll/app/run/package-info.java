/** A model at work behind the screen, and where the screen stands in its run. */
@NullMarked
package dev.unroll.app.run;

import org.jspecify.annotations.NullMarked;
