package dev.unroll.app.lesson.attention;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.GermanEnglish;
import dev.unroll.app.lesson.Hands;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TranslationTrace;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.generate.BeamSearch;
import dev.unroll.engine.generate.Translator;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.model.TranslationModel;
import org.jspecify.annotations.Nullable;

/** Reads the model at hand, and what others make of the same sentence. Used by one thread at a time. */
final class AttentionReader {
    private final GermanEnglish.Shipped model;
    private String sentence = "";
    private @Nullable TranslationTrace without;

    /** @param model the one without attention */
    AttentionReader(GermanEnglish.Shipped model) {
        this.model = model;
    }

    AttentionReading read(TranslationModel attending, KnobValues values, Backend backend) {
        String now = GermanEnglish.normalized(values.get(AttentionLesson.KNOBS.sentence()));
        TranslationTrace known = without;
        if (known == null || !now.equals(sentence))
            known = TranslationTrace.of(model.model(), model.source(), model.target(), now, backend);
        sentence = now;
        without = known;
        TranslationTrace own = TranslationTrace.of(attending, model.source(), model.target(), now, backend);
        Hands hands = Hands.of(values.get(AttentionLesson.HAND), own.trace());
        TranslationTrace changed = hands.held().isEmpty()
                ? own
                : TranslationTrace.of(attending, model.source(), model.target(), now, backend, hands.interventions());
        String view = values.get(AttentionLesson.VIEW);
        NamedNumbers numbers = new NamedNumbers()
                .add("changed", "#{t : y_t ≠ y_t°}", changed.differences(own))
                .add("wrong", "#{t : y_t ≠ y_t⁻}", changed.differences(known));
        return new AttentionReading(
                changed,
                changed == own ? null : own,
                known,
                view.equals("beam") ? beam(attending, now, values.get(AttentionLesson.BEAM), numbers, backend) : null,
                numbers,
                view.equals("byLength") ? Models.copy(attending) : null);
    }

    /** Searches with a beam of this width, and with one of width 1, which is greedy. */
    private BeamSearch.Result beam(
            TranslationModel attending, String now, int width, NamedNumbers numbers, Backend backend) {
        int most = model.source().encode(now).length + TranslationTrace.ROOM;
        Translator translator = new Translator(attending, model.source(), model.target(), most, backend);
        BeamSearch.Result found = translator.search(now, width, 0);
        numbers.add("beam.width", "k", width);
        numbers.add("beam.score", "log P(beam)", found.score());
        numbers.add(
                "greedy.score", "log P(greedy)", translator.search(now, 1, 0).score());
        return found;
    }
}
