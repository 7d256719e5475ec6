package dev.unroll.app.lesson.mlp;

import dev.unroll.app.guide.FormulaParser;
import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.app.lesson.Texts;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.MlpModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.UnseenWindows;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.engine.trace.WeightStep;

import java.util.List;
import java.util.stream.IntStream;

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
        learnt = corpus.beginning(MlpLesson.MOST_SHOWN + 1);
        ids = learnt;
        unseen = UnseenWindows.shares(corpus.ids(), ids, MlpLesson.WIDEST);
    }

    MlpReading read(MlpModel model, KnobValues values, Backend backend) {
        take(values.get(MlpLesson.OTHER));
        Trace trace = Trace.ofPrediction(model, ids, backend);
        Trace training = ids == learnt ? trace : Trace.ofPrediction(model, learnt, backend);
        int length = ids == learnt ? corpus.ids().length : ids.length;
        TextTrace text = TextTrace.of(trace, corpus.tokenizer(), ids, length);
        Place weight = weight(values.get(MlpLesson.WEIGHT), text, training);
        double rate = values.get(MlpLesson.LEARNING_RATE);
        WeightStep step = WeightStep.of(model, learnt, training, weight, rate, NUDGE, backend);
        List<Long> parameters = IntStream.rangeClosed(1, MlpLesson.WIDEST)
                .mapToObj(model::parameterCount)
                .toList();
        MlpReading reading = new MlpReading(text, new NamedNumbers(), step, parameters);
        name(reading, model.parameterCount());
        return reading;
    }

    /** Takes the text that is to be read, which was checked before; the one that is learnt if there is none. */
    private void take(String other) {
        if (other.equals(otherText)) return;
        otherText = other;
        try {
            ids = other.isBlank()
                    ? learnt
                    : Texts.read(other, corpus.tokenizer()).beginning(MlpLesson.MOST_SHOWN + 1);
        } catch (SaidException e) {
            ids = learnt;
        }
        unseen = UnseenWindows.shares(corpus.ids(), ids, MlpLesson.WIDEST);
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

    private void name(MlpReading reading, long parameters) {
        WeightStep step = reading.step();
        String symbol = reading.symbol(step.weight());
        reading.numbers()
                .add("weight", symbol, step.value())
                .add("weight.gradient", "∂L/∂" + symbol, step.gradient())
                .add("weight.next", symbol + "′", step.next())
                .add("up", "L(w + 0.01)", step.check().up())
                .add("down", "L(w − 0.01)", step.check().down())
                .add("weight.difference", "ΔL/Δw", step.check().slope())
                .add("parameters", "|θ|", parameters)
                .add("unseen", "unseen", unseen)
                .add("unseenNow", "unseen", unseen.at(reading.window() - 1));
    }
}
