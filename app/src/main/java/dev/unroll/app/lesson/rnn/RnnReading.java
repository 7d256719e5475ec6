package dev.unroll.app.lesson.rnn;

import dev.unroll.app.lesson.ChangedText;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.NeuronWatch;
import dev.unroll.app.lesson.ReadOut;
import dev.unroll.app.lesson.TextReading;
import dev.unroll.app.lesson.TextTrace;
import org.jspecify.annotations.Nullable;

/**
 * A pass of the network, and what the tab in view shows besides.
 *
 * @param text the text as it is; where another letter is tried, the pass that is looked at
 * @param changed with and without other letters; null where that is not looked at
 * @param neurons over the whole text; null where that is not looked at
 * @param readOut where losses arise; null where that is not looked at
 */
record RnnReading(
        TextTrace text,
        @Nullable ChangedText changed,
        NeuronWatch.@Nullable Look neurons,
        @Nullable ReadOut readOut,
        NamedNumbers numbers)
        implements TextReading {}
