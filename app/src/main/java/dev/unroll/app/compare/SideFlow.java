package dev.unroll.app.compare;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.model.NGramModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.GradientFlow;
import dev.unroll.engine.trace.Swaps;
import dev.unroll.engine.trace.Trace;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * How far back one model sends the gradient of one loss.
 *
 * @param kind as {@link LanguageModel#kind} gives it
 * @param lossAt the step {@code T} whose loss alone is differentiated, or the last where it is the mean of all
 * @param name what it is differentiated by, as the trace calls it
 * @param sizes {@code [TIME]}: {@code |∂L_T/∂·_t|} for every step of the passage, 0 after {@code T}, and for a model that only counts
 * @param weightNorms the norm of the gradient of each weight matrix, by its name
 * @param swaps {@code [TIME]}: by how many nats {@code L_T} changes when token {@code t} is another one; null where not asked for
 */
public record SideFlow(
        String kind,
        long parameters,
        Trace trace,
        int lossAt,
        String name,
        Tensor sizes,
        Map<String, Double> weightNorms,
        @Nullable Tensor swaps) {
    private static final Set<String> RECURRENT = Set.of("rnn", "gru", "lstm");

    /** What the loss is differentiated by. */
    public enum By {
        /** The one-hot token. */
        INPUT,
        /** The hidden state, or a GPT's residual stream. */
        HIDDEN,
        /** What is carried on: an LSTM's cell state; of the others the same as {@link #HIDDEN}. */
        MEMORY;

        /** As a trace of a kind of model calls it, after {@code layer} blocks of a GPT. */
        public String name(String kind, int layer) {
            if (this == INPUT || !RECURRENT.contains(kind) && !kind.equals("gpt")) return "input";
            if (kind.equals("gpt")) return layer == 0 ? "embedding" : "block." + (layer - 1) + "/mlp/residual";
            return this == MEMORY && kind.equals("lstm") ? "layer.0/cellState" : "layer.0/hiddenState";
        }
    }

    /**
     * Reads a model.
     *
     * @param mean whether the mean of all losses is differentiated, and not that of a single step
     * @param layer after how many blocks a GPT's residual stream is meant
     * @param others how many other tokens are tried in each place; none with 0
     */
    public static SideFlow of(
            LanguageModel model,
            Contest contest,
            int lossAt,
            boolean mean,
            By by,
            int layer,
            int others,
            Backend backend) {
        Trace trace = Trace.of(tape -> model.loss(tape, contest.passage()), backend);
        boolean flows = !model.kind().equals(NGramModel.KIND);
        if (flows && !mean) trace.differentiateStepLoss(lossAt);
        String name = by.name(model.kind(), layer);
        return new SideFlow(
                model.kind(),
                EqualSizes.count(model),
                trace,
                lossAt,
                name,
                !flows
                        ? Tensor.zeros(Shape.of(Axis.TIME, contest.steps()))
                        : name.equals("input") ? GradientFlow.inputNorms(trace) : GradientFlow.norms(trace, name),
                flows ? GradientFlow.weightNorms(trace, model) : Map.of(),
                others > 0 && !mean
                        ? Swaps.of(model, contest.readTo(lossAt), lossAt, others, backend)
                                .mean()
                        : null);
    }

    /** Whether there is a gradient at all: a model that counts is not differentiated. */
    public boolean flows() {
        return !kind.equals(NGramModel.KIND);
    }

    /** Whether the gradient gets to every step at once, through attention, and not from step to step. */
    public boolean leaps() {
        return kind.equals("gpt") || kind.equals("mlp");
    }

    /** By how many factors the gradient is multiplied on its way back to a step: one for every step, or one for attention and for a window. */
    public int factors(int step) {
        int distance = Math.max(0, lossAt - step);
        return leaps() ? Math.min(1, distance) : distance;
    }

    /** The first of the sizes ÷ the median of those between it and {@code T}; NaN where there are none between. */
    public double g() {
        if (lossAt < 2) return Double.NaN;
        float[] between = sizes.range(1, lossAt).toArray();
        Arrays.sort(between);
        int middle = between.length / 2;
        double median = between.length % 2 == 1 ? between[middle] : (between[middle - 1] + between[middle]) / 2.0;
        return sizes.at(0) / median;
    }
}
