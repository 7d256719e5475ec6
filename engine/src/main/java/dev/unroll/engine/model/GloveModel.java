package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.embedding.Cooccurrences;
import dev.unroll.engine.nn.Embedding;
import dev.unroll.engine.nn.Initialization;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static dev.unroll.engine.tensor.Axis.BATCH;

/**
 * GloVe (Pennington, Socher and Manning 2014, eq. 8): vectors whose products, with a bias for each word, are the logarithms of how often
 * words stand together: {@code Σ f(X_ij) (w_i · w̃_j + b_i + b̃_j − log X_ij)²}.
 *
 * <table>
 * <caption>Names in a trace</caption>
 * <tr><th>name</th><th>axes</th></tr>
 * <tr><td>{@code prediction}</td><td>{@code [BATCH]}: w · w̃ + b + b̃ of each pair</td></tr>
 * <tr><td>{@code error}</td><td>{@code [BATCH]}: how far it is from the logarithm of the count</td></tr>
 * <tr><td>{@code pairLoss}</td><td>{@code [BATCH]}, weighted and squared</td></tr>
 * <tr><td>{@code loss}</td><td>a single number, the sum of {@code pairLoss}</td></tr>
 * </table>
 */
public final class GloveModel implements EmbeddingModel {
    /** As it is named in checkpoints. */
    public static final String KIND = "glove";

    static final List<Size> SIZES = List.of(Size.Data.VOCABULARY, Size.hidden(64));

    private static final double X_MAX = 100;
    private static final double ALPHA = 0.75;

    private final int vocabularySize;
    private final int units;
    private final Embedding words;
    private final Embedding contexts;
    private final Embedding bias;
    private final Embedding contextBias;

    /**
     * A model with random weights.
     *
     * @throws IllegalArgumentException if a size is not at least 1
     */
    public GloveModel(int vocabularySize, int units, long seed) {
        if (vocabularySize < 1 || units < 1)
            throw new IllegalArgumentException("The vocabulary and the units must be at least 1.");
        this.vocabularySize = vocabularySize;
        this.units = units;
        Initialization init = new Initialization(seed);
        words = new Embedding("word", vocabularySize, units, 0.5 / units, init);
        contexts = new Embedding("context", vocabularySize, units, 0.5 / units, init);
        bias = new Embedding("wordBias", vocabularySize, 1, 0.5 / units, init);
        contextBias = new Embedding("contextBias", vocabularySize, 1, 0.5 / units, init);
    }

    /** The loss of some pairs. */
    public Node loss(Tape tape, Cooccurrences pairs) {
        Shape places = Shape.of(BATCH, pairs.size());
        Node i = tape.oneHot(pairs.rows(), places, vocabularySize);
        Node j = tape.oneHot(pairs.columns(), places, vocabularySize);
        Tensor negativeLog = Tensor.zeros(places);
        Tensor weight = Tensor.zeros(places);
        for (int n = 0; n < pairs.size(); n++) {
            negativeLog.write()[n] = (float) -Math.log(pairs.counts()[n]);
            weight.write()[n] = (float) Math.min(1, Math.pow(pairs.counts()[n] / X_MAX, ALPHA));
        }
        Node prediction = words.forward(i)
                .times(contexts.forward(j))
                .sumColumns()
                .plus(bias.forward(i).reshape(places))
                .plus(contextBias.forward(j).reshape(places))
                .named("prediction");
        Node error = prediction.plus(tape.constant(negativeLog)).named("error");
        return error.times(error)
                .times(tape.constant(weight))
                .named("pairLoss")
                .sum()
                .named("loss");
    }

    /** The sum of each word's two vectors, as the authors use them. */
    @Override
    public Tensor vectors() {
        Tensor sum = words.weight().value().copy();
        for (int i = 0; i < sum.length(); i++)
            sum.write()[i] += contexts.weight().value().at(i);
        return sum;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, String> configuration() {
        return Map.of("vocabulary", Integer.toString(vocabularySize), "hidden", Integer.toString(units));
    }

    @Override
    public List<Parameter> parameters() {
        return Stream.of(words, contexts, bias, contextBias)
                .flatMap(e -> e.parameters().stream())
                .toList();
    }
}
