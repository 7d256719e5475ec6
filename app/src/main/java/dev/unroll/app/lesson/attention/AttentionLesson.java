package dev.unroll.app.lesson.attention;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.GermanEnglish;
import dev.unroll.app.lesson.LessonPlan;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.Operation;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.TranslationKnobs;
import dev.unroll.app.run.Member;
import dev.unroll.app.run.Opening;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.text.SpacedTokenizer;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.train.TrainingSettings;
import org.jspecify.annotations.Nullable;

import java.util.List;

import static dev.unroll.app.lesson.attention.AttentionReading.CONTEXT;
import static dev.unroll.app.lesson.attention.AttentionReading.QUERY;
import static dev.unroll.app.lesson.attention.AttentionReading.SCORES;
import static dev.unroll.app.lesson.attention.AttentionReading.WEIGHTS;

/** Attention: while each English word is written, a German sentence is looked at anew. */
public final class AttentionLesson implements LessonPlan<AttentionReading> {
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

    /** The words that can be translated; null before the first model has been read. */
    private volatile @Nullable SpacedTokenizer words;

    /** A lesson as it is new. */
    public AttentionLesson() {}

    @Override
    public List<Knob<?>> knobs() {
        return KNOBS.with(SCORING, VIEW, SUM, HAND, BEAM);
    }

    @Override
    public boolean applies(Knob<?> knob, KnobValues values) {
        return KNOBS.applies(knob, values);
    }

    @Override
    public void check(KnobValues values) throws SaidException {
        SpacedTokenizer known = words;
        if (known != null) GermanEnglish.check(GermanEnglish.normalized(values.get(KNOBS.sentence())), known);
    }

    @Override
    public TrainingSettings settings(KnobValues values) {
        return KNOBS.settings(values);
    }

    @Override
    public Opening<AttentionReading> open(KnobValues values) throws SaidException, TextException {
        GermanEnglish.Shipped without = GermanEnglish.shipped("translation-none");
        words = without.source();
        check(values);
        GermanEnglish.Shipped trained = GermanEnglish.shipped("translation-" + values.get(SCORING));
        Member member = KNOBS.member(values, trained, "seq2seq", KNOBS.recurrent(values, values.get(SCORING)));
        AttentionReader reader = new AttentionReader(without);
        return new Opening<>(
                List.of(member),
                (models, now, backend) -> reader.read((TranslationModel) models.getFirst(), now, backend));
    }

    @Override
    public List<Operation<AttentionReading>> operations() {
        return List.of(
                new Operation<>("state", (at, t) -> place(QUERY, Axis.UNIT, t, at.strongest(QUERY, t))),
                new Operation<>("scores", (at, t) -> place(SCORES, Axis.TIME, t, at.mostLookedAt(t))),
                new Operation<>("weights", (at, t) -> place(WEIGHTS, Axis.TIME, t, at.mostLookedAt(t))),
                new Operation<>("context", (at, t) -> place(CONTEXT, Axis.UNIT, t, at.strongest(CONTEXT, t))),
                new Operation<>(
                        "token",
                        (at, t) ->
                                place("probabilities", Axis.TOKEN, t, at.now().id(t))));
    }

    private static Place place(String name, Axis axis, int t, int index) {
        return new Place(name, List.of(Axis.TARGET, axis), List.of(t, index), Quantity.VALUE);
    }

    @Override
    public LessonStage<AttentionReading> stage(StageKit<AttentionReading> kit) {
        return new AttentionStage(kit);
    }
}
