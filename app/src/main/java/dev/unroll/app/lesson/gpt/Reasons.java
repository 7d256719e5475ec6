package dev.unroll.app.lesson.gpt;

import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.sampling.LogSoftmax;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.InputAttribution;
import dev.unroll.engine.trace.LogitContributions;
import dev.unroll.engine.trace.LogitContributions.Contribution;
import dev.unroll.engine.trace.LogitLens;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Why a token is predicted at a step.
 *
 * @param token whose logit is asked for
 * @param lens the likeliest token after each block, {@code [ITEM, TIME]}, first before any
 * @param lensProbability how likely it is there
 * @param parts what each part of a block adds to the logit, {@code [ITEM, HEAD]}: its heads, then the bias of attention, then the
 *     feed-forward network
 * @param embedding what the embedding adds
 * @param bias what the bias of the final norm adds
 * @param logit what they add up to
 * @param leftOut by how much the token's log probability falls when each token of the text is left out, {@code [TIME]}; NaN after the
 *     step, and where a large model would take too long
 * @param gradient gradient of the logit times the embedding of each token, {@code [TIME]}; NaN after the step, and for a large model
 * @param score why a head looks where it does; null where that is not looked at
 * @param patch another text whose values can be put in; likewise
 */
record Reasons(
        int token,
        int[][] lens,
        Tensor lensProbability,
        Tensor parts,
        double embedding,
        double bias,
        double logit,
        Tensor leftOut,
        Tensor gradient,
        @Nullable ScoreReading score,
        @Nullable PatchReading patch) {
    private static final int MOST_TOKENS = 4096;

    /** As many numbers as the lens computes at most, and products as measuring takes at most, where a model is large. */
    private static final long MOST_LOGITS = 64_000_000;

    private static final double MOST_WORK = 1.5e12;

    /** What is known without a look at the pass. */
    static Reasons ofPatch(GptModel model, int steps, int token, PatchReading patch) {
        Shape states = Shape.of(Axis.ITEM, model.sizes().layers() + 1, Axis.TIME, steps);
        Tensor parts = unknown(Shape.of(
                Axis.ITEM, model.sizes().layers(), Axis.HEAD, model.sizes().heads() + 2));
        Tensor tokens = unknown(Shape.of(Axis.TIME, steps));
        return new Reasons(
                token,
                new int[model.sizes().layers() + 1][steps],
                unknown(states),
                parts,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                tokens,
                tokens,
                null,
                patch);
    }

    /**
     * Reads a pass.
     *
     * @param part what is looked at: of a large model nothing else is computed
     * @param progress is told the share of the work that is done
     */
    static Reasons of(
            GptModel model,
            GptPass pass,
            int[] ids,
            int at,
            int token,
            String part,
            @Nullable ScoreReading score,
            @Nullable PatchReading patch,
            Backend backend,
            DoubleConsumer progress) {
        boolean large = model.parameterCount() > LeanPass.LARGE;
        int layers = model.sizes().layers();
        int heads = model.sizes().heads();
        List<Contribution> all = LogitContributions.of(model, pass::value, token, at);
        Tensor parts = Tensor.zeros(Shape.of(Axis.ITEM, layers, Axis.HEAD, heads + 2));
        for (int i = 0; i < parts.length(); i++)
            parts.write()[i] = (float) all.get(1 + i).value();
        int[][] best = new int[layers + 1][ids.length];
        Tensor probability = unknown(Shape.of(Axis.ITEM, layers + 1, Axis.TIME, ids.length));
        long fitting = MOST_LOGITS / ((long) model.vocabularySize() * (layers + 1));
        int to = fitting >= ids.length ? ids.length : at + 1;
        int from = (int) Math.max(0, to - fitting);
        for (int i = 0; i <= layers && (!large || part.equals("lens")); i++) {
            lens(model, pass.value(LogitLens.name(i)), from, to, best[i], probability.slice(i), backend);
            progress.accept((i + 1.0) / (layers + 1));
        }
        return new Reasons(
                token,
                best,
                probability,
                parts,
                all.getFirst().value(),
                all.getLast().value(),
                all.stream().mapToDouble(Contribution::value).sum(),
                large && !part.equals("inputs")
                        ? unknown(Shape.of(Axis.TIME, ids.length))
                        : leftOut(model, ids, at, token, large, backend, progress),
                large
                        ? unknown(Shape.of(Axis.TIME, ids.length))
                        : InputAttribution.gradientTimesInput(model, ids, at, token, backend),
                score,
                patch);
    }

    /** Numbers that are not computed. */
    private static Tensor unknown(Shape shape) {
        Tensor unknown = Tensor.zeros(shape);
        Arrays.fill(unknown.write(), Float.NaN);
        return unknown;
    }

    /** What a state of the stream would predict, with its probability, at some steps. */
    private static void lens(
            GptModel model, Tensor stream, int from, int to, int[] best, Tensor probability, Backend backend) {
        for (int first = from; first < to; first += StackReading.AT_ONCE) {
            int last = Math.min(to, first + StackReading.AT_ONCE);
            Tensor logits = LogitLens.logits(model, stream, first, last, backend);
            int[] likeliest = StackReading.largest(logits);
            for (int t = first; t < last; t++) {
                best[t] = likeliest[t - first];
                probability.write()[probability.offset() + t] =
                        (float) Math.exp(LogSoftmax.of(logits.slice(t - first), best[t]));
            }
        }
    }

    /** Of as many tokens before the step as there is time for; of a large model one after the other. */
    private static Tensor leftOut(
            GptModel model, int[] ids, int at, int token, boolean large, Backend backend, DoubleConsumer progress) {
        int most = (int) Math.clamp(MOST_WORK / (2.0 * model.parameterCount() * at), 1, at + 1);
        int atOnce = large ? 1 : Math.max(1, MOST_TOKENS / Math.max(1, at));
        return InputAttribution.leaveOneOut(model, ids, at, token, at + 1 - most, atOnce, backend, progress);
    }

    void addTo(NamedNumbers numbers) {
        numbers.add("why/lens", "p_lens", lensProbability)
                .add("why/parts", "Δz", parts)
                .add("why/embedding", "Δz_e", embedding)
                .add("why/bias", "Δz_β", bias)
                .add("why/logit", "Σ Δz", logit)
                .add("why/leftOut", "Δlog p", leftOut)
                .add("why/gradient", "∂z/∂e · e", gradient);
        if (score != null) score.addTo(numbers);
    }
}
