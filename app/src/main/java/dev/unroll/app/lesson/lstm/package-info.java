/** The lesson “LSTM and GRU”. */
@NullMarked
package dev.unroll.app.lesson.lstm;

import org.jspecify.annotations.NullMarked;
