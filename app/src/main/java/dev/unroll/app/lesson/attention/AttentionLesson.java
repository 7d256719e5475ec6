package dev.unroll.app.lesson.attention;

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
import dev.unroll.app.run.Opening;
import dev.unroll.engine.text.TextException;

import java.util.List;

import static dev.unroll.app.lesson.attention.AttentionReading.CONTEXT;
import static dev.unroll.app.lesson.attention.AttentionReading.QUERY;
import static dev.unroll.app.lesson.attention.AttentionReading.SCORES;
import static dev.unroll.app.lesson.attention.AttentionReading.WEIGHTS;

/** Attention: while each English word is written, a German sentence is looked at anew. */
public final class AttentionLesson extends TranslationLesson<AttentionReading> {
    static final Knob<String> SCORING = Knob.choice("scoring", Knob.Effect.ANEW, "additive", "dot", "none");
    static final Knob<String> VIEW =
            Knob.choice("view", Knob.Effect.LOOK_ON_STAGE, "arcs", "matrix", "beam", "byLength");
    static final Knob<Boolean> SUM = Knob.toggle("sum");

    /** What was set by hand, as interventions. */
    static final Knob<String> HAND = new Knob<>("hand", new Kind.Text(), "", Knob.Effect.LOOK_ON_STAGE);

    /** How many sequences a beam search goes on with. */
    static final Knob<Integer> BEAM = Knob.look("beam", 3, 1, 5);

    static final TranslationKnobs KNOBS =
            new TranslationKnobs(TranslationKnobs.sentence("die alte königin ruft den bäcker an ."), .01);

    /** A lesson as it is new. */
    public AttentionLesson() {
        super(KNOBS);
    }

    @Override
    public List<Knob<?>> knobs() {
        return KNOBS.with(SCORING, VIEW, SUM, HAND, BEAM);
    }

    @Override
    public Opening<AttentionReading> open(KnobValues values) throws SaidException, TextException {
        GermanEnglish.Shipped trained = GermanEnglish.shipped("translation-" + values.get(SCORING));
        AttentionReader reader = new AttentionReader(GermanEnglish.shipped("translation-none"));
        return open(values, trained, "seq2seq", KNOBS.recurrent(values, values.get(SCORING)), reader::read);
    }

    @Override
    public List<Operation<AttentionReading>> operations() {
        return List.of(
                new Operation<>("state", (at, t) -> Operation.strongest(at, QUERY, t)),
                new Operation<>(
                        "scores", (at, t) -> Operation.strongest(at, WEIGHTS, t).withName(SCORES)),
                new Operation<>("weights", (at, t) -> Operation.strongest(at, WEIGHTS, t)),
                new Operation<>("context", (at, t) -> Operation.strongest(at, CONTEXT, t)),
                new Operation<>("token", (at, t) -> at.now().probability(t)));
    }

    @Override
    public LessonStage<AttentionReading> stage(StageKit<AttentionReading> kit) {
        return new AttentionStage(kit);
    }
}
