package dev.unroll.app.lesson.attention;

import dev.unroll.app.lesson.Beam;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TranslationReading;
import dev.unroll.app.lesson.TranslationTrace;
import dev.unroll.engine.model.TranslationModel;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

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
        @Nullable Beam beam,
        NamedNumbers numbers,
        @Nullable TranslationModel copy)
        implements TranslationReading {
    static final String SCORES = "attention/scores";
    static final String WEIGHTS = "attention/weights";
    static final String CONTEXT = "attention/context";
    static final String ENCODED = "encoder/layer.0/hiddenState";
    static final String QUERY = "decoder/layer.0/hiddenState";

    /** Whether the model attends to anything. */
    boolean attends() {
        return trace().names().contains(WEIGHTS);
    }

    @Override
    public List<Other> others() {
        List<Other> others = new ArrayList<>(List.of(new Other("without/", without, "⁻")));
        if (before != null) others.add(new Other("before/", before, "°"));
        return others;
    }
}
