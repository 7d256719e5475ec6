package dev.unroll.viz.explain;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.trace.Trace;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * What the positions along axes stand for, so that a place can be written with tokens and with the parts of stacked weights.
 * It holds no trace. What is not known is left empty; then the index is written.
 *
 * @param token the text of an entry of the vocabulary that is predicted; {@code null} if it is not known
 * @param sourceToken the same of the vocabulary of what is translated
 * @param steps the tokens that stand at the steps of {@link Axis#TIME}
 * @param targets the tokens that stand at the steps of {@link Axis#TARGET}
 * @param reads the tokens that a decoder reads at the steps of {@link Axis#TARGET}, where its own attention looks at them
 * @param layers the layers with stacked weights by the beginning of their names, as in {@code layer.0/} and
 *     {@code block.1/attention/}, and one that reads a window of one-hot vectors, whose inputs are blocks
 */
public record AxisNames(
        IntFunction<@Nullable String> token,
        IntFunction<@Nullable String> sourceToken,
        List<String> steps,
        List<String> targets,
        List<String> reads,
        Map<String, Layer> layers) {
    /**
     * A layer whose weights are blocks, one below the other.
     *
     * @param units how many rows each block has
     * @param blocks the letter of each, from top to bottom: i f g o for an LSTM's gates, r z n for a GRU's, q k v for attention
     */
    public record Layer(int units, List<String> blocks) {
        public Layer {
            blocks = List.copyOf(blocks);
        }
    }

    private static final IntFunction<@Nullable String> UNKNOWN = i -> null;

    /** Nothing is known but the places themselves. */
    public static final AxisNames NONE = new AxisNames(UNKNOWN, UNKNOWN, List.of(), List.of(), List.of(), Map.of());

    public AxisNames {
        steps = List.copyOf(steps);
        targets = List.copyOf(targets);
        reads = List.copyOf(reads);
        layers = Map.copyOf(layers);
    }

    /** The layers of a trace and their sizes; no tokens yet. */
    public static AxisNames of(Trace trace) {
        Map<String, Layer> layers = new HashMap<>();
        for (String name : trace.names()) {
            String prefix = name.substring(0, name.lastIndexOf('/') + 1);
            List<String> blocks = name.endsWith("/hiddenState")
                    ? gates(trace, prefix)
                    : name.endsWith("ttention/output") ? List.of("q", "k", "v") : List.of();
            if (blocks.isEmpty()) continue;
            layers.put(prefix, new Layer(trace.value(name).shape().size(Axis.UNIT), blocks));
        }
        boolean oneHotWindow =
                trace.names().contains("hidden/weight") && !trace.names().contains("embedding");
        if (oneHotWindow) layers.put(Symbols.WINDOW, window(trace.value("input").shape()));
        return new AxisNames(UNKNOWN, UNKNOWN, List.of(), List.of(), List.of(), layers);
    }

    private static Layer window(Shape input) {
        return new Layer(input.size(Axis.TOKEN), Collections.nCopies(input.size(Axis.ITEM), ""));
    }

    private static List<String> gates(Trace trace, String prefix) {
        if (trace.names().contains(prefix + "cellState")) return List.of("i", "f", "g", "o");
        if (trace.names().contains(prefix + "resetGate")) return List.of("r", "z", "n");
        return List.of("h");
    }

    /** With the texts of the vocabulary, which is that of the source too where none is given for it. */
    public AxisNames withTokens(IntFunction<@Nullable String> texts) {
        return new AxisNames(texts, sourceToken == UNKNOWN ? texts : sourceToken, steps, targets, reads, layers);
    }

    /** With the texts of the vocabulary; see {@link #withTokens(IntFunction)}. */
    public AxisNames withTokens(List<String> texts) {
        return withTokens(of(texts));
    }

    /** With the texts of the vocabulary of what is translated. */
    public AxisNames withSourceTokens(List<String> texts) {
        return new AxisNames(token, of(texts), steps, targets, reads, layers);
    }

    /** With the tokens at the time steps. */
    public AxisNames withSteps(List<String> tokens) {
        return new AxisNames(token, sourceToken, tokens, targets, reads, layers);
    }

    /** With the tokens at the target steps. */
    public AxisNames withTargets(List<String> tokens) {
        return new AxisNames(token, sourceToken, steps, tokens, reads, layers);
    }

    /** With the tokens that a decoder reads at the target steps. */
    public AxisNames withReads(List<String> tokens) {
        return new AxisNames(token, sourceToken, steps, targets, tokens, layers);
    }

    private static IntFunction<@Nullable String> of(List<String> texts) {
        return i -> i >= 0 && i < texts.size() ? texts.get(i) : null;
    }
}
