package dev.unroll.app.lesson.seq2seq;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.GermanEnglish;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.Operation;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.TranslationKnobs;
import dev.unroll.app.lesson.TranslationLesson;
import dev.unroll.app.lesson.UnitSet;
import dev.unroll.app.run.Opening;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.trace.Place;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** Encoder and decoder: a German sentence is read into one vector, and an English one written from nothing else. */
public final class Seq2SeqLesson extends TranslationLesson<Seq2SeqReading> {
    static final Knob<String> SENTENCE = TranslationKnobs.sentence("die katze sieht die maus .");

    /** Another sentence, to compare its vector and its translation with. */
    static final Knob<String> SECOND =
            new Knob<>("second", new Kind.Text(), "die maus sieht die katze .", Knob.Effect.LOOK);

    /** Whose words the decoder reads. */
    static final Knob<String> FORCING = Knob.choice("forcing", Knob.Effect.LOOK_ON_STAGE, "free", "forced");

    /** The translation that is read under teacher forcing; empty where that is the one among the pairs. */
    static final Knob<String> TEACHER = new Knob<>("teacher", new Kind.Text(), "", Knob.Effect.LOOK);

    /** The units of the vector that are set to 0. */
    static final Knob<String> ERASED = new Knob<>("erased", new Kind.Text(), "", Knob.Effect.LOOK_ON_STAGE);

    /** Whether a click on a unit of the vector erases it. */
    static final Knob<Boolean> ERASER = Knob.toggle("eraser");

    static final Knob<String> PANEL =
            Knob.choice("panel", Knob.Effect.LOOK_ON_STAGE, "closed", "plane", "units", "byLength");

    private static final TranslationKnobs KNOBS = new TranslationKnobs(SENTENCE, .01);

    /** A lesson as it is new. */
    public Seq2SeqLesson() {
        super(KNOBS);
    }

    @Override
    public List<Knob<?>> knobs() {
        return KNOBS.with(SECOND, TEACHER, FORCING, ERASED, ERASER, PANEL);
    }

    @Override
    public boolean applies(Knob<?> knob, KnobValues values) {
        return knob.equals(TEACHER) ? isForced(values) : super.applies(knob, values);
    }

    static boolean isForced(KnobValues values) {
        return values.get(FORCING).equals("forced");
    }

    @Override
    protected void check(KnobValues values, GermanEnglish.Shipped words) throws SaidException {
        super.check(values, words);
        GermanEnglish.check(GermanEnglish.normalized(values.get(SECOND)), words.source());
        UnitSet.check(values.get(ERASED));
        String teacher = teacher(values);
        if (teacher != null) GermanEnglish.check(teacher, words.target());
        else if (isForced(values)) throw new SaidException("seq2seq.noTeacher");
    }

    /** What a teacher would write; null where that is not known. */
    static @Nullable String teacher(KnobValues values) {
        String typed = GermanEnglish.normalized(values.get(TEACHER));
        return typed.isEmpty() ? GermanEnglish.translation(GermanEnglish.normalized(values.get(SENTENCE))) : typed;
    }

    @Override
    public Opening<Seq2SeqReading> open(KnobValues values) throws SaidException, TextException {
        GermanEnglish.Shipped trained = GermanEnglish.shipped("translation-none");
        GermanEnglish.corpus(); // in which the right translations are looked up
        return open(values, trained, "seq2seq", KNOBS.recurrent(values, "none"), new Seq2SeqReader(trained)::read);
    }

    @Override
    public List<Operation<Seq2SeqReading>> operations() {
        return List.of(
                new Operation<>("cell", (at, t) -> state(at, "layer.0/cellState", t)),
                new Operation<>("state", (at, t) -> state(at, "layer.0/hiddenState", t)),
                new Operation<>("token", Seq2SeqLesson::token));
    }

    private static Place state(Seq2SeqReading at, String name, int t) {
        int written = t - at.lastRead() - 1;
        return written < 0
                ? Operation.strongest(at, "encoder/" + name, t)
                : Operation.strongest(at, "decoder/" + name, written);
    }

    private static Place token(Seq2SeqReading at, int t) {
        int written = t - at.lastRead() - 1;
        return written < 0 ? state(at, "layer.0/hiddenState", t) : at.now().probability(written);
    }

    @Override
    public LessonStage<Seq2SeqReading> stage(StageKit<Seq2SeqReading> kit) {
        return new Seq2SeqStage(kit);
    }
}
