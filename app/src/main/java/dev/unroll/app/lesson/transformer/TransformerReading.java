package dev.unroll.app.lesson.transformer;

import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.Traced;
import dev.unroll.app.lesson.TranslationTrace;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.AxisNames;

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
        implements Traced {
    @Override
    public Trace trace() {
        return now.trace();
    }

    @Override
    public List<String> tokens() {
        return now.tokens();
    }

    @Override
    public AxisNames names() {
        return now.names();
    }

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

    @Override
    public Tensor tensor(String name) {
        Tensor measured = numbers.get(name);
        return measured == null ? Traced.super.tensor(name) : measured;
    }

    @Override
    public String symbol(Place place) {
        String measured = numbers.symbol(place);
        return measured == null ? Traced.super.symbol(place) : measured;
    }
}
