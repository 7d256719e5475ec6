/** The lesson “What a language model is”. */
@NullMarked
package dev.unroll.app.lesson.intro;

import org.jspecify.annotations.NullMarked;
