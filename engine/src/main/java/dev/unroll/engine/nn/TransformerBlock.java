package dev.unroll.engine.nn;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.AttentionMask;
import dev.unroll.engine.backend.ElementFunction;
import dev.unroll.engine.backend.GptBlock;
import dev.unroll.engine.message.RefusedException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A block of a transformer: self-attention, attention to another sequence where it has one, and a feed-forward network, each added to
 * the residual stream.
 *
 * <pre>
 *   x ← x + f(norm(x))      before the layer (Xiong et al. 2020; GPT-2)
 *   x ← norm(x + f(x))      after the addition (Vaswani et al. 2017)
 * </pre>
 */
public final class TransformerBlock implements Layer {
    /** Where the residual stream is normalised. */
    public enum NormOrder {
        /** Before each layer. */
        PRE,
        /** After each addition. */
        POST
    }

    /**
     * What all blocks of a model share.
     *
     * @param heads how many heads the units are divided among
     * @param inner units inside the feed-forward network
     * @param dropout how likely it is in training that a unit of what is added to the residual stream is dropped
     */
    public record Settings(
            int units,
            int heads,
            int inner,
            ElementFunction activation,
            NormOrder order,
            float dropout,
            LinearInitialization start) {
        /** @throws IllegalArgumentException if a number is out of range or the heads do not divide the units */
        public Settings {
            if (units < 1 || heads < 1 || inner < 1)
                throw new IllegalArgumentException("The units, heads and inner units of a block must be at least 1.");
            if (units % heads != 0) throw new RefusedException("model.heads", heads, units);
            if (!(dropout >= 0 && dropout < 1))
                throw new IllegalArgumentException("Dropout must be from 0 up and below 1, not " + dropout + ".");
        }
    }

    private final String name;
    private final Settings settings;
    private final SelfAttention attention;
    private final @Nullable CrossAttention crossAttention;
    private final FeedForward mlp;
    private final List<LayerNorm> norms = new ArrayList<>();

    private TransformerBlock(String name, Settings s, boolean cross, Initialization init) {
        this.name = name;
        settings = s;
        attention = new SelfAttention(name + "/attention", s.units, s.heads, s.start, init);
        crossAttention = cross ? new CrossAttention(name + "/crossAttention", s.units, s.heads, s.start, init) : null;
        mlp = new FeedForward(name + "/mlp", s.units, s.inner, s.activation, s.start, init);
        for (int i = 1; i <= (cross ? 3 : 2); i++) norms.add(new LayerNorm(name + "/norm" + i, s.units));
    }

    /** A block with self-attention alone. */
    public static TransformerBlock of(String name, Settings settings, Initialization init) {
        return new TransformerBlock(name, settings, false, init);
    }

    /** A block that attends to another sequence too. */
    public static TransformerBlock withCrossAttention(String name, Settings settings, Initialization init) {
        return new TransformerBlock(name, settings, true, init);
    }

    /**
     * The block of a model that reads one sequence.
     *
     * @param x {@code [TIME, BATCH, UNIT]}
     */
    public Node forward(Node x, AttentionMask mask, @Nullable KeyValueCache cache) {
        List<Node> fused = cache == null && isGpt(x.tape(), mask) ? gptParameters(x) : List.of();
        if (!fused.isEmpty()) return x.gptBlock(fused, settings.heads, LayerNorm.EPSILON);
        Node attended = sublayer(x, 1, "attention", y -> attention.forward(y, mask, cache));
        return sublayer(attended, 2, "mlp", mlp::forward);
    }

    /**
     * Whether it is the block that {@link GptBlock} stands for, nobody looks, and it is in training, where the same sizes come again and
     * again: making it one takes its time.
     */
    private boolean isGpt(Tape tape, AttentionMask mask) {
        return tape.training()
                && !tape.observed()
                && settings.dropout == 0
                && mask.equals(AttentionMask.CAUSAL)
                && settings.order == NormOrder.PRE
                && settings.activation == ElementFunction.GELU;
    }

    /** The parameters in the order of {@link GptBlock#tensors} if the backend takes the block as one, or none. */
    private List<Node> gptParameters(Node x) {
        Tape tape = x.tape();
        List<Parameter> ordered = Stream.of(
                        norms.get(0).parameters(),
                        attention.parameters(),
                        norms.get(1).parameters(),
                        mlp.parameters())
                .flatMap(List::stream)
                .toList();
        GptBlock block =
                GptBlock.of(ordered.stream().map(Parameter::value).toList(), settings.heads, LayerNorm.EPSILON);
        return tape.backend().computesBlocks(block, x.shape().rows())
                ? ordered.stream().map(tape::parameter).toList()
                : List.of();
    }

    /**
     * The block of a decoder.
     *
     * @param x what has been produced so far, {@code [TARGET, BATCH, UNIT]}
     * @param memory what the encoder made of the source, {@code [TIME, BATCH, UNIT]}
     */
    public Node forward(
            Node x, AttentionMask mask, @Nullable KeyValueCache cache, Node memory, AttentionMask memoryMask) {
        CrossAttention cross = crossAttention;
        if (cross == null) throw new IllegalStateException("this block attends to no other sequence");
        Node attended = sublayer(x, 1, "attention", y -> attention.forward(y, mask, cache));
        Node informed = sublayer(attended, 2, "crossAttention", y -> cross.forward(y, memory, memoryMask));
        return sublayer(informed, 3, "mlp", mlp::forward);
    }

    private Node sublayer(Node x, int i, String part, UnaryOperator<Node> layer) {
        LayerNorm norm = norms.get(i - 1);
        String normName = name + "/norm" + i;
        Node in = settings.order == NormOrder.PRE ? norm.forward(x).named(normName) : x;
        Node residual = x.plus(layer.apply(in).dropout(settings.dropout)).named(name + "/" + part + "/residual");
        return settings.order == NormOrder.POST ? norm.forward(residual).named(normName) : residual;
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(attention.parameters());
        if (crossAttention != null) parameters.addAll(crossAttention.parameters());
        parameters.addAll(mlp.parameters());
        for (LayerNorm norm : norms) parameters.addAll(norm.parameters());
        return parameters;
    }
}
