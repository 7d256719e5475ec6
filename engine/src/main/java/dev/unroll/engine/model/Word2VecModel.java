package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.ElementFunction;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.embedding.ContextWindows;
import dev.unroll.engine.nn.Embedding;
import dev.unroll.engine.nn.Initialization;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static dev.unroll.engine.tensor.Axis.BATCH;
import static dev.unroll.engine.tensor.Axis.ITEM;
import static dev.unroll.engine.tensor.Axis.KEY;
import static dev.unroll.engine.tensor.Axis.TOKEN;
import static dev.unroll.engine.tensor.Axis.UNIT;

/**
 * word2vec (Mikolov, Chen, Corrado and Dean 2013): skip-gram predicts each word around a word from it, CBOW a word from the mean of
 * those around it. What is predicted is told from all other words by a softmax, or from a few drawn at random by negative sampling
 * (Mikolov, Sutskever et al. 2013, eq. 4).
 *
 * <table>
 * <caption>Names in a trace</caption>
 * <tr><th>name</th><th>axes</th></tr>
 * <tr><td>{@code input}</td><td>{@code [BATCH, KEY, TOKEN]}, one-hot: the words that are given</td></tr>
 * <tr><td>{@code projection}</td><td>{@code [BATCH, UNIT]}: their vectors' mean</td></tr>
 * <tr><td>{@code scores}</td><td>{@code [BATCH, ITEM]}: the product with the right word's output vector and with each negative's</td></tr>
 * <tr><td>{@code logits}, {@code probabilities}</td><td>{@code [BATCH, TOKEN]}; with a softmax</td></tr>
 * <tr><td>{@code pairLoss}</td><td>{@code [BATCH]}, in nats</td></tr>
 * <tr><td>{@code loss}</td><td>a single number, the mean of {@code pairLoss}</td></tr>
 * </table>
 */
public final class Word2VecModel implements EmbeddingModel {
    /** As it is named in checkpoints. */
    public static final String KIND = "word2vec";

    /** What is predicted from what. */
    public enum Architecture {
        /** Each word of the context from the one in the middle. */
        SKIPGRAM,
        /** The word in the middle from its context. */
        CBOW
    }

    static final List<Size> SIZES = List.of(
            Size.Data.VOCABULARY,
            Size.Choice.of("architecture", Architecture.SKIPGRAM),
            Size.hidden(64),
            new Size.Whole("negatives", 5, 0, 1024));

    private final Architecture architecture;
    private final int vocabularySize;
    private final int units;
    private final int negatives;
    private final Embedding input;
    private final Parameter output;

    /**
     * A model with random input vectors and output vectors of zeros, as the authors' program has it.
     *
     * @param negatives how many words the right one is told from; 0 for a softmax over all
     * @throws IllegalArgumentException if a size is out of range
     */
    public Word2VecModel(Architecture architecture, int vocabularySize, int units, int negatives, long seed) {
        if (vocabularySize < 1 || units < 1 || negatives < 0)
            throw new IllegalArgumentException(
                    "The vocabulary and the units must be at least 1, and the negatives at least 0.");
        this.architecture = architecture;
        this.vocabularySize = vocabularySize;
        this.units = units;
        this.negatives = negatives;
        input = new Embedding("input", vocabularySize, units, 0.5 / units, new Initialization(seed));
        output = new Parameter("output/weight", Tensor.zeros(Shape.of(TOKEN, vocabularySize, UNIT, units)));
    }

    /** The mean loss of some examples. */
    public Node loss(Tape tape, ContextWindows.Batch batch) {
        Node h = projection(tape, batch);
        Node each = negatives == 0 ? softmaxLoss(h, batch.targets()) : samplingLoss(h, batch);
        return each.named("pairLoss").mean().named("loss");
    }

    private Node projection(Tape tape, ContextWindows.Batch batch) {
        int count = batch.inputs().length;
        int width = batch.inputs()[0].length;
        int[] ids = Stream.of(batch.inputs())
                .flatMapToInt(Arrays::stream)
                .map(id -> Math.max(0, id))
                .toArray();
        Node words = tape.oneHot(ids, Shape.of(BATCH, count, KEY, width), vocabularySize)
                .named("input");
        Node vectors = input.forward(words);
        Node mean = tape.constant(shares(batch.inputs())).batchedMatmul(Form.NN, vectors);
        return mean.reshape(Shape.of(BATCH, count, UNIT, units)).named("projection");
    }

    /** What each given word counts in the mean, {@code [BATCH, ITEM 1, KEY]}; negative ids fill up and count nothing. */
    private static Tensor shares(int[][] inputs) {
        int width = inputs[0].length;
        Tensor shares = Tensor.zeros(Shape.of(BATCH, inputs.length, ITEM, 1, KEY, width));
        for (int b = 0; b < inputs.length; b++) {
            long real = Arrays.stream(inputs[b]).filter(id -> id >= 0).count();
            for (int i = 0; i < width; i++) if (inputs[b][i] >= 0) shares.write()[b * width + i] = 1f / real;
        }
        return shares;
    }

    private Node softmaxLoss(Node h, int[] targets) {
        Node logits = h.linear(h.tape().parameter(output)).named("logits");
        if (h.tape().observed()) logits.softmax().named("probabilities");
        return logits.crossEntropy(targets, 0);
    }

    /** {@code −log σ(u · v) − Σ log σ(−u · v_negative)}. */
    private Node samplingLoss(Node h, ContextWindows.Batch batch) {
        Tape tape = h.tape();
        int count = batch.targets().length;
        int width = 1 + batch.negatives()[0].length;
        int[] ids = new int[count * width];
        Tensor signs = Tensor.zeros(Shape.of(BATCH, count, ITEM, width));
        for (int b = 0; b < count; b++) {
            for (int i = 0; i < width; i++) {
                ids[b * width + i] = i == 0 ? batch.targets()[b] : batch.negatives()[b][i - 1];
                signs.write()[b * width + i] = i == 0 ? 1 : -1;
            }
        }
        Node words = tape.oneHot(ids, Shape.of(BATCH, count, ITEM, width), vocabularySize);
        Node vectors = words.matmul(Form.NN, tape.parameter(output));
        Node scores = h.reshape(Shape.of(BATCH, count, KEY, 1, UNIT, units))
                .batchedMatmul(Form.NT, vectors)
                .reshape(signs.shape())
                .named("scores");
        return scores.times(tape.constant(signs))
                .apply(ElementFunction.LOG_SIGMOID)
                .sumColumns()
                .scale(-1);
    }

    @Override
    public Tensor vectors() {
        return input.weight().value();
    }

    /** What is predicted from what. */
    public Architecture architecture() {
        return architecture;
    }

    /** How many words the right one is told from; 0 for all. */
    public int negatives() {
        return negatives;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, String> configuration() {
        return Map.of(
                "architecture", Settings.write(architecture),
                "vocabulary", Integer.toString(vocabularySize),
                "hidden", Integer.toString(units),
                "negatives", Integer.toString(negatives));
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(input.weight(), output);
    }
}
