package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.embedding.ContextWindows;
import dev.unroll.engine.embedding.Cooccurrences;
import dev.unroll.engine.model.EmbeddingModel;
import dev.unroll.engine.model.GloveModel;
import dev.unroll.engine.model.Word2VecModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.trace.WordPairs.Item;
import dev.unroll.engine.trace.WordPairs.Pair;
import dev.unroll.engine.train.Recipe;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Takes the first examples of a training step apart that a model of word vectors makes next: the very ones that its recipe draws. Used by
 * one thread at a time.
 */
public final class WordPairReader {
    /** An error of GloVe, in logarithms of counts, that moves words as hard as any. */
    private static final double LARGE_ERROR = 3;

    /** How many words stand for a softmax over all of them. */
    private static final int SHOWN_OF_SOFTMAX = 6;

    /** An id that no word has. */
    private static final int NO_WORD = -1;

    private final Corpus corpus;
    private final Recipe recipe;
    private final int most;
    private @Nullable ContextWindows windows;
    private @Nullable Cooccurrences counts;

    /**
     * A reader of one training run.
     *
     * @param recipe by which the model learns the text
     * @param most how many examples are looked at
     */
    public WordPairReader(Corpus corpus, Recipe recipe, int most) {
        this.corpus = corpus;
        this.recipe = recipe;
        this.most = most;
    }

    /**
     * Reads the examples of the step after {@code step} others.
     *
     * @throws IllegalArgumentException if the model learns from no pairs of words
     */
    public WordPairs read(EmbeddingModel model, long step, Backend backend) {
        return read(model, step, NO_WORD, backend);
    }

    /**
     * As {@link #read(EmbeddingModel, long, Backend)}, those examples first that learn from a word.
     *
     * @param word the id of the word
     */
    public WordPairs read(EmbeddingModel model, long step, int word, Backend backend) {
        return switch (model) {
            case Word2VecModel word2vec -> word2vec(word2vec, step, word, backend);
            case GloveModel glove -> glove(glove, step, word, backend);
            default -> throw new IllegalArgumentException("a model of kind " + model.kind() + " has no pairs of words");
        };
    }

    /** The first examples, those that are wanted before the others. */
    private int[] chosen(int count, IntPredicate wanted) {
        return IntStream.concat(
                        IntStream.range(0, count).filter(wanted),
                        IntStream.range(0, count).filter(wanted.negate()))
                .limit(most)
                .toArray();
    }

    // --- word2vec ---

    private WordPairs word2vec(Word2VecModel model, long step, int word, Backend backend) {
        boolean skipGram = model.architecture() == Word2VecModel.Architecture.SKIPGRAM;
        if (windows == null) windows = ContextWindows.of(corpus, recipe.length(), skipGram, model.negatives());
        ContextWindows.Batch next = windows.batch(step, recipe.batchSize(), recipe.seed());
        int[] chosen = chosen(
                next.targets().length, i -> IntStream.of(next.inputs()[i]).anyMatch(id -> id == word));
        int count = chosen.length;
        ContextWindows.Batch few = new ContextWindows.Batch(
                IntStream.of(chosen).mapToObj(i -> next.inputs()[i]).toArray(int[][]::new),
                IntStream.of(chosen).map(i -> next.targets()[i]).toArray(),
                next.negatives().length == 0
                        ? next.negatives()
                        : IntStream.of(chosen)
                                .mapToObj(i -> next.negatives()[i])
                                .toArray(int[][]::new));
        Trace trace = Trace.of(tape -> model.loss(tape, few), backend);
        List<Pair> pairs = new ArrayList<>();
        for (int pair = 0; pair < count; pair++) {
            List<Integer> given = IntStream.of(few.inputs()[pair])
                    .filter(id -> id >= 0)
                    .boxed()
                    .toList();
            pairs.add(new Pair(given, model.negatives() == 0 ? likeliest(trace, few, pair) : drawn(trace, few, pair)));
        }
        return new WordPairs(trace, List.copyOf(pairs));
    }

    private static List<Item> drawn(Trace trace, ContextWindows.Batch batch, int pair) {
        Tensor scores = trace.value("scores").slice(pair);
        int[] negatives = batch.negatives()[pair];
        List<Item> items = new ArrayList<>();
        for (int i = 0; i <= negatives.length; i++) {
            double probability = 1 / (1 + Math.exp(-scores.at(i)));
            int word = i == 0 ? batch.targets()[pair] : negatives[i - 1];
            Place place = place("scores", Axis.ITEM, pair, i);
            items.add(new Item(word, place, scores.at(i), i == 0, i == 0 ? 1 - probability : probability));
        }
        return List.copyOf(items);
    }

    /** The right word and those that are thought likeliest. */
    private static List<Item> likeliest(Trace trace, ContextWindows.Batch batch, int pair) {
        Tensor probabilities = trace.value("probabilities").slice(pair);
        int right = batch.targets()[pair];
        return IntStream.range(0, probabilities.length())
                .boxed()
                .sorted((a, b) ->
                        Double.compare(b == right ? 2 : probabilities.at(b), a == right ? 2 : probabilities.at(a)))
                .limit(SHOWN_OF_SOFTMAX)
                .map(word -> {
                    double p = probabilities.at(word);
                    Place place = place("probabilities", Axis.TOKEN, pair, word);
                    return new Item(word, place, p, word == right, word == right ? 1 - p : p);
                })
                .toList();
    }

    private static Place place(String name, Axis axis, int pair, int index) {
        return new Place(name, List.of(Axis.BATCH, axis), List.of(pair, index), Quantity.VALUE);
    }

    // --- GloVe ---

    private WordPairs glove(GloveModel model, long step, int word, Backend backend) {
        if (counts == null) counts = Cooccurrences.count(corpus.ids(), recipe.length());
        Cooccurrences next = counts.batch(step, recipe.batchSize(), recipe.seed());
        int[] chosen = chosen(next.size(), i -> next.rows()[i] == word);
        int count = chosen.length;
        float[] counted = new float[count];
        for (int i = 0; i < count; i++) counted[i] = next.counts()[chosen[i]];
        Cooccurrences few = new Cooccurrences(
                IntStream.of(chosen).map(i -> next.rows()[i]).toArray(),
                IntStream.of(chosen).map(i -> next.columns()[i]).toArray(),
                counted);
        Trace trace = Trace.of(tape -> model.loss(tape, few), backend);
        Tensor errors = trace.value("error");
        List<Pair> pairs = new ArrayList<>();
        for (int pair = 0; pair < count; pair++) {
            double error = errors.at(pair);
            Place place = new Place("error", List.of(Axis.BATCH), List.of(pair), Quantity.VALUE);
            double strength = Math.min(1, Math.abs(error) / LARGE_ERROR);
            pairs.add(new Pair(
                    List.of(few.rows()[pair]),
                    List.of(new Item(few.columns()[pair], place, error, error < 0, strength))));
        }
        return new WordPairs(trace, List.copyOf(pairs));
    }
}
