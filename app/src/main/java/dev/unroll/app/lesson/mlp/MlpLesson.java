package dev.unroll.app.lesson.mlp;

import dev.unroll.app.guide.FormulaParser;
import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.LessonPlan;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.MlpPanel;
import dev.unroll.app.lesson.Operation;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.Texts;
import dev.unroll.app.run.Opening;
import dev.unroll.engine.model.MlpModel;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.text.Tokenizer;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.TrainingSettings;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** MLP: a network that sees the last few words and nothing before them. */
public final class MlpLesson implements LessonPlan<MlpReading> {
    static final int MOST_SHOWN = 60;
    static final int WIDEST = 8;

    static final Knob<String> TEXT = Knob.text("eat the pizza");

    /** Another text that is read with what was learnt; none reads the text that is learnt. */
    static final Knob<String> OTHER = new Knob<>("other", new Kind.Text(), "", Knob.Effect.LOOK);

    static final Knob<Integer> WINDOW = Knob.size("window", 1, 1, WIDEST);
    static final Knob<Integer> EMBEDDING = Knob.size("embedding", 0, 0, 64);
    static final Knob<Integer> HIDDEN = Knob.size("hidden", 4, 1, 512);
    static final Knob<Double> LEARNING_RATE = Knob.learningRate(1);
    static final Knob<Integer> SEED = Knob.seed();
    static final Knob<String> VIEW = Knob.choice("picture", Knob.Effect.LOOK_ON_STAGE, "network", "text");
    static final Knob<String> BELOW = Knob.choice("under", Knob.Effect.LOOK_ON_STAGE, "none", "check", "windows");
    static final Knob<Boolean> GRADIENTS = Knob.toggle("gradients");

    /** The weight whose update is shown; none is one of the head's. */
    static final Knob<String> WEIGHT = new Knob<>("weight", new Kind.Text(), "", Knob.Effect.LOOK_ON_STAGE);

    private static final int BATCH_SIZE = 16;
    private static final int LENGTH = 48;

    /** The words of the text that is learnt; null before the first has been read. */
    private volatile @Nullable Known known;

    private record Known(String text, Tokenizer words) {}

    /** A lesson as it is new. */
    public MlpLesson() {}

    @Override
    public List<Knob<?>> knobs() {
        return List.of(TEXT, OTHER, WINDOW, EMBEDDING, HIDDEN, LEARNING_RATE, SEED, VIEW, BELOW, GRADIENTS, WEIGHT);
    }

    @Override
    public void check(KnobValues values) throws SaidException {
        try {
            if (!values.get(WEIGHT).isEmpty()) FormulaParser.element(values.get(WEIGHT));
        } catch (IllegalArgumentException e) {
            throw new SaidException("place.unknown", String.valueOf(e.getMessage()));
        }
        Known now = known;
        String other = values.get(OTHER);
        if (now != null && now.text.equals(values.get(TEXT)) && !other.isBlank()) Texts.read(other, now.words);
    }

    /** Plain descent, so that what a weight becomes can be said in one line. */
    @Override
    public TrainingSettings settings(KnobValues values) {
        return new TrainingSettings(values.get(LEARNING_RATE), Double.POSITIVE_INFINITY);
    }

    @Override
    public Opening<MlpReading> open(KnobValues values) throws SaidException, TextException {
        Corpus corpus = Texts.inWords(values.get(TEXT));
        known = new Known(values.get(TEXT), corpus.tokenizer());
        check(values);
        boolean whole = corpus.ids().length <= MOST_SHOWN + 1;
        Recipe recipe = new Recipe(
                "mlp",
                Map.of(
                        "window", values.get(WINDOW).toString(),
                        "embedding", values.get(EMBEDDING).toString(),
                        "hidden", values.get(HIDDEN).toString()),
                Optimizer.Kind.SGD,
                settings(values),
                whole ? 1 : BATCH_SIZE,
                whole ? corpus.ids().length - 1 : LENGTH,
                values.get(SEED));
        MlpReader reader = new MlpReader(corpus);
        return new Opening<>(
                recipe,
                new Dataset.Text(corpus),
                (models, now, backend) -> reader.read((MlpModel) models.getFirst(), now, backend));
    }

    /** Forward layer by layer, back layer by layer, and the step down the gradient. */
    @Override
    public List<Operation<MlpReading>> operations() {
        List<Operation<MlpReading>> all = new ArrayList<>(MlpPanel.operations());
        all.add(new Operation<>("update", (at, _) -> at.step().weight()));
        return all;
    }

    @Override
    public LessonStage<MlpReading> stage(StageKit<MlpReading> kit) {
        return new MlpStage(kit);
    }
}
