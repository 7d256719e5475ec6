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
import dev.unroll.engine.trace.Change;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;

import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Reads a model between two steps of its training; used by one thread at a time. */
final class MlpReader {
    /** How far a weight is moved either way to measure what that does to the loss. */
    private static final float NUDGE = .01f;

    private final Corpus corpus;
    private final int[] learnt;
    private String otherText = "";
    private int[] ids;
    private Tensor unseen;

    MlpReader(Corpus corpus) {
        this.corpus = corpus;
        learnt = beginning(corpus);
        ids = learnt;
        unseen = unseen(corpus.ids(), learnt);
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
        unseen = unseen(corpus.ids(), ids);
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
        double up = nudged(model, weight, (float) now + NUDGE, backend);
        double down = nudged(model, weight, (float) now - NUDGE, backend);
        reading.numbers()
                .add("weight", symbol, now)
                .add("weight.gradient", "∂L/∂" + symbol, gradient)
                .add("weight.next", symbol + "′", now - reading.rate() * gradient)
                .add("up", "L(w + 0.01)", up)
                .add("down", "L(w − 0.01)", down)
                .add("weight.difference", "ΔL/Δw", (up - down) / (2 * NUDGE))
                .add("parameters", "|θ|", model.parameterCount())
                .add("unseen", "unseen", unseen)
                .add("unseenNow", "unseen", unseen.at(model.window() - 1));
    }

    /** The loss of what is learnt if one weight were another. */
    private double nudged(MlpModel model, Place weight, float value, Backend backend) {
        Map<Axis, Integer> where = new EnumMap<>(Axis.class);
        for (Axis axis : weight.axes()) where.put(axis, weight.along(axis));
        Intervention moved = new Intervention(weight.name(), where, new Change.Set(value));
        return Trace.ofPrediction(model, learnt, backend, moved).value("loss").item();
    }

    /** For each width, the share of the windows of {@code read} that do not stand in {@code text}, {@code [ITEM]}. */
    private static Tensor unseen(int[] text, int[] read) {
        long[][] wanted = new long[MlpLesson.WIDEST][];
        for (int width = 1; width <= wanted.length; width++) {
            int of = width;
            wanted[width - 1] = IntStream.range(0, read.length - 1)
                    .mapToLong(t -> window(read, t, of))
                    .distinct()
                    .sorted()
                    .toArray();
        }
        BitSet[] found = new BitSet[wanted.length];
        Arrays.setAll(found, _ -> new BitSet());
        for (int t = 0; t < text.length - 1; t++) {
            long window = 0;
            for (int width = 1; width <= wanted.length; width++) {
                window = longer(window, text, t - width + 1);
                int known = Arrays.binarySearch(wanted[width - 1], window);
                if (known < 0) break; // nor does any that is longer
                found[width - 1].set(known);
            }
        }
        Tensor shares = Tensor.zeros(Shape.of(Axis.ITEM, wanted.length));
        for (int i = 0; i < wanted.length; i++)
            shares.write()[i] = 1 - (float) found[i].cardinality() / wanted[i].length;
        return shares;
    }

    /** A number that stands for a window, with next to no chance that another has the same. */
    private static long window(int[] ids, int t, int width) {
        long window = 0;
        for (int i = 0; i < width; i++) window = longer(window, ids, t - i);
        return window;
    }

    private static long longer(long window, int[] ids, int t) {
        return (window + (t < 0 ? 1 : ids[t] + 2)) * 0x9E3779B97F4A7C15L;
    }
}
