package dev.unroll.app.lesson.sequential;

import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TextReading;
import dev.unroll.app.lesson.TextTrace;

/**
 * What is read of both models.
 *
 * @param text what the recurrent model predicts
 * @param passes a pass of each, measured once
 * @param parameters how many numbers the weights of each hold, the recurrent model's first
 */
record Race(TextTrace text, Passes passes, long[] parameters, NamedNumbers numbers) implements TextReading {}
