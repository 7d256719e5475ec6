package dev.unroll.app.lesson.transformer;

import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TranslationReading;
import dev.unroll.app.lesson.TranslationTrace;

import java.util.List;

/**
 * A sentence as it goes through both towers. A time step of the pass is a moment in which everything is computed that does not wait for
 * anything else: first a box of the encoder for each, for all tokens, then a box of the decoder for each, in training for all tokens, in
 * writing for one.
 *
 * @param now what is shown
 * @param encoder the boxes of the encoder
 * @param decoder the boxes of the decoder
 * @param writing whether the target is written token by token
 * @param numbers what was measured besides
 */
record TransformerReading(
        TranslationTrace now, List<BoxRow> encoder, List<BoxRow> decoder, boolean writing, NamedNumbers numbers)
        implements TranslationReading {
    @Override
    public int timeSteps() {
        return encoder.size() + decoder.size() * (writing ? now.timeSteps() : 1);
    }

    @Override
    public boolean stepsAreTokens() {
        return false;
    }

    @Override
    public String positionKey() {
        return "position.moment";
    }

    List<BoxRow> tower(boolean ofDecoder) {
        return ofDecoder ? decoder : encoder;
    }

    /** How many heads attend in each layer. */
    int heads() {
        return trace().value("encoder.0/attention/weights").shape().size(0);
    }
}
