package dev.unroll.app.lesson.attention;

import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TranslationReading;
import dev.unroll.app.lesson.TranslationTrace;
import dev.unroll.engine.generate.BeamSearch;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import org.jspecify.annotations.Nullable;

/**
 * A sentence as the model at hand translates it, and as others do. Formulas name the numbers of the others with {@code without/} and
 * {@code before/} before the trace's names; {@code changed} is how many words are other than before, {@code wrong} how many of the
 * model's without attention are other than those of the model at hand.
 *
 * @param now what is shown, with what was set by hand
 * @param before the same with nothing set by hand; null where nothing is
 * @param without what the shipped model without attention makes of the sentence
 * @param beam what a beam search finds; null where nobody looks
 * @param numbers what was measured besides
 * @param copy the model as it is now, for what takes long to measure; null where nothing is
 */
record AttentionReading(
        TranslationTrace now,
        @Nullable TranslationTrace before,
        TranslationTrace without,
        BeamSearch.@Nullable Result beam,
        NamedNumbers numbers,
        @Nullable TranslationModel copy)
        implements TranslationReading {
    static final String SCORES = "attention/scores";
    static final String WEIGHTS = "attention/weights";
    static final String CONTEXT = "attention/context";
    static final String ENCODED = "encoder/layer.0/hiddenState";
    static final String QUERY = "decoder/layer.0/hiddenState";
    private static final String WITHOUT = "without/";
    private static final String BEFORE = "before/";

    /** What is written with nothing set by hand. */
    TranslationTrace own() {
        return before == null ? now : before;
    }

    /** Whether the model attends to anything. */
    boolean attends() {
        return trace().names().contains(WEIGHTS);
    }

    /** The source token that is looked at most while target token {@code t} is written. */
    int mostLookedAt(int t) {
        return attends() ? largest(trace().value(WEIGHTS).slice(t), false) : 0;
    }

    /** The unit of a vector of target step {@code t} that is furthest from 0. */
    int strongest(String name, int t) {
        return trace().names().contains(name) ? largest(trace().value(name).slice(t), true) : 0;
    }

    private static int largest(Tensor row, boolean bySize) {
        int best = 0;
        for (int i = 1; i < row.length(); i++)
            if (bySize ? Math.abs(row.at(i)) > Math.abs(row.at(best)) : row.at(i) > row.at(best)) best = i;
        return best;
    }

    @Override
    public Tensor tensor(String name) {
        if (name.startsWith(WITHOUT)) return without.tensor(name.substring(WITHOUT.length()));
        if (name.startsWith(BEFORE) && before != null) return before.tensor(name.substring(BEFORE.length()));
        return TranslationReading.super.tensor(name);
    }

    @Override
    public String symbol(Place place) {
        String name = place.name();
        if (name.startsWith(WITHOUT)) return without.symbol(place.withName(name.substring(WITHOUT.length()))) + "⁻";
        if (name.startsWith(BEFORE) && before != null)
            return before.symbol(place.withName(name.substring(BEFORE.length()))) + "°";
        return TranslationReading.super.symbol(place);
    }
}
