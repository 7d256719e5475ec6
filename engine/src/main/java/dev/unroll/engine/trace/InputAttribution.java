package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.sampling.LogSoftmax;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.Arrays;
import java.util.function.DoubleConsumer;

/** How much each token of a text has to do with one that is predicted. */
public final class InputAttribution {
    private InputAttribution() {}

    /**
     * By how much the log probability of {@code token} at step {@code time} falls when a token of the text is left out (Li et al. 2016).
     *
     * @param first the first token that is left out in turn, the last being that of step {@code time}
     * @param atOnce how many texts are read at once; with 1 each goes through a decoder, in the memory of one block
     * @param progress is told the share of the work that is done, from 0 to 1; what it throws ends the work
     * @return {@code [TIME]}, in nats; NaN before {@code first}, after {@code time}, and where nothing would be left to read
     */
    public static Tensor leaveOneOut(
            LanguageModel model,
            int[] ids,
            int time,
            int token,
            int first,
            int atOnce,
            Backend backend,
            DoubleConsumer progress) {
        Tensor falls = unknown(ids.length);
        if (time == 0) return falls;
        int[] text = Arrays.copyOf(ids, time + 1);
        double whole = LogSoftmax.of(last(model, new int[][] {text}, atOnce, backend)[0], token);
        for (int from = first; from <= time; from += atOnce) {
            int[][] without = new int[Math.min(atOnce, time + 1 - from)][time];
            for (int i = 0; i < without.length; i++) {
                System.arraycopy(text, 0, without[i], 0, from + i);
                System.arraycopy(text, from + i + 1, without[i], from + i, time - from - i);
            }
            Tensor[] logits = last(model, without, atOnce, backend);
            for (int i = 0; i < logits.length; i++)
                falls.write()[from + i] = (float) (whole - LogSoftmax.of(logits[i], token));
            progress.accept(Math.min(1, (from + atOnce - first) / (double) (time + 1 - first)));
        }
        return falls;
    }

    /** What the last step of each text says, {@code [TOKEN]}. */
    private static Tensor[] last(LanguageModel model, int[][] texts, int atOnce, Backend backend) {
        if (atOnce == 1)
            return Arrays.stream(texts)
                    .map(text -> model.decoder(backend).read(text).copy())
                    .toArray(Tensor[]::new);
        Tensor last = model.logits(new Tape(backend), texts)
                .slice(texts[0].length - 1)
                .value();
        Tensor[] all = new Tensor[texts.length];
        for (int b = 0; b < all.length; b++) all[b] = last.slice(b);
        return all;
    }

    /**
     * The gradient of the logit of {@code token} at step {@code time} by the embedding of each token, times that embedding (gradient ×
     * input, Shrikumar et al. 2016).
     *
     * @return {@code [TIME]}; NaN after {@code time}
     */
    public static Tensor gradientTimesInput(GptModel model, int[] ids, int time, int token, Backend backend) {
        int[][] text = {Arrays.copyOf(ids, time + 1)};
        Trace trace = Trace.of(
                tape -> model.logits(tape, text)
                        .slice(time)
                        .columns(token, 1)
                        .sum()
                        .named("loss"),
                backend);
        Tensor embedding = trace.value("embedding");
        Tensor gradient = trace.gradient("embedding");
        Tensor products = unknown(ids.length);
        for (int t = 0; t <= time; t++) {
            Tensor x = embedding.slice(t);
            Tensor g = gradient.slice(t);
            double sum = 0;
            for (int i = 0; i < x.length(); i++) sum += (double) x.at(i) * g.at(i);
            products.write()[t] = (float) sum;
        }
        return products;
    }

    private static Tensor unknown(int steps) {
        Tensor unknown = Tensor.zeros(Shape.of(Axis.TIME, steps));
        Arrays.fill(unknown.write(), Float.NaN);
        return unknown;
    }
}
