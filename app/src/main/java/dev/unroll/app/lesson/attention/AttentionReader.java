package dev.unroll.app.lesson.attention;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.Beam;
import dev.unroll.app.lesson.GermanEnglish;
import dev.unroll.app.lesson.Hands;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TracedTranslator;
import dev.unroll.app.lesson.TranslationTrace;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.model.TranslationModel;
import org.jspecify.annotations.Nullable;

/** Reads the model at hand, and what others make of the same sentence. Used by one thread at a time. */
final class AttentionReader {
    private final GermanEnglish.Shipped plain;
    private String sentence = "";
    private @Nullable TranslationTrace without;

    /** @param plain the model without attention */
    AttentionReader(GermanEnglish.Shipped plain) {
        this.plain = plain;
    }

    AttentionReading read(TranslationModel attending, KnobValues values, Backend backend) {
        String now = GermanEnglish.normalized(values.get(AttentionLesson.KNOBS.sentence()));
        TranslationTrace known = without;
        if (known == null || !now.equals(sentence))
            known = plain.translator(backend).free(now);
        sentence = now;
        without = known;
        TracedTranslator translator = plain.translator(attending, backend);
        TranslationTrace own = translator.free(now);
        Hands hands = Hands.of(values.get(AttentionLesson.HAND), own.trace());
        TranslationTrace changed = hands.held().isEmpty() ? own : translator.free(now, hands.interventions());
        String view = values.get(AttentionLesson.VIEW);
        NamedNumbers numbers = new NamedNumbers()
                .add("changed", "#{t : y_t ≠ y_t°}", changed.differences(own))
                .add("wrong", "#{t : y_t ≠ y_t⁻}", changed.differences(known));
        Beam beam = view.equals("beam") ? translator.beam(now, values.get(AttentionLesson.BEAM)) : null;
        if (beam != null) beam.addTo(numbers);
        TranslationModel copy = view.equals("byLength") ? Models.copy(attending) : null;
        return new AttentionReading(changed, changed == own ? null : own, known, beam, numbers, copy);
    }
}
