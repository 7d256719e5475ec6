package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;

import java.util.List;

/**
 * What a model of word vectors makes of a few examples of its training: which words each of them brings together, and which it parts.
 *
 * @param trace of the loss of these examples alone, with the names of {@link dev.unroll.engine.model.Word2VecModel} or
 *     {@link dev.unroll.engine.model.GloveModel}
 * @param pairs the examples, as they stand along {@link Axis#BATCH}
 */
public record WordPairs(Trace trace, List<Pair> pairs) {
    private static final String OF_GLOVE = "word/weight";

    /**
     * Words that a training step brings together.
     *
     * @param given the words that others are predicted from
     * @param items the word that should be predicted, and after it those that it is told from
     */
    public record Pair(List<Integer> given, List<Item> items) {}

    /**
     * A word that is predicted or should not be.
     *
     * @param place where its score stands in the trace
     * @param score the score
     * @param pulled whether the step moves it towards the given words
     * @param strength how hard, from 0 to 1
     */
    public record Item(int word, Place place, double score, boolean pulled, double strength) {}

    /** Whether the model is fitted to counts (GloVe), and not to the words themselves (word2vec). */
    public boolean isGlove() {
        return trace.names().contains(OF_GLOVE);
    }

    /** The name of the matrix whose rows are the words' vectors, {@code [TOKEN, UNIT]}. */
    public String matrix() {
        return isGlove() ? OF_GLOVE : "input/weight";
    }

    /** The 1 in the one-hot vector of an example's first given word; GloVe has none, but its vector at once. */
    public Place oneHot(int pair) {
        if (isGlove()) return vector(pair);
        List<Integer> index = List.of(pair, 0, pairs.get(pair).given().getFirst());
        return new Place("input", List.of(Axis.BATCH, Axis.KEY, Axis.TOKEN), index, Quantity.VALUE);
    }

    /** The first number of the vector of an example's given words. */
    public Place vector(int pair) {
        if (!isGlove())
            return new Place("projection", List.of(Axis.BATCH, Axis.UNIT), List.of(pair, 0), Quantity.VALUE);
        List<Integer> index = List.of(pairs.get(pair).given().getFirst(), 0);
        return new Place(matrix(), List.of(Axis.TOKEN, Axis.UNIT), index, Quantity.VALUE);
    }

    /** The score of the word that an example should predict. */
    public Place score(int pair) {
        return pairs.get(pair).items().getFirst().place();
    }

    /** The loss of an example. */
    public Place loss(int pair) {
        return new Place("pairLoss", List.of(Axis.BATCH), List.of(pair), Quantity.VALUE);
    }
}
