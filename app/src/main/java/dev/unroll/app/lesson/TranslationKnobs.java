package dev.unroll.app.lesson;

import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.run.Member;
import dev.unroll.engine.text.ParallelCorpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.TrainingSettings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The knobs of every lesson that translates: a sentence, whether the model is a trained one or begins at random, and how the latter is
 * made and trained.
 *
 * @param sentence what is translated
 * @param learningRate how fast is learnt
 */
public record TranslationKnobs(Knob<String> sentence, Knob<Double> learningRate) {
    /** Whether the model is trained already. */
    public static final Knob<String> START = Knob.choice("start", Knob.Effect.ANEW, "trained", "random");

    /** Units of a model that begins at random. */
    public static final Knob<Integer> HIDDEN = Knob.size("hidden", 32, 4, 256);

    /** How many pairs of sentences it learns from. */
    public static final Knob<Integer> PAIRS = Knob.size("pairs", 2000, 16, 3600);

    private static final Knob<Integer> SEED = Knob.seed();
    private static final int LONGEST_LEARNT = 8;
    private static final double CLIP_NORM = 1;
    private static final int BATCH_SIZE = 16;

    /** @param rate how fast is learnt at first */
    public TranslationKnobs(Knob<String> sentence, double rate) {
        this(sentence, Knob.learningRate(rate));
    }

    /** A sentence to be typed. */
    public static Knob<String> sentence(String initial) {
        return new Knob<>("sentence", new Kind.Text(), initial, Knob.Effect.LOOK);
    }

    /** The sentence first, then a lesson's own, then the others. */
    public List<Knob<?>> with(Knob<?>... own) {
        List<Knob<?>> all = new ArrayList<>(List.of(sentence));
        all.addAll(List.of(own));
        all.addAll(List.of(START, HIDDEN, PAIRS, learningRate, SEED));
        return all;
    }

    /** Whether a knob changes anything: a trained model's size does not. */
    public boolean applies(Knob<?> knob, KnobValues values) {
        return !List.of(HIDDEN, PAIRS, SEED).contains(knob) || isRandom(values);
    }

    /** Whether the model begins with random weights. */
    public static boolean isRandom(KnobValues values) {
        return values.get(START).equals("random");
    }

    /** How steps are made. */
    public TrainingSettings settings(KnobValues values) {
        return new TrainingSettings(values.get(learningRate), CLIP_NORM);
    }

    /** The sizes of a recurrent model that begins at random. */
    public Map<String, String> recurrent(KnobValues values, String attention) {
        String units = values.get(HIDDEN).toString();
        return Map.of("cell", "lstm", "attention", attention, "embedding", units, "hidden", units, "layers", "1");
    }

    /**
     * The model that is shown.
     *
     * @param trained where it begins unless at random
     * @param kind of one that begins at random
     * @param sizes of that
     */
    public Member member(KnobValues values, GermanEnglish.Shipped trained, String kind, Map<String, String> sizes)
            throws TextException {
        if (!isRandom(values)) return new Member(trained.checkpoint(), new Dataset.Translation(trained.training()));
        ParallelCorpus few = GermanEnglish.training(LONGEST_LEARNT, values.get(PAIRS));
        Recipe recipe = new Recipe(kind, sizes, Optimizer.Kind.ADAM, settings(values), BATCH_SIZE, 1, values.get(SEED));
        return new Member(recipe, new Dataset.Translation(few));
    }
}
