/** Compare: two or three models on one text, on one scale and from one place. */
@NullMarked
package dev.unroll.app.lesson.compare;

import org.jspecify.annotations.NullMarked;
