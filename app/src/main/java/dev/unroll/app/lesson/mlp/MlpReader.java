package dev.unroll.app.lesson.mlp;

import dev.unroll.app.guide.FormulaParser;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.MlpModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.text.UnknownTokenException;
import dev.unroll.engine.text.UnseenWindows;
import dev.unroll.engine.trace.FiniteDifference;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;

import java.util.Arrays;
import java.util.List;

/** Reads a model between two steps of its training; used by one thread at a time. */
final class MlpReader {
    /** How far a weight is moved either way to measure what that does to the loss. */
    private static final double NUDGE = .01;

    private final Corpus corpus;
    private final int[] learnt;
    private String otherText = "";
    private int[] ids;
    private Tensor unseen;

    MlpReader(Corpus corpus) {
        this.corpus = corpus;
        learnt = beginning(corpus);
        ids = learnt;
        unseen = unseen();
    }

    MlpReading read(MlpModel model, KnobValues values, Backend backend) {
        take(values.get(MlpLesson.OTHER));
        Trace trace = Trace.ofPrediction(model, ids, backend);
        Trace training = ids == learnt ? trace : Trace.ofPrediction(model, learnt, backend);
        int length = ids == learnt ? corpus.ids().length : ids.length;
        TextTrace text = TextTrace.of(trace, corpus.tokenizer(), ids, length);
        Place weight = weight(values.get(MlpLesson.WEIGHT), text, training);
        MlpReading reading =
                new MlpReading(text, new NamedNumbers(), model.window(), weight, values.get(MlpLesson.LEARNING_RATE));
        measure(reading, model, training, backend);
        return reading;
    }

    /** Takes the text that is to be read, which was checked before; the one that is learnt if there is none. */
    private void take(String other) {
        if (other.equals(otherText)) return;
        otherText = other;
        try {
            ids = other.isBlank() ? learnt : beginning(Corpus.of(other, corpus.tokenizer()));
        } catch (TextException | UnknownTokenException e) {
            ids = learnt;
        }
        unseen = unseen();
    }

    private Tensor unseen() {
        float[] shares = UnseenWindows.shares(corpus.ids(), ids, MlpLesson.WIDEST);
        return Tensor.of(Shape.of(Axis.ITEM, shares.length), shares);
    }

    private static int[] beginning(Corpus text) {
        return Arrays.copyOf(text.ids(), Math.min(text.ids().length, MlpLesson.MOST_SHOWN + 1));
    }

    /** Which weight is looked at: the one that is asked for, or one of the head's where this model has none such. */
    private static Place weight(String asked, TextTrace text, Trace training) {
        if (!asked.isEmpty()) {
            try {
                Place place = FormulaParser.element(asked).place(text);
                if (place.name().endsWith("/weight") && training.contains(place)) return place;
            } catch (IllegalArgumentException _) {
                // a model of another size
            }
        }
        List<Integer> first = List.of(text.ids()[1], 0);
        return new Place("head/weight", List.of(Axis.TOKEN, Axis.INPUT), first, Quantity.VALUE);
    }

    private void measure(MlpReading reading, MlpModel model, Trace training, Backend backend) {
        Place weight = reading.weight();
        int[] index = weight.index().stream().mapToInt(i -> i).toArray();
        Tensor weights = training.value(weight.name());
        int at = weights.shape().flatten(index);
        double now = weights.at(at);
        double gradient = training.gradient(weight.name()).at(at);
        String symbol = reading.symbol(weight);
        FiniteDifference moved = FiniteDifference.of(model, learnt, weight, now, NUDGE, backend);
        reading.numbers()
                .add("weight", symbol, now)
                .add("weight.gradient", "∂L/∂" + symbol, gradient)
                .add("weight.next", symbol + "′", now - reading.rate() * gradient)
                .add("up", "L(w + 0.01)", moved.up())
                .add("down", "L(w − 0.01)", moved.down())
                .add("weight.difference", "ΔL/Δw", moved.slope())
                .add("parameters", "|θ|", model.parameterCount())
                .add("unseen", "unseen", unseen)
                .add("unseenNow", "unseen", unseen.at(model.window() - 1));
    }
}
