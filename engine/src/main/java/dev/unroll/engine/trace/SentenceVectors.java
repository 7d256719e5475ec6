package dev.unroll.engine.trace;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.TranslationModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Pairs;

import java.util.Arrays;
import java.util.List;

/** What a recurrent encoder hands on of a sentence: its states after the last token, one behind the other (Sutskever et al. 2014, §3.4). */
public final class SentenceVectors {
    private SentenceVectors() {}

    /**
     * The vectors of what a trace has read.
     *
     * @param states the names of the states, {@code [TIME, UNIT]}, or of several sentences {@code [TIME, BATCH, UNIT]}
     * @return {@code [ITEM, UNIT]}: a vector for each sentence
     */
    public static Tensor of(Trace trace, List<String> states) {
        List<Tensor> last = states.stream().map(name -> last(trace.value(name))).toList();
        int count = last.getFirst().shape().size(0);
        int units = last.stream().mapToInt(one -> one.shape().columns()).sum();
        Tensor vectors = Tensor.zeros(Shape.of(Axis.ITEM, count, Axis.UNIT, units));
        for (int item = 0; item < count; item++) {
            int from = item * units;
            for (Tensor one : last) {
                float[] part = one.slice(item).toArray();
                System.arraycopy(part, 0, vectors.write(), from, part.length);
                from += part.length;
            }
        }
        return vectors;
    }

    /** What is there after the last step, {@code [ITEM, UNIT]}. */
    private static Tensor last(Tensor states) {
        Tensor last = states.slice(states.shape().size(0) - 1);
        int units = states.shape().columns();
        return last.reshape(Shape.of(Axis.ITEM, last.length() / units, Axis.UNIT, units));
    }

    /**
     * The vectors of many sentences, which are read side by side.
     *
     * @param sources all of one length
     * @param target any that begins and ends: nothing of it reaches the encoder
     * @param states as in {@link #of(Trace, List)}
     * @return {@code [ITEM, UNIT]}
     */
    public static Tensor of(
            TranslationModel model, int[][] sources, int[] target, List<String> states, Backend backend) {
        int[][] targets = new int[sources.length][];
        Arrays.fill(targets, target);
        Pairs batch = Pairs.of(sources, targets, 0);
        return of(Trace.of(tape -> model.logits(tape, batch), backend), states);
    }
}
