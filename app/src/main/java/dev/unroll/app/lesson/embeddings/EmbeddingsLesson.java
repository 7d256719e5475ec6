package dev.unroll.app.lesson.embeddings;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.LessonPlan;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.Operation;
import dev.unroll.app.lesson.Samples;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.Texts;
import dev.unroll.app.run.Member;
import dev.unroll.app.run.Opening;
import dev.unroll.engine.io.Checkpoint;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.TrainingSettings;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One-hot vectors pick rows of a matrix, and training moves the rows of words that keep the same company together. */
public final class EmbeddingsLesson implements LessonPlan<WordsReading> {
    /** A text, or the sentences that come with the program where none was typed. */
    static final Knob<String> TEXT = Knob.text("");

    static final Knob<String> METHOD = Knob.choice("method", Knob.Effect.ANEW, "skipgram", "cbow", "glove");
    static final Knob<String> START = Knob.choice("start", Knob.Effect.ANEW, "random", "trained");
    static final Knob<Integer> NEGATIVES = Knob.size("negatives", 5, 0, 20);
    static final Knob<Integer> UNITS = Knob.size("units", 12, 2, 128);
    static final Knob<Integer> RADIUS = Knob.size("windowRadius", 3, 1, 10);
    static final Knob<Double> LEARNING_RATE = Knob.learningRate(.02);
    static final Knob<Integer> SEED = Knob.seed();
    static final Knob<String> WORD = new Knob<>("word", new Kind.Text(), "cat", Knob.Effect.LOOK);

    /** Three words, as in “opens is to open as closes is to …”; none asks for nothing. */
    static final Knob<String> ANALOGY = new Knob<>("analogy", new Kind.Text(), "", Knob.Effect.LOOK);

    static final Knob<String> PICTURE = Knob.choice("words", Knob.Effect.LOOK_ON_STAGE, "row", "cloud");
    static final Knob<String> PROJECTION = Knob.choice("projection", Knob.Effect.LOOK_ON_STAGE, "pca", "tsne");
    static final Knob<Boolean> PAIR = Knob.toggle("pair");
    static final Knob<String> UNDER = Knob.choice("counts", Knob.Effect.LOOK_ON_STAGE, "none", "matrix");

    static final int BATCH_SIZE = 512;

    private static final String TRAINED = "trained";
    private static final double CLIP_NORM = 1;

    /** What was read last, by which it is known whether a word can be asked for. */
    private volatile @Nullable WordsReading seen;

    /** A lesson as it is new. */
    public EmbeddingsLesson() {}

    @Override
    public List<Knob<?>> knobs() {
        return List.of(
                TEXT,
                METHOD,
                START,
                NEGATIVES,
                UNITS,
                RADIUS,
                LEARNING_RATE,
                SEED,
                WORD,
                ANALOGY,
                PICTURE,
                PROJECTION,
                PAIR,
                UNDER);
    }

    @Override
    public boolean applies(Knob<?> knob, KnobValues values) {
        if (knob == NEGATIVES && values.get(METHOD).equals("glove")) return false;
        return !isTrained(values)
                || !List.of(TEXT, NEGATIVES, UNITS, RADIUS, SEED).contains(knob);
    }

    private static boolean isTrained(KnobValues values) {
        return values.get(START).equals(TRAINED);
    }

    @Override
    public void check(KnobValues values) throws SaidException {
        if (isTrained(values) && values.get(METHOD).equals("cbow")) throw new SaidException("embeddings.noCbow");
        WordsReading last = seen;
        boolean sameWords = last != null
                && last.values().get(TEXT).equals(values.get(TEXT))
                && last.values().get(START).equals(values.get(START));
        if (!sameWords) return;
        if (!values.get(WORD).equals(last.values().get(WORD))) last.map().check(values.get(WORD));
        if (!values.get(ANALOGY).equals(last.values().get(ANALOGY))) last.map().checkAnalogy(values.get(ANALOGY));
    }

    @Override
    public TrainingSettings settings(KnobValues values) {
        return new TrainingSettings(values.get(LEARNING_RATE), CLIP_NORM);
    }

    @Override
    public Opening<WordsReading> open(KnobValues values) throws SaidException, TextException {
        check(values);
        boolean glove = values.get(METHOD).equals("glove");
        Member member;
        if (isTrained(values)) {
            Checkpoint shipped = Samples.checkpoint(glove ? "glove" : "word2vec");
            member = new Member(shipped, new Dataset.Text(Corpus.of(sample(), shipped.tokenizer())));
        } else {
            String typed = values.get(TEXT);
            Corpus corpus = Texts.inWords(typed.isEmpty() ? Texts.withoutSigns(sample()) : typed);
            member = new Member(recipe(values, glove), new Dataset.Text(corpus));
        }
        return new Opening<>(List.of(member), new WordsReader(member, reading -> seen = reading));
    }

    private static String sample() throws TextException {
        return Corpus.readText(Samples.file("texts/sentences.txt"));
    }

    private Recipe recipe(KnobValues values, boolean glove) {
        Map<String, String> sizes = new HashMap<>();
        sizes.put("hidden", values.get(UNITS).toString());
        if (!glove) sizes.put("architecture", values.get(METHOD));
        if (!glove) sizes.put("negatives", values.get(NEGATIVES).toString());
        return new Recipe(
                glove ? "glove" : "word2vec",
                sizes,
                glove ? Optimizer.Kind.ADAGRAD : Optimizer.Kind.ADAM,
                settings(values),
                BATCH_SIZE,
                values.get(RADIUS),
                values.get(SEED));
    }

    /** A pair of words, from the one-hot vector of the one to what the other costs. */
    @Override
    public List<Operation<WordsReading>> operations() {
        return List.of(
                new Operation<>("oneHot", (at, pair) -> at.next().oneHot(pair)),
                new Operation<>("lift", (at, pair) -> at.next().vector(pair)),
                new Operation<>("row", (at, pair) -> at.next().vector(pair)),
                new Operation<>("scores", (at, pair) -> at.next().score(pair)),
                new Operation<>("loss", (at, pair) -> at.next().loss(pair)));
    }

    @Override
    public LessonStage<WordsReading> stage(StageKit<WordsReading> kit) {
        return new EmbeddingsStage(kit);
    }
}
