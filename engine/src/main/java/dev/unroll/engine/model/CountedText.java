package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.ContextIndex;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The {@link NGramModel} of any beginning of a text, of any order and smoothing, without counting it anew: the counts are looked up in
 * an index of the text when they are needed. It names the same numbers in a trace.
 *
 * @param index of the text; its longest context has at least {@code order − 1} tokens
 * @param counted how many tokens of the text are counted
 * @param order how long the n-grams are, at least 1
 * @param smoothing what is added to each count, above 0
 */
public record CountedText(ContextIndex index, int counted, int order, float smoothing) implements LanguageModel {
    /** @throws IllegalArgumentException if the index is too short for the order, or a number is out of range */
    public CountedText {
        if (order < 1 || order - 1 > index.longest())
            throw new IllegalArgumentException(
                    "The order must be from 1 to " + (index.longest() + 1) + ", not " + order);
        if (!(smoothing > 0) || Float.isInfinite(smoothing))
            throw new IllegalArgumentException("The smoothing must be a number above 0, not " + smoothing + ".");
    }

    @Override
    public Node logits(Tape tape, int[][] ids) {
        return NGramModel.logits(tape, ids, index.vocabularySize(), smoothing, this::count);
    }

    private void count(int[] ids, int t, Tensor seen, int at) {
        int[] context = Arrays.copyOfRange(ids, Math.max(0, t + 2 - order), t + 1);
        index.count(context, counted, seen.write(), at);
    }

    @Override
    public Decoder decoder(Tape tape) {
        return new WindowDecoder(this, Math.max(1, order - 1), tape);
    }

    @Override
    public String kind() {
        return NGramModel.KIND;
    }

    @Override
    public Map<String, String> configuration() {
        return Map.of(
                "vocabulary", Integer.toString(vocabularySize()),
                "order", Integer.toString(order),
                "smoothing", Float.toString(smoothing));
    }

    @Override
    public int vocabularySize() {
        return index.vocabularySize();
    }

    /** None: what it knows is the text itself. */
    @Override
    public List<Parameter> parameters() {
        return List.of();
    }
}
