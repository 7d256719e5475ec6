package dev.unroll.app.lesson.embeddings;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.lesson.MeasuredReading;
import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.embedding.EmbeddingSpace.Neighbour;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.AxisNames;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a model of word vectors makes of the next few pairs of words, and where its words lie.
 *
 * @param tokens the words, the most frequent first
 * @param points where they lie in the plane, {@code [TOKEN, ITEM 2]}; NaN for those that are left out
 * @param word the word that is looked at
 * @param nearest the words nearest to it
 * @param analogy the three words that were asked about; none if nothing was
 * @param answers the words nearest to what is looked for
 * @param counts how often the most frequent words stand together, {@code [TOKEN, KEY]}
 */
record WordsReading(
        Trace trace,
        List<String> tokens,
        List<Pair> pairs,
        Tensor points,
        int word,
        List<Neighbour> nearest,
        List<Integer> analogy,
        List<Neighbour> answers,
        Tensor counts,
        NamedNumbers numbers)
        implements MeasuredReading {
    private static final Set<String> COSINES = Set.of("cosine", "nearest", "analogy");

    /** The words of what was typed. */
    static List<String> words(String typed) {
        return List.of(typed.strip().split("[\\s,:]+"));
    }

    /**
     * Says so if a word is not one of the model's.
     *
     * @throws SaidException with the first that is not
     */
    void check(List<String> words) throws SaidException {
        for (String asked : words) {
            if (tokens.contains(asked.strip())) continue;
            throw new SaidException(
                    "embeddings.unknown",
                    asked.strip(),
                    String.join(", ", tokens.subList(0, Math.min(8, tokens.size()))));
        }
    }

    /** The matrix whose rows are the words' vectors. */
    String matrix() {
        return trace.names().contains("word/weight") ? "word/weight" : "input/weight";
    }

    boolean isGlove() {
        return trace.names().contains("word/weight");
    }

    Place oneHot(int pair) {
        if (isGlove()) return row(pair);
        int word = pairs.get(pair).given().getFirst();
        return new Place("input", List.of(Axis.BATCH, Axis.KEY, Axis.TOKEN), List.of(pair, 0, word), Quantity.VALUE);
    }

    /** The first number of the vector of a pair's given word. */
    Place row(int pair) {
        if (!isGlove())
            return new Place("projection", List.of(Axis.BATCH, Axis.UNIT), List.of(pair, 0), Quantity.VALUE);
        List<Integer> index = List.of(pairs.get(pair).given().getFirst(), 0);
        return new Place(matrix(), List.of(Axis.TOKEN, Axis.UNIT), index, Quantity.VALUE);
    }

    Place ofPair(String name, int pair) {
        return new Place(name, List.of(Axis.BATCH), List.of(pair), Quantity.VALUE);
    }

    @Override
    public AxisNames names() {
        return AxisNames.of(trace).withTokens(tokens);
    }

    @Override
    public String positionKey() {
        return "embeddings.position";
    }

    @Override
    public int timeSteps() {
        return pairs.size();
    }

    @Override
    public String symbol(Place place) {
        if (!COSINES.contains(place.name())) return MeasuredReading.super.symbol(place);
        List<String> said = new ArrayList<>();
        said.add(place.name().equals("analogy") ? "b − a + c" : "‘" + tokens.get(word) + "’");
        if (place.along(Axis.TOKEN) >= 0) said.add("‘" + tokens.get(place.along(Axis.TOKEN)) + "’");
        return "cos(" + String.join(", ", said) + ")";
    }
}
