package dev.unroll.app.lesson.sequential;

import dev.unroll.app.compare.EqualSizes;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.LessonPlan;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.run.Member;
import dev.unroll.app.run.Opening;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.TrainingSettings;

import java.util.List;

/** Why sequential training is slow: one pass of an RNN and of a GPT of equal size, operation by operation as it was measured. */
public final class SequentialLesson implements LessonPlan<Race> {
    /** The longest text that is looked at. */
    static final int MAX_SHOWN = 200;

    static final Knob<String> TEXT = Knob.text("all at once or one by one");
    static final Knob<String> CELL = Knob.choice("recurrent", Knob.Effect.ANEW, "rnn", "gru", "lstm");
    static final Knob<Integer> PARAMETERS = Knob.size("parameters", 20_000, 1_000, 1_000_000);
    static final Knob<Integer> BLOCKS = Knob.size("blocks", 1, 1, 12);
    static final Knob<Double> LEARNING_RATE = Knob.learningRate(.003);
    static final Knob<Integer> SEED = Knob.seed();

    /** Whether a text that is there is learnt, or one that is not there yet is written. */
    static final Knob<String> MODE = Knob.choice("mode", Knob.Effect.LOOK_ON_STAGE, "training", "writing");

    static final Knob<String> PANEL =
            Knob.choice("panel", Knob.Effect.LOOK_ON_STAGE, "none", "length", "speedup", "cores");

    private static final double CLIP_NORM = 1;

    /** A lesson as it is new. */
    public SequentialLesson() {}

    @Override
    public List<Knob<?>> knobs() {
        return List.of(TEXT, CELL, PARAMETERS, BLOCKS, LEARNING_RATE, SEED, MODE, PANEL);
    }

    @Override
    public List<String> memberKeys(KnobValues values) {
        return names(values);
    }

    /** The recurrent model and the GPT. */
    static List<String> kinds(KnobValues values) {
        return List.of(values.get(CELL), "gpt");
    }

    /** The keys of what they are called. */
    static List<String> names(KnobValues values) {
        return kinds(values).stream().map(kind -> "sequential.kind." + kind).toList();
    }

    @Override
    public TrainingSettings settings(KnobValues values) {
        return new TrainingSettings(values.get(LEARNING_RATE), CLIP_NORM);
    }

    @Override
    public Opening<Race> open(KnobValues values) throws TextException {
        Corpus corpus = Corpus.of(values.get(TEXT));
        int[] shown = shown(corpus);
        return new Opening<>(
                members(values, corpus), (models, now, backend) -> Race.read(models, corpus, shown, now, backend));
    }

    /** The tokens that are looked at. */
    static int[] shown(Corpus corpus) {
        return corpus.beginning(MAX_SHOWN + 1);
    }

    private static List<Member> members(KnobValues values, Corpus corpus) {
        Dataset data = new Dataset.Text(corpus);
        int length = shown(corpus).length - 1;
        return kinds(values).stream()
                .map(kind -> new Member(recipe(values, kind, length, data), data))
                .toList();
    }

    /** Both models anew, with weights that nobody trains meanwhile. */
    static List<LanguageModel> models(KnobValues values, Corpus corpus) {
        return members(values, corpus).stream()
                .map(member -> (LanguageModel)
                        member.recipe().start(member.data(), Backends.best()).model())
                .toList();
    }

    /** Whether the text is written and not learnt. */
    static boolean writes(KnobValues values) {
        return values.get(MODE).equals("writing");
    }

    /** A model of a kind with as many parameters as the knobs say, and how it learns a text, one sequence at a time. */
    static Recipe recipe(KnobValues values, String kind, int length, Dataset data) {
        EqualSizes sizes = new EqualSizes(values.get(PARAMETERS), values.get(BLOCKS), 0);
        TrainingSettings settings = new TrainingSettings(values.get(LEARNING_RATE), CLIP_NORM);
        return new Recipe(
                kind, sizes.of(kind, length, data), Optimizer.Kind.ADAM, settings, 1, length, values.get(SEED));
    }

    @Override
    public LessonStage<Race> stage(StageKit<Race> kit) {
        return new SequentialStage(kit);
    }
}
