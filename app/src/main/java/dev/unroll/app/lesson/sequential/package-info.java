/** The lesson “Why step by step is slow”. */
@NullMarked
package dev.unroll.app.lesson.sequential;

import org.jspecify.annotations.NullMarked;
