package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.AttentionMask;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.nn.Embedding;
import dev.unroll.engine.nn.Initialization;
import dev.unroll.engine.nn.Linear;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.nn.RecurrentStack.Cell;
import dev.unroll.engine.nn.Steps;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Pairs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static dev.unroll.engine.tensor.Axis.BATCH;
import static dev.unroll.engine.tensor.Axis.INPUT;
import static dev.unroll.engine.tensor.Axis.ITEM;
import static dev.unroll.engine.tensor.Axis.TARGET;
import static dev.unroll.engine.tensor.Axis.TIME;
import static dev.unroll.engine.tensor.Axis.TOKEN;
import static dev.unroll.engine.tensor.Axis.UNIT;

/**
 * A recurrent encoder-decoder (Sutskever, Vinyals and Le 2014; Cho et al. 2014): the decoder starts from the states that the encoder
 * ends with, and may attend to all hidden states of the encoder, by a dot product (Luong, Pham and Manning 2015) or additively (Bahdanau,
 * Cho and Bengio 2015). What it attends to stands beside its hidden state before the head: {@code logits = W [h ; context] + b}.
 *
 * <table>
 * <caption>Names in a trace</caption>
 * <tr><th>name</th><th>axes</th></tr>
 * <tr><td>{@code source}</td><td>{@code [TIME, TOKEN]}, one-hot</td></tr>
 * <tr><td>{@code encoder/embedding}</td><td>{@code [TIME, UNIT]}</td></tr>
 * <tr><td>{@code encoder/layer.N/hiddenState}, gates and cell state</td><td>{@code [TIME, UNIT]}, named as in {@link RnnModel}</td></tr>
 * <tr><td>{@code target}</td><td>{@code [TARGET, TOKEN]}, one-hot: what the decoder reads</td></tr>
 * <tr><td>{@code decoder/embedding}</td><td>{@code [TARGET, UNIT]}</td></tr>
 * <tr><td>{@code decoder/layer.N/hiddenState}, gates and cell state</td><td>{@code [TARGET, UNIT]}</td></tr>
 * <tr><td>{@code attention/energy}</td><td>{@code [TARGET, TIME, UNIT]}, the tanh; additive only</td></tr>
 * <tr><td>{@code attention/scores}, {@code attention/weights}</td><td>{@code [TARGET, TIME]}; with attention</td></tr>
 * <tr><td>{@code attention/context}</td><td>{@code [TARGET, UNIT]}; with attention</td></tr>
 * <tr><td>{@code logits}, {@code probabilities}</td><td>{@code [TARGET, TOKEN]}</td></tr>
 * <tr><td>{@code stepLoss}</td><td>{@code [TARGET]}, in nats</td></tr>
 * <tr><td>{@code loss}</td><td>a single number, the mean of {@code stepLoss}</td></tr>
 * </table>
 */
public final class Seq2SeqModel implements TranslationModel {
    static final String KIND = "seq2seq";

    /** How the decoder looks back at the source. */
    public enum Attention {
        /** Not at all: it has only the encoder's last state. */
        NONE,
        /** {@code score = h · s}. */
        DOT,
        /** {@code score = v · tanh(W_q h + W_k s)}. */
        ADDITIVE
    }

    static final List<Size> SIZES = List.of(
            Size.Data.VOCABULARY,
            Size.Data.SOURCE_VOCABULARY,
            Size.Choice.of("cell", Cell.LSTM),
            Size.Choice.of("attention", Attention.ADDITIVE),
            Size.hidden(64),
            new Size.Multiple("embedding", 1, "hidden", 64, 1, 65536),
            Size.layers());

    /**
     * The sizes of a model.
     *
     * @param embeddingSize units of both embeddings
     * @param hiddenSize units of each layer
     * @param layers layers of the encoder, and of the decoder
     */
    public record Configuration(
            Cell cell,
            Attention attention,
            int sourceVocabularySize,
            int targetVocabularySize,
            int embeddingSize,
            int hiddenSize,
            int layers) {
        /** @throws IllegalArgumentException if a size is not at least 1 */
        public Configuration {
            if (sourceVocabularySize < 1
                    || targetVocabularySize < 1
                    || embeddingSize < 1
                    || hiddenSize < 1
                    || layers < 1)
                throw new IllegalArgumentException(
                        "The vocabularies, the embedding, the hidden size and the number of layers must be at least 1.");
        }
    }

    private final Configuration configuration;
    private final Embedding sourceEmbedding;
    private final Embedding targetEmbedding;
    private final RecurrentStack encoder;
    private final RecurrentStack decoder;
    private final @Nullable Parameter query;
    private final @Nullable Parameter key;
    private final @Nullable Parameter score;
    private final Linear head;

    /** A model with random weights. */
    public Seq2SeqModel(Configuration c, long seed) {
        configuration = c;
        Initialization init = new Initialization(seed);
        sourceEmbedding = new Embedding("encoder/embedding", c.sourceVocabularySize, c.embeddingSize, 1, init);
        targetEmbedding = new Embedding("decoder/embedding", c.targetVocabularySize, c.embeddingSize, 1, init);
        encoder = new RecurrentStack("encoder/", c.cell, c.embeddingSize, c.hiddenSize, c.layers, init);
        decoder = new RecurrentStack("decoder/", c.cell, c.embeddingSize, c.hiddenSize, c.layers, init);
        boolean additive = c.attention == Attention.ADDITIVE;
        double bound = 1 / Math.sqrt(c.hiddenSize);
        Shape square = Shape.of(UNIT, c.hiddenSize, INPUT, c.hiddenSize);
        query = additive ? new Parameter("attention/query/weight", init.uniform(square, bound)) : null;
        key = additive ? new Parameter("attention/key/weight", init.uniform(square, bound)) : null;
        score = additive
                ? new Parameter("attention/score/weight", init.uniform(Shape.of(ITEM, 1, INPUT, c.hiddenSize), bound))
                : null;
        int features = c.attention == Attention.NONE ? c.hiddenSize : 2 * c.hiddenSize;
        head = new Linear("head", features, TOKEN, c.targetVocabularySize, init);
    }

    static Seq2SeqModel of(Settings settings, long seed) {
        return new Seq2SeqModel(
                new Configuration(
                        settings.choice("cell", Cell.class),
                        settings.choice("attention", Attention.class),
                        settings.number("sourceVocabulary"),
                        settings.number("vocabulary"),
                        settings.number("embedding"),
                        settings.number("hidden"),
                        settings.number("layers")),
                seed);
    }

    @Override
    public Node logits(Tape tape, Pairs pairs) {
        RecurrentStack.Run source = encode(tape, pairs.sources(), pairs.unequalSourceLengths());
        AttentionMask mask = new AttentionMask(false, 0, pairs.unequalSourceLengths());
        return head(decode(tape, pairs.read(), source.states()), source.outputs(), mask);
    }

    private RecurrentStack.Run encode(Tape tape, int[][] sources, int @Nullable [] lengths) {
        Node x = embed(tape, sources, TIME, "source", "encoder/embedding", sourceEmbedding);
        return encoder.forward(
                x, RecurrentStack.constants(x, encoder.zeroState(sources.length)), Steps.ofLengths(lengths));
    }

    private RecurrentStack.Run decode(Tape tape, int[][] read, List<List<Node>> states) {
        Node y = embed(tape, read, TARGET, "target", "decoder/embedding", targetEmbedding);
        return decoder.forward(y, states, Steps.ALL);
    }

    private static Node embed(Tape tape, int[][] ids, Axis axis, String name, String embedded, Embedding embedding) {
        Shape places = Shape.of(axis, ids[0].length, BATCH, ids.length);
        int tokens = embedding.weight().value().shape().size(0);
        Node oneHot = tape.oneHot(TimeMajor.ids(ids), places, tokens).named(name);
        return embedding.forward(oneHot).named(embedded);
    }

    /** @param memory the encoder's hidden states, {@code [TIME, BATCH, UNIT]} */
    private Node head(RecurrentStack.Run run, Node memory, AttentionMask mask) {
        Node h = run.outputs();
        Node features = configuration.attention == Attention.NONE ? h : Node.concatenate(h, context(h, memory, mask));
        Node logits = head.forward(features).named("logits");
        if (h.tape().observed()) logits.softmax().named("probabilities");
        return logits;
    }

    private Node context(Node h, Node memory, AttentionMask mask) {
        Node states = memory.batchFirst();
        Node weights = scores(h.batchFirst(), states)
                .named("attention/scores")
                .softmax(mask)
                .named("attention/weights");
        return weights.batchedMatmul(Form.NN, states).batchSecond().named("attention/context");
    }

    private Node scores(Node h, Node states) {
        Tape tape = h.tape();
        if (query == null || key == null || score == null) return h.batchedMatmul(Form.NT, states);
        Node energy = h.linear(tape.parameter(query))
                .pairwiseSum(states.linear(tape.parameter(key)))
                .tanh()
                .named("attention/energy");
        return energy.linear(tape.parameter(score)).reshape(energy.shape().drop(3));
    }

    @Override
    public Decoder decoder(Tape tape, int[] source) {
        RecurrentStack.Run encoded = encode(tape, new int[][] {source}, null);
        Tensor memory = encoded.outputs().value().copy();
        return new Decoder() {
            private List<List<Tensor>> states = encoded.stateValues();

            @Override
            public Tensor next(int id) {
                tape.reset();
                Node memoryNode = tape.constant(memory);
                RecurrentStack.Run run = decode(tape, new int[][] {{id}}, RecurrentStack.constants(memoryNode, states));
                states = run.stateValues();
                Node logits = head(run, memoryNode, AttentionMask.NONE);
                return logits.value().reshape(Shape.of(TOKEN, configuration.targetVocabularySize));
            }
        };
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, String> configuration() {
        return Map.of(
                "cell", Settings.write(configuration.cell),
                "attention", Settings.write(configuration.attention),
                "sourceVocabulary", Integer.toString(configuration.sourceVocabularySize),
                "vocabulary", Integer.toString(configuration.targetVocabularySize),
                "embedding", Integer.toString(configuration.embeddingSize),
                "hidden", Integer.toString(configuration.hiddenSize),
                "layers", Integer.toString(configuration.layers));
    }

    @Override
    public int sourceVocabularySize() {
        return configuration.sourceVocabularySize;
    }

    @Override
    public int targetVocabularySize() {
        return configuration.targetVocabularySize;
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(sourceEmbedding.parameters());
        parameters.addAll(encoder.parameters());
        parameters.addAll(targetEmbedding.parameters());
        parameters.addAll(decoder.parameters());
        if (query != null && key != null && score != null) parameters.addAll(List.of(query, key, score));
        parameters.addAll(head.parameters());
        return parameters;
    }
}
