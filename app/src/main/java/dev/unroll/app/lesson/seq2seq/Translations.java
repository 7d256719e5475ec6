package dev.unroll.app.lesson.seq2seq;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.GermanEnglish;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TranslationTrace;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.SpacedTokenizer;
import dev.unroll.engine.trace.Intervention;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** Reads a model that has only one vector between encoder and decoder. Used by one thread at a time. */
final class Translations {
    private final SpacedTokenizer source;
    private final SpacedTokenizer target;
    private final SentencePlane plane;

    Translations(SpacedTokenizer source, SpacedTokenizer target) {
        this.source = source;
        this.target = target;
        plane = new SentencePlane(source, target);
    }

    Seq2SeqReading read(TranslationModel model, KnobValues values, Backend backend) {
        String sentence = GermanEnglish.normalized(values.get(Seq2SeqLesson.SENTENCE));
        String other = GermanEnglish.normalized(values.get(Seq2SeqLesson.SECOND));
        String teacher = Seq2SeqLesson.teacher(values);
        boolean forced = values.get(Seq2SeqLesson.FORCING).equals("forced") && teacher != null;
        UnitSet erased = UnitSet.of(values.get(Seq2SeqLesson.ERASED));
        Pass pass = (german, words, changes) -> words == null
                ? TranslationTrace.of(model, source, target, german, backend, changes)
                : TranslationTrace.forced(model, source, target, german, words, backend, changes);
        TranslationTrace plain = pass.of(sentence, forced ? teacher : null);
        TranslationTrace second = pass.of(other, null);
        Tensor last = plain.trace().value("encoder/" + Seq2SeqReading.HIDDEN);
        Intervention[] changes =
                erased.interventions(last.shape().size(0) - 1, last.shape().size(1));
        TranslationTrace now = changes.length == 0 ? plain : pass.of(sentence, forced ? teacher : null, changes);
        NamedNumbers numbers = new NamedNumbers()
                .add("differences", "#{t : y_t ≠ y_t′}", now.differences(second))
                .add("changed", "#{t : y_t ≠ y_t°}", now.differences(plain));
        addVectors(numbers, SentencePlane.vector(plain), SentencePlane.vector(second));
        if (teacher != null) addSlips(numbers, pass, sentence, teacher, changes);
        String panel = values.get(Seq2SeqLesson.PANEL);
        boolean measured = List.of("units", "byLength").contains(panel);
        return new Seq2SeqReading(
                now,
                changes.length == 0 ? null : plain,
                second,
                erased,
                forced,
                numbers,
                panel.equals("plane") ? plane.of(model, List.of(sentence, other), numbers, backend) : null,
                measured ? Models.copy(model) : null);
    }

    /** A pass over a sentence. */
    private interface Pass {
        /** @param teacher whose words are read; the model's own where null */
        TranslationTrace of(String sentence, @Nullable String teacher, Intervention... changes);
    }

    private static void addVectors(NamedNumbers numbers, double[] one, double[] other) {
        numbers.add("vector.size", "#v", one.length);
        numbers.add("vector.cosine", "cos(v, v′)", SentencePlane.cosine(one, other));
        numbers.add("vector.distance", "|v − v′|", SentencePlane.distance(one, other));
    }

    /** How many words are not the teacher's, with the teacher's words before them and with the model's own. */
    private static void addSlips(
            NamedNumbers numbers, Pass pass, String sentence, String teacher, Intervention[] changes) {
        TranslationTrace led = pass.of(sentence, teacher, changes);
        TranslationTrace wanted = led.asRead();
        TranslationTrace alone = pass.of(sentence, null, changes);
        numbers.add("slips.forced", "#{t : y_t ≠ teacher’s}", led.differences(wanted));
        numbers.add("slips.free", "#{t : y_t ≠ teacher’s, free}", alone.differences(wanted));
    }
}
