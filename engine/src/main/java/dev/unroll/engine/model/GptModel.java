package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.AttentionMask;
import dev.unroll.engine.backend.ElementFunction;
import dev.unroll.engine.backend.GptWeights;
import dev.unroll.engine.backend.GptWeights.Affine;
import dev.unroll.engine.backend.GptWeights.Block;
import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.nn.Embedding;
import dev.unroll.engine.nn.Initialization;
import dev.unroll.engine.nn.KeyValueCache;
import dev.unroll.engine.nn.LayerNorm;
import dev.unroll.engine.nn.LinearInitialization;
import dev.unroll.engine.nn.TransformerBlock;
import dev.unroll.engine.nn.TransformerBlock.NormOrder;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

import static dev.unroll.engine.tensor.Axis.BATCH;
import static dev.unroll.engine.tensor.Axis.TIME;
import static dev.unroll.engine.tensor.Axis.TOKEN;
import static dev.unroll.engine.tensor.Axis.UNIT;

/**
 * A decoder-only transformer as GPT-2 has it (Radford et al. 2019): token and learnt position embeddings, blocks that normalise before
 * each layer, GELU in its tanh form, a final norm, and a head that is the token embedding again unless it is untied.
 *
 * <table>
 * <caption>Names in a trace</caption>
 * <tr><th>name</th><th>axes</th></tr>
 * <tr><td>{@code input}</td><td>{@code [TIME, TOKEN]}, one-hot</td></tr>
 * <tr><td>{@code tokenEmbedding}, {@code positionEmbedding}</td><td>{@code [TIME, UNIT]}</td></tr>
 * <tr><td>{@code embedding}</td><td>{@code [TIME, UNIT]}, their sum: the residual stream before the first block</td></tr>
 * <tr><td>{@code block.N/norm1}, {@code …/norm2}</td><td>{@code [TIME, UNIT]}</td></tr>
 * <tr><td>{@code block.N/attention/query}</td><td>{@code [HEAD, TIME, UNIT]}</td></tr>
 * <tr><td>{@code block.N/attention/key}, {@code …/value}</td><td>{@code [HEAD, KEY, UNIT]}</td></tr>
 * <tr><td>{@code block.N/attention/scores}</td><td>{@code [HEAD, TIME, KEY]}, scaled, before the mask</td></tr>
 * <tr><td>{@code block.N/attention/weights}</td><td>{@code [HEAD, TIME, KEY]}</td></tr>
 * <tr><td>{@code block.N/attention/headOutput}</td><td>{@code [HEAD, TIME, UNIT]}</td></tr>
 * <tr><td>{@code block.N/attention/output}, {@code …/residual}</td><td>{@code [TIME, UNIT]}, before and after it is added</td></tr>
 * <tr><td>{@code block.N/mlp/preactivation}, {@code …/activation}</td><td>{@code [TIME, UNIT]}</td></tr>
 * <tr><td>{@code block.N/mlp/output}, {@code …/residual}</td><td>{@code [TIME, UNIT]}; the latter leaves the block</td></tr>
 * <tr><td>{@code finalNorm}</td><td>{@code [TIME, UNIT]}</td></tr>
 * <tr><td>{@code logits}, {@code probabilities}</td><td>{@code [TIME, TOKEN]}</td></tr>
 * <tr><td>{@code stepLoss}</td><td>{@code [TIME]}, in nats</td></tr>
 * <tr><td>{@code loss}</td><td>a single number, the mean of {@code stepLoss}</td></tr>
 * </table>
 */
public final class GptModel implements LanguageModel {
    static final String KIND = "gpt";

    static final List<Size> SIZES = List.of(
            Size.Data.VOCABULARY,
            new Size.Multiple("context", 1, "length", 64, 1, 1_048_576),
            Size.hidden(64),
            Size.layers(),
            Size.heads(),
            Size.inner(),
            Size.dropout(),
            new Size.Choice("tied", "1", List.of("0", "1")));

    /**
     * The sizes of a model.
     *
     * @param context how many positions it sees at most
     * @param inner units inside each feed-forward network
     * @param dropout as in {@link TransformerBlock.Settings}
     * @param tied whether the head's weight is the token embedding
     */
    public record Configuration(
            int vocabularySize, int context, int units, int layers, int heads, int inner, float dropout, boolean tied) {
        /** GPT-2's proportions: four times the units inside each feed-forward network, a tied head, no dropout. */
        public static Configuration of(int vocabularySize, int context, int units, int layers, int heads) {
            return new Configuration(vocabularySize, context, units, layers, heads, 4 * units, 0, true);
        }

        /** @throws IllegalArgumentException if a size is not at least 1 */
        public Configuration {
            if (vocabularySize < 1 || context < 1 || layers < 1)
                throw new IllegalArgumentException(
                        "The vocabulary, the context and the number of layers must be at least 1.");
        }
    }

    private final Configuration configuration;
    private final Embedding tokenEmbedding;
    private final Embedding positionEmbedding;
    private final List<TransformerBlock> blocks;
    private final LayerNorm finalNorm;
    private final @Nullable Parameter head;

    /** A model with random weights. */
    public GptModel(Configuration c, long seed) {
        this(c, new Initialization(seed));
    }

    /** A model whose weights are 0, to be filled with others. */
    public static GptModel ofZeros(Configuration c) {
        return new GptModel(c, Initialization.zeros());
    }

    private GptModel(Configuration c, Initialization init) {
        configuration = c;
        LinearInitialization start = new LinearInitialization.Gpt2(0.02, 2 * c.layers);
        TransformerBlock.Settings settings = new TransformerBlock.Settings(
                c.units, c.heads, c.inner, ElementFunction.GELU, NormOrder.PRE, c.dropout, start);
        tokenEmbedding = new Embedding("tokenEmbedding", c.vocabularySize, c.units, 0.02, init);
        positionEmbedding = Embedding.ofPositions("positionEmbedding", c.context, c.units, 0.02, init);
        IntStream indices = IntStream.range(0, c.layers);
        if (!init.isRandom()) indices = indices.parallel(); // memory that is touched for the first time takes its time
        blocks = indices.mapToObj(i -> TransformerBlock.of("block." + i, settings, init))
                .toList();
        finalNorm = new LayerNorm("finalNorm", c.units);
        head = c.tied
                ? null
                : new Parameter("head/weight", init.normal(Shape.of(TOKEN, c.vocabularySize, UNIT, c.units), 0.02));
    }

    static GptModel of(Settings settings, long seed) {
        return new GptModel(
                new Configuration(
                        settings.number("vocabulary"),
                        settings.number("context"),
                        settings.number("hidden"),
                        settings.number("layers"),
                        settings.number("heads"),
                        settings.number("inner"),
                        settings.decimal("dropout"),
                        settings.number("tied") == 1),
                seed);
    }

    @Override
    public boolean computesStepsAtOnce() {
        return true;
    }

    /** @throws IllegalArgumentException if the sequences are longer than the context */
    @Override
    public Node logits(Tape tape, int[][] ids) {
        Node logits = unembed(residualStream(tape, ids, 0, null));
        if (tape.observed()) logits.softmax().named("probabilities");
        return logits;
    }

    /**
     * The residual stream after the last block, {@code [TIME, BATCH, UNIT]}.
     *
     * @param position where the first token stands
     * @param caches one for each block, or {@code null} where nothing came before
     */
    private Node residualStream(Tape tape, int[][] ids, int position, @Nullable List<KeyValueCache> caches) {
        Node x = embedded(tape, ids, position);
        for (int i = 0; i < blocks.size(); i++) {
            TransformerBlock block = blocks.get(i);
            KeyValueCache cache = caches == null ? null : caches.get(i);
            Node in = x;
            x = cache == null || tape.observed()
                    ? block.forward(in, AttentionMask.CAUSAL, cache)
                    : tape.inference(() -> block.forward(in, AttentionMask.CAUSAL, cache));
        }
        return x;
    }

    private Node embedded(Tape tape, int[][] ids, int position) {
        int steps = ids[0].length;
        if (position + steps > configuration.context)
            throw new RefusedException("model.context", configuration.context, position + steps);
        Shape places = Shape.of(TIME, steps, BATCH, ids.length);
        Node tokens = tape.oneHot(TimeMajor.ids(ids), places, configuration.vocabularySize)
                .named("input");
        Node positions = tape.oneHot(TimeMajor.positions(position, places), places, configuration.context);
        return tokenEmbedding
                .forward(tokens)
                .named("tokenEmbedding")
                .plus(positionEmbedding.forward(positions).named("positionEmbedding"))
                .named("embedding")
                .dropout(configuration.dropout);
    }

    /**
     * The residual stream before the first block, for a model that is looked at block by block.
     *
     * @return {@code [TIME, BATCH, UNIT]}
     * @throws IllegalArgumentException if the sequence is longer than the context
     */
    public Node embed(Tape tape, int[] ids) {
        return embedded(tape, new int[][] {ids}, 0);
    }

    /**
     * What a block makes of the residual stream.
     *
     * @param x {@code [TIME, BATCH, UNIT]}
     */
    public Node block(int index, Node x) {
        return blocks.get(index).forward(x, AttentionMask.CAUSAL, null);
    }

    /**
     * The logits that a state of the residual stream stands for, with the model's own final norm and head; read in the middle of the
     * model it is the logit lens (nostalgebraist 2020).
     *
     * @param residual {@code [… UNIT]}
     * @return {@code [… TOKEN]}
     */
    public Node unembed(Node residual) {
        Parameter weight = head == null ? tokenEmbedding.weight() : head;
        return finalNorm
                .forward(residual)
                .named("finalNorm")
                .linear(residual.tape().parameter(weight))
                .named("logits");
    }

    @Override
    public Decoder decoder(Tape tape) {
        return new GptDecoder(this, tape);
    }

    /** The logits of the token after some that stand at {@code position} and after it. */
    Tensor read(Tape tape, int position, int[] ids, List<KeyValueCache> caches) {
        tape.reset();
        Node x = residualStream(tape, new int[][] {ids}, position, caches);
        return unembed(x.slice(ids.length - 1)).value().reshape(Shape.of(TOKEN, vocabularySize()));
    }

    /** The weights by their places. */
    GptWeights weights() {
        Map<String, Tensor> values = new TreeMap<>();
        for (Parameter parameter : parameters()) values.put(parameter.name(), parameter.value());
        Function<String, Affine> affine = name -> new Affine(values.get(name + "/weight"), values.get(name + "/bias"));
        List<Block> all = new ArrayList<>();
        for (int i = 0; i < configuration.layers; i++) {
            String block = "block." + i;
            all.add(new Block(
                    affine.apply(block + "/norm1"),
                    affine.apply(block + "/attention/queryKeyValue"),
                    affine.apply(block + "/attention/projection"),
                    affine.apply(block + "/norm2"),
                    affine.apply(block + "/mlp/up"),
                    affine.apply(block + "/mlp/down")));
        }
        return new GptWeights(
                configuration.heads,
                configuration.context,
                LayerNorm.EPSILON,
                tokenEmbedding.weight().value(),
                positionEmbedding.weight().value(),
                all,
                affine.apply("finalNorm"),
                (head == null ? tokenEmbedding.weight() : head).value());
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Map<String, String> configuration() {
        return new TreeMap<>(Map.of(
                "vocabulary", Integer.toString(configuration.vocabularySize),
                "context", Integer.toString(configuration.context),
                "hidden", Integer.toString(configuration.units),
                "layers", Integer.toString(configuration.layers),
                "heads", Integer.toString(configuration.heads),
                "inner", Integer.toString(configuration.inner),
                "dropout", Float.toString(configuration.dropout),
                "tied", configuration.tied ? "1" : "0"));
    }

    /** The sizes. */
    public Configuration sizes() {
        return configuration;
    }

    @Override
    public int vocabularySize() {
        return configuration.vocabularySize;
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(tokenEmbedding.parameters());
        parameters.addAll(positionEmbedding.parameters());
        for (TransformerBlock block : blocks) parameters.addAll(block.parameters());
        parameters.addAll(finalNorm.parameters());
        if (head != null) parameters.add(head);
        return parameters;
    }
}
