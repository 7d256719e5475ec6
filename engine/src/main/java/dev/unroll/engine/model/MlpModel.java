package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.nn.Embedding;
import dev.unroll.engine.nn.Initialization;
import dev.unroll.engine.nn.Linear;
import dev.unroll.engine.tensor.Shape;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static dev.unroll.engine.tensor.Axis.BATCH;
import static dev.unroll.engine.tensor.Axis.INPUT;
import static dev.unroll.engine.tensor.Axis.ITEM;
import static dev.unroll.engine.tensor.Axis.TIME;
import static dev.unroll.engine.tensor.Axis.TOKEN;
import static dev.unroll.engine.tensor.Axis.UNIT;

/**
 * A multilayer perceptron that predicts the next token from a window of the last ones (Bengio et al. 2003), given one-hot or through
 * a learnt embedding. Before the beginning of a text it reads a token of its own, the last one of its inputs.
 *
 * <table>
 * <caption>Names in a trace</caption>
 * <tr><th>name</th><th>axes</th></tr>
 * <tr><td>{@code input}</td><td>{@code [TIME, ITEM, TOKEN]}, one-hot: the window at each step, oldest first</td></tr>
 * <tr><td>{@code embedding}</td><td>{@code [TIME, ITEM, UNIT]}; where it is learnt</td></tr>
 * <tr><td>{@code preactivation}, {@code hidden}</td><td>{@code [TIME, UNIT]}, before and after the tanh</td></tr>
 * <tr><td>{@code logits}, {@code probabilities}</td><td>{@code [TIME, TOKEN]}</td></tr>
 * <tr><td>{@code stepLoss}</td><td>{@code [TIME]}, in nats</td></tr>
 * <tr><td>{@code loss}</td><td>a single number, the mean of {@code stepLoss}</td></tr>
 * </table>
 */
public final class MlpModel implements LanguageModel {
    static final String KIND = "mlp";

    static final List<Size> SIZES = List.of(
            Size.Data.VOCABULARY,
            new Size.Whole("window", 3, 1, 1024),
            new Size.Whole("embedding", 16, 0, 65536),
            Size.hidden(64));

    private final int vocabularySize;
    private final int window;
    private final int embeddingSize;
    private final @Nullable Embedding embedding;
    private final Linear hidden;
    private final Linear head;

    /**
     * A model with random weights.
     *
     * @param window how many tokens it sees
     * @param embeddingSize units of the learnt embedding; 0 for one-hot
     * @param hiddenSize units of the hidden layer
     * @throws IllegalArgumentException if a size is out of range
     */
    public MlpModel(int vocabularySize, int window, int embeddingSize, int hiddenSize, long seed) {
        if (vocabularySize < 1 || window < 1 || embeddingSize < 0 || hiddenSize < 1)
            throw new IllegalArgumentException(
                    "The vocabulary, the window and the hidden size must be at least 1, and the embedding at least 0.");
        this.vocabularySize = vocabularySize;
        this.window = window;
        this.embeddingSize = embeddingSize;
        Initialization init = new Initialization(seed);
        int tokens = vocabularySize + 1;
        embedding = embeddingSize == 0 ? null : new Embedding("embedding", tokens, embeddingSize, 1, init);
        int inputs = window * (embeddingSize == 0 ? tokens : embeddingSize);
        hidden = new Linear("hidden", inputs, UNIT, hiddenSize, init);
        head = new Linear("head", hiddenSize, TOKEN, vocabularySize, init);
    }

    static MlpModel of(Settings settings, long seed) {
        return new MlpModel(
                settings.number("vocabulary"),
                settings.number("window"),
                settings.number("embedding"),
                settings.number("hidden"),
                seed);
    }

    @Override
    public Node logits(Tape tape, int[][] ids) {
        Shape places = Shape.of(TIME, ids[0].length, BATCH, ids.length, ITEM, window);
        Node x = tape.oneHot(windows(ids), places, vocabularySize + 1).named("input");
        if (embedding != null) x = embedding.forward(x).named("embedding");
        Node side = x.reshape(Shape.of(
                TIME,
                ids[0].length,
                BATCH,
                ids.length,
                INPUT,
                window * x.shape().columns()));
        Node h = hidden.forward(side).named("preactivation").tanh().named("hidden");
        Node logits = head.forward(h).named("logits");
        if (tape.observed()) logits.softmax().named("probabilities");
        return logits;
    }

    /** The tokens up to each step, oldest first, {@code [TIME · BATCH · ITEM]}. */
    private int[] windows(int[][] ids) {
        int batch = ids.length;
        int[] windows = new int[ids[0].length * batch * window];
        for (int i = 0; i < windows.length; i++) {
            int t = i / window / batch;
            int from = t - window + 1 + i % window;
            windows[i] = from < 0 ? vocabularySize : ids[i / window % batch][from];
        }
        return windows;
    }

    @Override
    public Decoder decoder(Tape tape) {
        return new WindowDecoder(this, window, tape);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, String> configuration() {
        return Map.of(
                "vocabulary", Integer.toString(vocabularySize),
                "window", Integer.toString(window),
                "embedding", Integer.toString(embeddingSize),
                "hidden", Integer.toString(hidden.parameters().getLast().value().length()));
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    /** How many tokens it sees. */
    public int window() {
        return window;
    }

    /** How many numbers the parameters of the same model would hold if it saw so many tokens. */
    public long parameterCount(int tokens) {
        int perToken = embeddingSize == 0 ? vocabularySize + 1 : embeddingSize;
        int units = hidden.parameters().getLast().value().length();
        return parameterCount() + (long) (tokens - window) * perToken * units;
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        if (embedding != null) parameters.addAll(embedding.parameters());
        parameters.addAll(hidden.parameters());
        parameters.addAll(head.parameters());
        return parameters;
    }
}
