/** The lesson “One-hot and embeddings”. */
@NullMarked
package dev.unroll.app.lesson.embeddings;

import org.jspecify.annotations.NullMarked;
