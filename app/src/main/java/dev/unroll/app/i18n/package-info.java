/** The texts of the screen in the languages that it speaks. */
@NullMarked
package dev.unroll.app.i18n;

import org.jspecify.annotations.NullMarked;
