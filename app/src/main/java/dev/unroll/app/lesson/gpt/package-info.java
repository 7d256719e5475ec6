/** Lesson 11, GPT: a text is written token by token, and everything on the way to the next token can be seen. */
@NullMarked
package dev.unroll.app.lesson.gpt;

import org.jspecify.annotations.NullMarked;
