package dev.unroll.app.lesson;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.run.Opening;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.train.TrainingSettings;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * What all lessons that translate do alike: they have the same knobs, and a sentence that the model cannot read is refused before anything
 * is turned.
 *
 * @param <S> what the lesson reads off its model
 */
public abstract class TranslationLesson<S extends TranslationReading> implements LessonPlan<S> {
    private final TranslationKnobs knobs;

    /** Whose words can be read and written; null before the first model has been read. */
    private volatile GermanEnglish.@Nullable Shipped known;

    /** Reads a model that translates. */
    @FunctionalInterface
    protected interface Reader<S> {
        /** Reads the model between two steps of its training, on the trainer's thread. */
        S read(TranslationModel model, KnobValues values, Backend backend);
    }

    /** A lesson as it is new. */
    protected TranslationLesson(TranslationKnobs knobs) {
        this.knobs = knobs;
    }

    @Override
    public boolean applies(Knob<?> knob, KnobValues values) {
        return knobs.applies(knob, values);
    }

    @Override
    public TrainingSettings settings(KnobValues values) {
        return knobs.settings(values);
    }

    @Override
    public final void check(KnobValues values) throws SaidException {
        GermanEnglish.Shipped words = known;
        if (words != null) check(values, words);
    }

    /**
     * Says so if what was typed cannot be shown. A lesson into which more is typed than the sentence checks that too.
     *
     * @param words whose words can be read and written
     * @throws SaidException if the knobs cannot stand so
     */
    protected void check(KnobValues values, GermanEnglish.Shipped words) throws SaidException {
        GermanEnglish.check(GermanEnglish.normalized(values.get(knobs.sentence())), words.source());
    }

    /**
     * Opens the model that is shown: a trained one, or one that begins at random.
     *
     * @param trained where it begins unless at random; the words that can be read and written are always its own
     * @param kind of one that begins at random
     * @param sizes of that
     * @throws SaidException if what was typed cannot be shown
     * @throws TextException if what is learnt from is missing or damaged
     */
    protected final Opening<S> open(
            KnobValues values, GermanEnglish.Shipped trained, String kind, Map<String, String> sizes, Reader<S> reader)
            throws SaidException, TextException {
        known = trained;
        check(values);
        return new Opening<>(
                List.of(knobs.member(values, trained, kind, sizes)),
                (models, now, backend) -> reader.read((TranslationModel) models.getFirst(), now, backend));
    }
}
