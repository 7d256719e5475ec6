package dev.unroll.app.lesson.seq2seq;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.GermanEnglish;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.SentencePlane;
import dev.unroll.app.lesson.TracedTranslator;
import dev.unroll.app.lesson.TranslationTrace;
import dev.unroll.app.lesson.UnitSet;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.embedding.EmbeddingSpace;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.engine.trace.SentenceVectors;

import java.util.List;

/**
 * Reads a model that has only one vector between encoder and decoder.
 *
 * @param words whose words it reads and writes
 */
record Seq2SeqReader(GermanEnglish.Shipped words) {
    Seq2SeqReading read(TranslationModel model, KnobValues values, Backend backend) {
        TracedTranslator translator = words.translator(model, backend);
        String sentence = GermanEnglish.normalized(values.get(Seq2SeqLesson.SENTENCE));
        String teacher = Seq2SeqLesson.teacher(values);
        String read = Seq2SeqLesson.isForced(values) ? teacher : null;
        TranslationTrace plain = translator.read(sentence, read);
        TranslationTrace second = translator.free(GermanEnglish.normalized(values.get(Seq2SeqLesson.SECOND)));
        UnitSet erased = UnitSet.of(values.get(Seq2SeqLesson.ERASED));
        Intervention[] changes = erased.erased(plain.trace(), Seq2SeqReading.VECTOR);
        TranslationTrace now = changes.length == 0 ? plain : translator.read(sentence, read, changes);
        Tensor v = vector(plain);
        Tensor w = vector(second);
        NamedNumbers numbers = new NamedNumbers()
                .add("differences", "#{t : y_t ≠ y_t′}", now.differences(second))
                .add("changed", "#{t : y_t ≠ y_t°}", now.differences(plain))
                .add("vector.size", "#v", v.length())
                .add("vector.cosine", "cos(v, v′)", EmbeddingSpace.cosine(v, w))
                .add("vector.distance", "|v − v′|", EmbeddingSpace.distance(v, w));
        if (teacher != null) {
            TranslationTrace led = translator.forced(sentence, teacher, changes);
            TranslationTrace alone = translator.free(sentence, changes);
            numbers.add("slips.forced", "#{t : y_t ≠ teacher’s}", led.differences(led.asRead()))
                    .add("slips.free", "#{t : y_t ≠ teacher’s, free}", alone.differences(led.asRead()));
        }
        String panel = values.get(Seq2SeqLesson.PANEL);
        SentencePlane plane = panel.equals("plane")
                ? SentencePlane.of(translator, Seq2SeqReading.VECTOR, List.of(sentence, second.sentence()))
                : null;
        if (plane != null) plane.addTo(numbers);
        return new Seq2SeqReading(
                now,
                changes.length == 0 ? null : plain,
                second,
                erased,
                read != null,
                numbers,
                plane == null ? null : plane.cloud(),
                List.of("units", "byLength").contains(panel)
                        ? words.translator(Models.copy(model), Backends.best())
                        : null);
    }

    private static Tensor vector(TranslationTrace read) {
        return SentenceVectors.of(read.trace(), Seq2SeqReading.VECTOR).slice(0);
    }
}
