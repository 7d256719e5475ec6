/** The lesson “Transformer”. */
@NullMarked
package dev.unroll.app.lesson.transformer;

import org.jspecify.annotations.NullMarked;
