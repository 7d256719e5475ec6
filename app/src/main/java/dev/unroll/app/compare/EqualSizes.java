package dev.unroll.app.compare;

import dev.unroll.engine.model.Model;
import dev.unroll.engine.model.Models;
import dev.unroll.engine.train.Dataset;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;

/**
 * Sizes with which models of different kinds have about as many parameters.
 *
 * @param parameters how many are wanted
 * @param blocks of a GPT
 * @param forgetBias of an LSTM, 0 for as it usually starts
 */
public record EqualSizes(int parameters, int blocks, double forgetBias) {
    private static final int HEADS = 2;

    /**
     * The sizes of a recipe whose model comes as near to the wanted number of parameters as units can; at least one unit, or one for each head.
     *
     * @param kind {@code rnn}, {@code gru}, {@code lstm} or {@code gpt}
     * @param context how many tokens a GPT sees at most
     */
    public Map<String, String> of(String kind, int context, Dataset data) {
        Map<String, String> sizes = new TreeMap<>();
        if (kind.equals("lstm")) sizes.put("forgetBias", Double.toString(forgetBias));
        if (!kind.equals("gpt")) return with(sizes, "hidden", nearest(units -> count(kind, data, with(sizes, "hidden", units))));
        sizes.put("layers", Integer.toString(blocks));
        sizes.put("heads", Integer.toString(HEADS));
        sizes.put("context", Integer.toString(context));
        int width = last(each -> count(kind, data, with(sizes, "hidden", HEADS * each)));
        Map<String, String> wide = with(sizes, "hidden", HEADS * width);
        // The units divide among the heads, so what they leave over goes into the feed-forward network.
        return with(wide, "inner", nearest(inner -> count(kind, data, with(wide, "inner", inner))));
    }

    private static Map<String, String> with(Map<String, String> sizes, String name, int value) {
        Map<String, String> more = new TreeMap<>(sizes);
        more.put(name, Integer.toString(value));
        return more;
    }

    private static long count(String kind, Dataset data, Map<String, String> sizes) {
        Map<String, String> all = new TreeMap<>(sizes);
        all.putAll(data.sizes());
        return count(Models.create(kind, all, 0));
    }

    /** How many parameters a model has. */
    public static long count(Model model) {
        return model.parameters().stream().mapToLong(parameter -> parameter.value().length()).sum();
    }

    private int nearest(IntToLongFunction count) {
        int below = last(count);
        return count.applyAsLong(below + 1) - parameters < parameters - count.applyAsLong(below) ? below + 1 : below;
    }

    /** The last number that is not above what is wanted, at least 1, of a count that grows. */
    private int last(IntToLongFunction count) {
        int low = 1;
        while (count.applyAsLong(2 * low) <= parameters) low *= 2;
        for (int step = low / 2; step > 0; step /= 2) if (count.applyAsLong(low + step) <= parameters) low += step;
        return low;
    }
}
