/** The lesson “Attention”. */
@NullMarked
package dev.unroll.app.lesson.attention;

import org.jspecify.annotations.NullMarked;
