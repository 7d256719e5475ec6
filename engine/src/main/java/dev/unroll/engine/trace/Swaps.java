package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.sampling.LogSoftmax;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How far back a prediction really looks: by how much the loss of one step changes when a token before it is another one (occlusion, as
 * in Zeiler and Fergus 2014). A gradient says it for the smallest change, this for a whole one.
 *
 * @param mean {@code [TIME]}: for each token up to the step the mean of {@code |L_T(swapped) − L_T|} over the other tokens tried, in
 *     nats
 * @param max {@code [TIME]}: the largest of them
 */
public record Swaps(Tensor mean, Tensor max) {
    /** As many other tokens as tell whether a place matters. */
    public static final int FEW = 2;

    /** How many tokens are read at once: a pass for each place alone takes longest where there are many. */
    private static final int MOST_TOKENS = 4096;

    /**
     * Tries other tokens in the place of each token up to {@code step}, one place at a time.
     *
     * @param ids what is read, and in place {@code step + 1} the token that is to be predicted
     * @param step the step {@code T} whose loss is looked at, from 0
     * @param others how many other tokens are tried in each place; spread evenly over the vocabulary where it has more
     * @throws IllegalArgumentException if there is no such step, no other token, or fewer than one is to be tried
     */
    public static Swaps of(LanguageModel model, int[] ids, int step, int others, Backend backend) {
        if (step < 0 || step + 1 >= ids.length)
            throw new IllegalArgumentException(
                    "There is no step " + step + " in " + ids.length + " tokens whose next token is known.");
        int tried = Math.min(others, model.vocabularySize() - 1);
        if (tried < 1) throw new RefusedException("trace.noSwap");
        int[] read = Arrays.copyOf(ids, step + 1);
        Tape tape = new Tape(backend);
        double loss = losses(model, tape, new int[][] {read}, ids[step + 1])[0];
        Tensor mean = Tensor.zeros(Shape.of(Axis.TIME, step + 1));
        Tensor max = Tensor.zeros(mean.shape());
        int places = Math.max(1, MOST_TOKENS / (tried * (step + 1)));
        for (int from = 0; from <= step; from += places) {
            int to = Math.min(step + 1, from + places);
            int[][] swapped = IntStream.range(from, to)
                    .mapToObj(t -> swapped(read, t, tried, model.vocabularySize()))
                    .flatMap(Arrays::stream)
                    .toArray(int[][]::new);
            double[] changed = losses(model, tape, swapped, ids[step + 1]);
            for (int t = from; t < to; t++) {
                double[] changes = Arrays.stream(changed, (t - from) * tried, (t - from + 1) * tried)
                        .map(l -> Math.abs(l - loss))
                        .toArray();
                mean.write()[t] = (float) Arrays.stream(changes).average().orElseThrow();
                max.write()[t] = (float) Arrays.stream(changes).max().orElseThrow();
            }
        }
        return new Swaps(mean, max);
    }

    /** {@code [BATCH][TIME]}: the same tokens with {@code tried} others in place {@code t}, each once. */
    private static int[][] swapped(int[] read, int t, int tried, int vocabularySize) {
        int[][] swapped = new int[tried][];
        for (int i = 0; i < tried; i++) {
            swapped[i] = read.clone();
            long further = 1 + (long) i * (vocabularySize - 1) / tried;
            swapped[i][t] = (int) ((read[t] + further) % vocabularySize);
        }
        return swapped;
    }

    /** What each sequence's last step says against {@code target}, in nats. */
    private static double[] losses(LanguageModel model, Tape tape, int[][] sequences, int target) {
        tape.reset();
        Tensor last =
                model.logits(tape, sequences).slice(sequences[0].length - 1).value();
        double[] losses = new double[sequences.length];
        for (int b = 0; b < losses.length; b++) losses[b] = -LogSoftmax.of(last.slice(b), target);
        return losses;
    }
}
