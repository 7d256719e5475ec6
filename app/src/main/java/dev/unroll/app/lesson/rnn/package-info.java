/** The lesson “RNN and its hidden state”. */
@NullMarked
package dev.unroll.app.lesson.rnn;

import org.jspecify.annotations.NullMarked;
