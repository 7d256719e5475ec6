/** The program's entry. */
@NullMarked
package dev.unroll.app;

import org.jspecify.annotations.NullMarked;
