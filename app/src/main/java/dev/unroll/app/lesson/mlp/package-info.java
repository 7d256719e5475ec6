/** The lesson “MLP and its window”. */
@NullMarked
package dev.unroll.app.lesson.mlp;

import org.jspecify.annotations.NullMarked;
