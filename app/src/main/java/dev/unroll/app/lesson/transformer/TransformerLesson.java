package dev.unroll.app.lesson.transformer;

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
import dev.unroll.engine.train.TrainingSettings;

import java.util.List;
import java.util.Map;

/** The transformer: a row of tokens is updated at once, box by box. */
public final class TransformerLesson extends TranslationLesson<TransformerReading> {
    static final Knob<String> SENTENCE = TranslationKnobs.sentence("die katze sieht die maus .");

    /** Whether the whole target is known, as in training, or written token by token. */
    static final Knob<String> MODE = Knob.choice("clock", Knob.Effect.LOOK_ON_STAGE, "training", "writing");

    /** Which shuffling of the words is read; 0 is their own order. */
    static final Knob<Integer> SHUFFLE = Knob.look("shuffle", 0, 0, 9);

    /** The head whose matrices are shown; where there are fewer it is the last. */
    static final Knob<Integer> HEAD = Knob.look("oneHead", 0, 0, 15);

    /** The box that is open: e or d for its tower, and its row from the bottom. */
    static final Knob<String> BOX = new Knob<>("box", new Kind.Text(), "e1", Knob.Effect.LOOK_ON_STAGE);

    static final Knob<String> PANEL =
            Knob.choice("panel", Knob.Effect.LOOK_ON_STAGE, "closed", "inside", "heads", "positions", "norm");

    static final Knob<String> POSITIONS = Knob.choice("positions", Knob.Effect.ANEW, "sinusoidal", "learnt", "none");
    static final Knob<String> NORM = Knob.choice("norm", Knob.Effect.ANEW, "pre", "post");
    static final Knob<Integer> LAYERS = Knob.size("layerCount", 1, 1, 4);
    static final Knob<Integer> HEADS = Knob.size("headCount", 4, 1, 16);

    private static final TranslationKnobs KNOBS = new TranslationKnobs(SENTENCE, .01);
    private static final int CONTEXT = 32;

    /** How fast a trained model goes on learning: as at the end of its own training. */
    private static final double FINE_RATE = .0003;

    /** A lesson as it is new. */
    public TransformerLesson() {
        super(KNOBS);
    }

    @Override
    public List<Knob<?>> knobs() {
        return KNOBS.with(MODE, SHUFFLE, HEAD, BOX, PANEL, POSITIONS, NORM, LAYERS, HEADS);
    }

    @Override
    public boolean applies(Knob<?> knob, KnobValues values) {
        boolean ofRandom =
                List.of(POSITIONS, NORM, LAYERS, HEADS, KNOBS.learningRate()).contains(knob);
        return ofRandom ? TranslationKnobs.isRandom(values) : super.applies(knob, values);
    }

    @Override
    public TrainingSettings settings(KnobValues values) {
        TrainingSettings learning = super.settings(values);
        return TranslationKnobs.isRandom(values)
                ? learning
                : new TrainingSettings(FINE_RATE, learning.schedule(), learning.clipping());
    }

    @Override
    public Opening<TransformerReading> open(KnobValues values) throws SaidException, TextException {
        GermanEnglish.Shipped trained = GermanEnglish.shipped("transformer");
        GermanEnglish.corpus(); // in which the right translations are looked up
        TransformerReader reader = new TransformerReader(GermanEnglish.shipped("transformer"));
        return open(values, trained, "transformer", sizes(values), reader::read);
    }

    private static Map<String, String> sizes(KnobValues values) {
        int units = values.get(TranslationKnobs.HIDDEN);
        return Map.of(
                "hidden", Integer.toString(units),
                "inner", Integer.toString(2 * units),
                "layers", values.get(LAYERS).toString(),
                "heads", values.get(HEADS).toString(),
                "context", Integer.toString(CONTEXT),
                "positions", values.get(POSITIONS),
                "norm", values.get(NORM));
    }

    @Override
    public List<Operation<TransformerReading>> operations() {
        return List.of();
    }

    @Override
    public LessonStage<TransformerReading> stage(StageKit<TransformerReading> kit) {
        return new TransformerStage(kit);
    }
}
