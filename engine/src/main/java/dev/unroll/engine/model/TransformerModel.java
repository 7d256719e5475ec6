package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.AttentionMask;
import dev.unroll.engine.backend.ElementFunction;
import dev.unroll.engine.backend.Form;
import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.nn.Embedding;
import dev.unroll.engine.nn.Initialization;
import dev.unroll.engine.nn.KeyValueCache;
import dev.unroll.engine.nn.LayerNorm;
import dev.unroll.engine.nn.Linear;
import dev.unroll.engine.nn.LinearInitialization;
import dev.unroll.engine.nn.SinusoidalPositions;
import dev.unroll.engine.nn.TransformerBlock;
import dev.unroll.engine.nn.TransformerBlock.NormOrder;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Pairs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static dev.unroll.engine.tensor.Axis.BATCH;
import static dev.unroll.engine.tensor.Axis.TARGET;
import static dev.unroll.engine.tensor.Axis.TIME;
import static dev.unroll.engine.tensor.Axis.TOKEN;

/**
 * The encoder-decoder transformer of Vaswani et al. (2017), with PyTorch's final norm after the encoder and after the decoder.
 *
 * <table>
 * <caption>Names in a trace; all of {@code encoder.N} and {@code decoder.N} as in {@link GptModel}'s {@code block.N}</caption>
 * <tr><th>name</th><th>axes</th></tr>
 * <tr><td>{@code source}</td><td>{@code [TIME, TOKEN]}, one-hot</td></tr>
 * <tr><td>{@code encoder/embedding}</td><td>{@code [TIME, UNIT]}, token embedding times √units, plus position if positions are told</td></tr>
 * <tr><td>{@code encoder.N/attention/query}, {@code …/key}, {@code …/value}, {@code …/headOutput}</td><td>{@code [HEAD, TIME or KEY,
 * UNIT]}</td></tr>
 * <tr><td>{@code encoder.N/attention/scores}, {@code …/weights}</td><td>{@code [HEAD, TIME, KEY]}</td></tr>
 * <tr><td>{@code encoder.N/attention/output}, {@code …/residual}</td><td>{@code [TIME, UNIT]}</td></tr>
 * <tr><td>{@code encoder.N/mlp/preactivation}, {@code …/activation}, {@code …/output}, {@code …/residual}</td><td>{@code [TIME,
 * UNIT]}</td></tr>
 * <tr><td>{@code encoder.N/norm1}, {@code …/norm2}</td><td>{@code [TIME, UNIT]}</td></tr>
 * <tr><td>{@code memory}</td><td>{@code [TIME, UNIT]}, what the encoder gives</td></tr>
 * <tr><td>{@code target}</td><td>{@code [TARGET, TOKEN]}, one-hot: what the decoder reads</td></tr>
 * <tr><td>{@code decoder/embedding}</td><td>{@code [TARGET, UNIT]}</td></tr>
 * <tr><td>{@code decoder.N/attention/…}</td><td>as in the encoder, with {@code TARGET} for {@code TIME}</td></tr>
 * <tr><td>{@code decoder.N/crossAttention/…}</td><td>likewise: queries of the target, keys of the source</td></tr>
 * <tr><td>{@code decoder.N/mlp/…}, {@code decoder.N/norm1}, {@code …/norm2}, {@code …/norm3}</td><td>{@code [TARGET, UNIT]}</td></tr>
 * <tr><td>{@code finalNorm}</td><td>{@code [TARGET, UNIT]}</td></tr>
 * <tr><td>{@code logits}, {@code probabilities}</td><td>{@code [TARGET, TOKEN]}</td></tr>
 * <tr><td>{@code stepLoss}</td><td>{@code [TARGET]}, in nats</td></tr>
 * <tr><td>{@code loss}</td><td>a single number, the mean of {@code stepLoss}</td></tr>
 * </table>
 */
public final class TransformerModel implements TranslationModel {
    static final String KIND = "transformer";

    /** How a position is told. */
    public enum Positions {
        /** {@link SinusoidalPositions}. */
        SINUSOIDAL,
        /** An embedding for each position. */
        LEARNT,
        /** Not at all: the encoder sees its tokens as a set. */
        NONE
    }

    static final List<Size> SIZES = List.of(
            Size.Data.VOCABULARY,
            Size.Data.SOURCE_VOCABULARY,
            new Size.Whole("context", 64, 1, 1_048_576),
            Size.hidden(64),
            Size.layers(),
            Size.heads(),
            Size.inner(),
            Size.Choice.of("norm", NormOrder.POST),
            Size.Choice.of("positions", Positions.SINUSOIDAL),
            Size.dropout(),
            new Size.Decimal("labelSmoothing", 0, 0, 0.99f));

    /**
     * The sizes of a model.
     *
     * @param context how long a source or target may be
     * @param layers blocks of the encoder, and of the decoder
     * @param inner units inside each feed-forward network
     * @param dropout as in {@link TransformerBlock.Settings}
     * @param labelSmoothing as in {@link TranslationModel#labelSmoothing}
     */
    public record Configuration(
            int sourceVocabularySize,
            int targetVocabularySize,
            int context,
            int units,
            int layers,
            int heads,
            int inner,
            NormOrder norm,
            Positions positions,
            float dropout,
            float labelSmoothing) {
        /** @throws IllegalArgumentException if something is out of range */
        public Configuration {
            if (sourceVocabularySize < 1 || targetVocabularySize < 1 || context < 1 || layers < 1)
                throw new IllegalArgumentException(
                        "The vocabularies, the context and the number of layers must be at least 1.");
            if (!(labelSmoothing >= 0 && labelSmoothing < 1))
                throw new IllegalArgumentException(
                        "Label smoothing must be from 0 up and below 1, not " + labelSmoothing + ".");
        }
    }

    private final Configuration configuration;
    private final Embedding sourceEmbedding;
    private final Embedding targetEmbedding;
    private final @Nullable Embedding sourcePositions;
    private final @Nullable Embedding targetPositions;
    private final Tensor sinusoids;
    private final List<TransformerBlock> encoder = new ArrayList<>();
    private final List<TransformerBlock> decoder = new ArrayList<>();
    private final LayerNorm encoderNorm;
    private final LayerNorm decoderNorm;
    private final Linear head;

    /** A model with random weights. */
    public TransformerModel(Configuration c, long seed) {
        configuration = c;
        Initialization init = new Initialization(seed);
        TransformerBlock.Settings settings = new TransformerBlock.Settings(
                c.units, c.heads, c.inner, ElementFunction.RELU, c.norm, c.dropout, new LinearInitialization.Uniform());
        double deviation = 1 / Math.sqrt(c.units); // √units times this is 1
        sourceEmbedding = new Embedding("encoder/embedding", c.sourceVocabularySize, c.units, deviation, init);
        targetEmbedding = new Embedding("decoder/embedding", c.targetVocabularySize, c.units, deviation, init);
        boolean learnt = c.positions == Positions.LEARNT;
        sourcePositions = learnt ? Embedding.ofPositions("encoder/position", c.context, c.units, 0.02, init) : null;
        targetPositions = learnt ? Embedding.ofPositions("decoder/position", c.context, c.units, 0.02, init) : null;
        sinusoids = SinusoidalPositions.table(c.context, c.units);
        for (int i = 0; i < c.layers; i++) {
            encoder.add(TransformerBlock.of("encoder." + i, settings, init));
            decoder.add(TransformerBlock.withCrossAttention("decoder." + i, settings, init));
        }
        encoderNorm = new LayerNorm("encoderNorm", c.units);
        decoderNorm = new LayerNorm("finalNorm", c.units);
        head = new Linear("head", c.units, TOKEN, c.targetVocabularySize, init);
    }

    static TransformerModel of(Settings settings, long seed) {
        return new TransformerModel(
                new Configuration(
                        settings.number("sourceVocabulary"),
                        settings.number("vocabulary"),
                        settings.number("context"),
                        settings.number("hidden"),
                        settings.number("layers"),
                        settings.number("heads"),
                        settings.number("inner"),
                        settings.choice("norm", NormOrder.class),
                        settings.choice("positions", Positions.class),
                        settings.decimal("dropout"),
                        settings.decimal("labelSmoothing")),
                seed);
    }

    @Override
    public Node logits(Tape tape, Pairs pairs) {
        AttentionMask mask = new AttentionMask(false, 0, pairs.unequalSourceLengths());
        Node memory = encode(embedSource(tape, pairs.sources()), mask);
        return head(decode(embedTarget(tape, pairs.read(), 0), memory, mask, null));
    }

    /** Embedded sources {@code [TIME, BATCH, UNIT]} through all blocks of the encoder. */
    Node encode(Node x, AttentionMask mask) {
        Node h = x;
        for (TransformerBlock block : encoder) h = block.forward(h, mask, null);
        return encoderNorm.forward(h).named("memory");
    }

    /** Embedded targets {@code [TARGET, BATCH, UNIT]} through all blocks of the decoder. */
    Node decode(Node y, Node memory, AttentionMask memoryMask, @Nullable List<KeyValueCache> caches) {
        Node h = y;
        for (int i = 0; i < decoder.size(); i++) {
            KeyValueCache cache = caches == null ? null : caches.get(i);
            h = decoder.get(i).forward(h, AttentionMask.CAUSAL, cache, memory, memoryMask);
        }
        return decoderNorm.forward(h).named("finalNorm");
    }

    private Node head(Node h) {
        Node logits = head.forward(h).named("logits");
        if (h.tape().observed()) logits.softmax().named("probabilities");
        return logits;
    }

    private Node embedSource(Tape tape, int[][] ids) {
        Node oneHot =
                oneHot(tape, ids, TIME, configuration.sourceVocabularySize).named("source");
        return embed(oneHot, sourceEmbedding, sourcePositions, 0).named("encoder/embedding");
    }

    private Node embedTarget(Tape tape, int[][] ids, int position) {
        Node oneHot =
                oneHot(tape, ids, TARGET, configuration.targetVocabularySize).named("target");
        return embed(oneHot, targetEmbedding, targetPositions, position).named("decoder/embedding");
    }

    private static Node oneHot(Tape tape, int[][] ids, Axis axis, int tokens) {
        return tape.oneHot(TimeMajor.ids(ids), Shape.of(axis, ids[0].length, BATCH, ids.length), tokens);
    }

    /** Vaswani et al. 2017, §3.4 and §3.5. */
    private Node embed(Node oneHot, Embedding tokens, @Nullable Embedding positions, int first) {
        Tape tape = oneHot.tape();
        Shape places = oneHot.shape().drop(2);
        if (first + places.size(0) > configuration.context)
            throw new RefusedException("model.contextBoth", configuration.context, first + places.size(0));
        Node scaled = tokens.forward(oneHot).scale((float) Math.sqrt(configuration.units));
        Node placed = configuration.positions == Positions.NONE
                ? scaled
                : scaled.plus(encode(tape, places, positions, first));
        return placed.dropout(configuration.dropout);
    }

    private Node encode(Tape tape, Shape places, @Nullable Embedding positions, int first) {
        Node position = tape.oneHot(TimeMajor.positions(first, places), places, configuration.context);
        return positions == null ? position.matmul(Form.NN, tape.constant(sinusoids)) : positions.forward(position);
    }

    /** The decoder refuses to read more tokens than the context has room for. */
    @Override
    public Decoder decoder(Tape tape, int[] source) {
        Tensor memory = encode(embedSource(tape, new int[][] {source}), AttentionMask.NONE)
                .value()
                .copy();
        int channels = configuration.units / configuration.heads;
        List<KeyValueCache> caches = decoder.stream()
                .map(_ -> new KeyValueCache(tape.backend(), configuration.heads, configuration.context, channels))
                .toList();
        return id -> {
            tape.reset();
            Node y = embedTarget(tape, new int[][] {{id}}, caches.getFirst().length());
            Node logits = head(decode(y, tape.constant(memory), AttentionMask.NONE, caches));
            return logits.value().reshape(Shape.of(TOKEN, configuration.targetVocabularySize));
        };
    }

    /**
     * The first vectors that tell the encoder its positions.
     *
     * @param count how many; of learnt ones there are no more than the context has room for
     * @return {@code [TIME, UNIT]}, a copy; null where no position is told
     */
    public @Nullable Tensor positions(int count) {
        if (configuration.positions == Positions.NONE) return null;
        if (sourcePositions == null) return SinusoidalPositions.table(count, configuration.units);
        return sourcePositions
                .weight()
                .value()
                .range(0, Math.min(count, configuration.context))
                .copy();
    }

    @Override
    public String kind() {
        return KIND;
    }

    /** The sizes. */
    public Configuration sizes() {
        return configuration;
    }

    @Override
    public Map<String, String> configuration() {
        return Map.ofEntries(
                Map.entry("sourceVocabulary", Integer.toString(configuration.sourceVocabularySize)),
                Map.entry("vocabulary", Integer.toString(configuration.targetVocabularySize)),
                Map.entry("context", Integer.toString(configuration.context)),
                Map.entry("hidden", Integer.toString(configuration.units)),
                Map.entry("layers", Integer.toString(configuration.layers)),
                Map.entry("heads", Integer.toString(configuration.heads)),
                Map.entry("inner", Integer.toString(configuration.inner)),
                Map.entry("norm", Settings.write(configuration.norm)),
                Map.entry("positions", Settings.write(configuration.positions)),
                Map.entry("dropout", Float.toString(configuration.dropout)),
                Map.entry("labelSmoothing", Float.toString(configuration.labelSmoothing)));
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
    public int targetContext() {
        return configuration.context;
    }

    @Override
    public float labelSmoothing() {
        return configuration.labelSmoothing;
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(sourceEmbedding.parameters());
        if (sourcePositions != null) parameters.addAll(sourcePositions.parameters());
        for (TransformerBlock block : encoder) parameters.addAll(block.parameters());
        parameters.addAll(encoderNorm.parameters());
        parameters.addAll(targetEmbedding.parameters());
        if (targetPositions != null) parameters.addAll(targetPositions.parameters());
        for (TransformerBlock block : decoder) parameters.addAll(block.parameters());
        parameters.addAll(decoderNorm.parameters());
        parameters.addAll(head.parameters());
        return parameters;
    }
}
