package dev.unroll.app.lesson.bptt;

import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.LessonPlan;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.Operation;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.run.Opening;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.text.WordTokenizer;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.TrainingSettings;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Backpropagation through time: the gradient of one loss on its way back, and what makes it vanish. */
public final class BpttLesson implements LessonPlan<Flow> {
    /** The longest sequence that is looked at. */
    static final int MAX_SHOWN = 200;

    static final Knob<String> TEXT = Knob.text(
            "the keys to the old cabinet in the house by the lake are here . the key to the old cabinet in the house by the lake is here . ");
    static final Knob<String> TOKENS = Knob.choice("tokens", Knob.Effect.ANEW, "text", "random");
    static final Knob<Integer> HIDDEN = Knob.size("hidden", 64, 1, 256);
    static final Knob<Double> LEARNING_RATE = Knob.learningRate(.003);
    static final Knob<Integer> SEED = Knob.seed();
    static final Knob<Double> RADIUS = new Knob<>("radius", new Kind.Forced(.2, 2), Double.NaN, Knob.Effect.LOOK_ON_STAGE);
    static final Knob<Integer> LENGTH = look("length", 10, MAX_SHOWN, 12);
    static final Knob<Boolean> MEAN = Knob.toggle("mean");

    /** The step whose loss is differentiated; beyond the last it is the last. */
    static final Knob<Integer> LOSS_AT = look("lossAt", 0, MAX_SHOWN - 1, MAX_SHOWN - 1);

    /** The step whose factor is opened. */
    static final Knob<Integer> FACTOR = look("factor", 1, MAX_SHOWN - 1, MAX_SHOWN - 1);

    /** After so many steps the way back is cut; 0 for never. */
    static final Knob<Integer> WALL = look("wall", 0, MAX_SHOWN, 0);

    static final Knob<String> PANEL = Knob.choice(
            "panel", Knob.Effect.LOOK_ON_STAGE, "none", "factor", "share", "triangle", "saturation", "wall", "clip");

    private static final String RANDOM_TOKENS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN";
    private static final int MOST_WORDS = 2_000;
    private static final int BATCH_SIZE = 16;
    private static final int TRAINED_LENGTH = 28;
    private static final double CLIP_NORM = 5;

    /** A lesson as it is new. */
    public BpttLesson() {}

    private static Knob<Integer> look(String id, int min, int max, int initial) {
        return new Knob<>(id, new Kind.Whole(min, max), initial, Knob.Effect.LOOK_ON_STAGE);
    }

    @Override
    public List<Knob<?>> knobs() {
        return List.of(
                TEXT, TOKENS, HIDDEN, LEARNING_RATE, SEED, RADIUS, LENGTH, MEAN, LOSS_AT, FACTOR, WALL, PANEL);
    }

    @Override
    public TrainingSettings settings(KnobValues values) {
        return new TrainingSettings(values.get(LEARNING_RATE), CLIP_NORM);
    }

    @Override
    public Opening<Flow> open(KnobValues values) throws TextException {
        Corpus corpus = values.get(TOKENS).equals("random") ? random(values.get(SEED)) : repeated(values.get(TEXT));
        Recipe recipe = new Recipe(
                "rnn",
                Map.of("hidden", values.get(HIDDEN).toString(), "layers", "1"),
                Optimizer.Kind.ADAM,
                settings(values),
                BATCH_SIZE,
                TRAINED_LENGTH,
                values.get(SEED));
        return new Opening<>(recipe, new Dataset.Text(corpus), new FlowReading(corpus));
    }

    private static Corpus random(long seed) throws TextException {
        StringBuilder text = new StringBuilder(RANDOM_TOKENS);
        SplittableRandom random = new SplittableRandom(seed);
        while (text.length() <= 10 * MAX_SHOWN)
            text.append(RANDOM_TOKENS.charAt(random.nextInt(RANDOM_TOKENS.length())));
        Corpus all = Corpus.of(text.toString());
        return new Corpus(all.tokenizer(), Arrays.copyOfRange(all.ids(), RANDOM_TOKENS.length(), all.ids().length));
    }

    /** A text in words, or in characters where it has no words or too many; a short one is read again and again. */
    private static Corpus repeated(String text) throws TextException {
        WordTokenizer words = WordTokenizer.of(text);
        boolean inWords = text.strip().contains(" ") && words.vocabulary().size() <= MOST_WORDS;
        Corpus once = inWords ? Corpus.of(text, words) : Corpus.of(text);
        int[] ids = once.ids();
        if (ids.length > MAX_SHOWN) return once;
        int[] again = new int[Math.ceilDiv(MAX_SHOWN + 1, ids.length) * ids.length];
        for (int i = 0; i < again.length; i++) again[i] = ids[i % ids.length];
        return new Corpus(once.tokenizer(), again);
    }

    @Override
    public boolean backward() {
        return true;
    }

    @Override
    public List<Operation<Flow>> operations() {
        return List.of(
                new Operation<>("arrives", (at, t) -> strongest(at, FlowReading.HIDDEN, t)),
                new Operation<>("tanh", (at, t) -> strongest(at, "layer.0/preactivation", t)));
    }

    /** The gradient that is furthest from 0 among the units of a step. */
    private static Place strongest(Flow at, String name, int t) {
        Tensor gradient = at.trace().gradient(name).slice(t);
        int best = 0;
        for (int i = 1; i < gradient.length(); i++)
            if (Math.abs(gradient.at(i)) > Math.abs(gradient.at(best))) best = i;
        return new Place(name, List.of(Axis.TIME, Axis.UNIT), List.of(t, best), Quantity.GRADIENT);
    }

    @Override
    public LessonStage<Flow> stage(StageKit<Flow> kit) {
        return new BpttStage(kit);
    }
}
