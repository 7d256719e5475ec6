package dev.unroll.app.lesson.gpt;

import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.LogitContributions;
import dev.unroll.engine.trace.LogitContributions.Contribution;
import dev.unroll.engine.trace.LogitLens;
import dev.unroll.engine.trace.Trace;

import java.util.Arrays;
import java.util.List;

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
 * @param leftOut by how much the token's log probability falls when each token of the text is left out, {@code [TIME]}; 0 after the
 *     step
 * @param gradient gradient of the logit times the embedding of each token, {@code [TIME]}
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
        Tensor gradient) {
    private static final int MOST_TOKENS = 4096;

    static Reasons of(GptModel model, Trace trace, int[] ids, int at, int token, Backend backend) {
        Tensor lens = LogitLens.probabilities(model, trace, backend);
        int layers = model.sizes().layers();
        int[][] best = new int[layers + 1][];
        Tensor probability = Tensor.zeros(Shape.of(Axis.ITEM, layers + 1, Axis.TIME, ids.length));
        for (int i = 0; i <= layers; i++) {
            best[i] = StackReading.largest(lens.slice(i));
            for (int t = 0; t < ids.length; t++)
                probability.write()[i * ids.length + t] = lens.slice(i).slice(t).at(best[i][t]);
        }
        List<Contribution> all = LogitContributions.of(model, trace, token, at);
        int heads = model.sizes().heads();
        Tensor parts = Tensor.zeros(Shape.of(Axis.ITEM, layers, Axis.HEAD, heads + 2));
        for (int i = 0; i < parts.length(); i++)
            parts.write()[i] = (float) all.get(1 + i).value();
        return new Reasons(
                token,
                best,
                probability,
                parts,
                all.getFirst().value(),
                all.getLast().value(),
                all.stream().mapToDouble(Contribution::value).sum(),
                leftOut(model, ids, at, token, backend),
                gradient(model, ids, at, token, backend));
    }

    /** Reads the text once for each token that is left out, many at a time. */
    private static Tensor leftOut(GptModel model, int[] ids, int at, int token, Backend backend) {
        Tensor falls = Tensor.zeros(Shape.of(Axis.TIME, ids.length));
        if (at == 0) return falls; // without it there would be nothing to read
        int[] text = Arrays.copyOf(ids, at + 1);
        double whole = logProbability(logits(model, new int[][] {text}, backend)[0], token);
        int atOnce = Math.max(1, MOST_TOKENS / at);
        for (int from = 0; from <= at; from += atOnce) {
            int[][] without = new int[Math.min(atOnce, at + 1 - from)][at];
            for (int i = 0; i < without.length; i++) {
                System.arraycopy(text, 0, without[i], 0, from + i);
                System.arraycopy(text, from + i + 1, without[i], from + i, at - from - i);
            }
            Tensor[] logits = logits(model, without, backend);
            for (int i = 0; i < logits.length; i++)
                falls.write()[from + i] = (float) (whole - logProbability(logits[i], token));
        }
        return falls;
    }

    /** What the last step of each sequence says. */
    private static Tensor[] logits(GptModel model, int[][] sequences, Backend backend) {
        Tensor last = model.logits(new Tape(backend), sequences)
                .slice(sequences[0].length - 1)
                .value();
        Tensor[] all = new Tensor[sequences.length];
        for (int b = 0; b < all.length; b++) all[b] = last.slice(b);
        return all;
    }

    private static double logProbability(Tensor logits, int token) {
        double top = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logits.length(); i++) top = Math.max(top, logits.at(i));
        double sum = 0;
        for (int i = 0; i < logits.length(); i++) sum += Math.exp(logits.at(i) - top);
        return logits.at(token) - top - Math.log(sum);
    }

    private static Tensor gradient(GptModel model, int[] ids, int at, int token, Backend backend) {
        int[] text = Arrays.copyOf(ids, at + 1);
        Trace trace = Trace.of(
                tape -> {
                    Node step = model.logits(tape, new int[][] {text}).slice(at);
                    step.columns(token, 1).sum().named("loss");
                },
                backend);
        Tensor embedding = trace.value("embedding");
        Tensor gradient = trace.gradient("embedding");
        Tensor product = Tensor.zeros(Shape.of(Axis.TIME, ids.length));
        for (int t = 0; t <= at; t++) {
            Tensor x = embedding.slice(t);
            Tensor g = gradient.slice(t);
            double sum = 0;
            for (int i = 0; i < x.length(); i++) sum += (double) x.at(i) * g.at(i);
            product.write()[t] = (float) sum;
        }
        return product;
    }

    void addTo(NamedNumbers numbers) {
        numbers.add("why/lens", "p_lens", lensProbability)
                .add("why/parts", "Δz", parts)
                .add("why/embedding", "Δz_e", embedding)
                .add("why/bias", "Δz_β", bias)
                .add("why/logit", "Σ Δz", logit)
                .add("why/leftOut", "Δlog p", leftOut)
                .add("why/gradient", "∂z/∂e · e", gradient);
    }
}
