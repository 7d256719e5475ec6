/** Models of different kinds and equal size on one text: what is compared, and how far back each of them sends its gradient. */
@NullMarked
package dev.unroll.app.compare;

import org.jspecify.annotations.NullMarked;
