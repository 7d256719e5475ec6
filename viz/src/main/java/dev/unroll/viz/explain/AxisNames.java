package dev.unroll.viz.explain;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.trace.Trace;
import org.jspecify.annotations.Nullable;

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
 * @param units how many units a layer has, by the beginning of its names, as in {@code layer.0/} and {@code block.1/attention/}
 */
public record AxisNames(
        IntFunction<@Nullable String> token,
        IntFunction<@Nullable String> sourceToken,
        List<String> steps,
        List<String> targets,
        Map<String, Integer> units) {
    private static final IntFunction<@Nullable String> UNKNOWN = i -> null;

    /** Nothing is known but the places themselves. */
    public static final AxisNames NONE = new AxisNames(UNKNOWN, UNKNOWN, List.of(), List.of(), Map.of());

    public AxisNames {
        steps = List.copyOf(steps);
        targets = List.copyOf(targets);
        units = Map.copyOf(units);
    }

    /** The layers of a trace and their sizes; no tokens yet. */
    public static AxisNames of(Trace trace) {
        Map<String, Integer> units = new HashMap<>();
        for (String name : trace.names()) {
            for (String state : List.of("hiddenState", "output")) {
                if (!name.endsWith("/" + state)) continue;
                Shape shape = trace.value(name).shape();
                units.put(name.substring(0, name.length() - state.length()), shape.size(Axis.UNIT));
            }
        }
        return new AxisNames(UNKNOWN, UNKNOWN, List.of(), List.of(), units);
    }

    /** With the texts of the vocabulary, which is that of the source too where none is given for it. */
    public AxisNames withTokens(IntFunction<@Nullable String> texts) {
        return new AxisNames(texts, sourceToken == UNKNOWN ? texts : sourceToken, steps, targets, units);
    }

    /** With the texts of the vocabulary. */
    public AxisNames withTokens(List<String> texts) {
        return withTokens(of(texts));
    }

    /** With the texts of the vocabulary of what is translated. */
    public AxisNames withSourceTokens(List<String> texts) {
        return new AxisNames(token, of(texts), steps, targets, units);
    }

    /** With the tokens at the time steps. */
    public AxisNames withSteps(List<String> tokens) {
        return new AxisNames(token, sourceToken, tokens, targets, units);
    }

    /** With the tokens at the target steps. */
    public AxisNames withTargets(List<String> tokens) {
        return new AxisNames(token, sourceToken, steps, tokens, units);
    }

    private static IntFunction<@Nullable String> of(List<String> texts) {
        return i -> i >= 0 && i < texts.size() ? texts.get(i) : null;
    }
}
