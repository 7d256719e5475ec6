/** The lesson “Encoder and decoder”. */
@NullMarked
package dev.unroll.app.lesson.seq2seq;

import org.jspecify.annotations.NullMarked;
