package dev.unroll.app.lesson.gpt;

import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.ScoreParts;
import dev.unroll.engine.trace.ScoreParts.Origin;
import dev.unroll.engine.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Why one head looks from one token at another.
 *
 * @param query the step that looks
 * @param key the step that is looked at
 * @param weights what share each step has in what the head reads there, {@code [KEY]}
 * @param score as the pass has computed it
 * @param units what each unit adds to the score of each key, {@code [KEY, UNIT]}
 * @param origins what tokens and positions add to it, as {@link ScoreParts#origins} has them; null above the first block
 */
record ScoreReading(
        int block,
        int head,
        int query,
        int key,
        Tensor weights,
        double score,
        Tensor units,
        @Nullable Tensor origins) {
    /** How many bars token and position make: the four of them with each other, and all that has a bias in it. */
    static final int BARS = 5;

    /**
     * Reads a score.
     *
     * @param trace in which the inside of the block can be explained
     * @param wanted the step that is looked at; the one with the largest weight where it is negative or lies ahead
     * @param split whether the first block reads token and position as they are in the model
     */
    static ScoreReading of(
            GptModel model, Trace trace, int[] ids, int block, int head, int query, int wanted, boolean split) {
        String attention = "block." + block + "/attention/";
        Tensor weights = trace.value(attention + "weights").slice(head).slice(query);
        int key = wanted;
        if (wanted < 0 || wanted > query) {
            key = 0;
            for (int s = 1; s <= query; s++) if (weights.at(s) > weights.at(key)) key = s;
        }
        return new ScoreReading(
                block,
                head,
                query,
                key,
                weights,
                trace.value(attention + "scores").get(head, query, key),
                ScoreParts.units(trace, block, head, query),
                block == 0 && split ? ScoreParts.origins(model, ids, head, query) : null);
    }

    /**
     * What is drawn of the origins, {@code [KEY, ITEM]}: token · token, token · position, position · token, position · position, biases.
     */
    @Nullable
    Tensor bars() {
        Tensor all = origins;
        if (all == null) return null;
        int parts = Origin.values().length;
        int bias = Origin.BIAS.ordinal();
        Tensor bars = Tensor.zeros(Shape.of(Axis.KEY, query + 1, Axis.ITEM, BARS));
        for (int i = 0; i < all.length(); i++) {
            int a = i / parts % parts;
            int b = i % parts;
            int bar = a == bias || b == bias ? BARS - 1 : 2 * a + b;
            bars.write()[i / (parts * parts) * BARS + bar] += all.at(i);
        }
        return bars;
    }

    /** The mean of all rows. */
    static Tensor mean(Tensor rows) {
        Tensor mean = Tensor.zeros(rows.slice(0).shape());
        int keys = rows.shape().size(0);
        for (int i = 0; i < rows.length(); i++) mean.write()[i % mean.length()] += rows.at(i) / keys;
        return mean;
    }

    void addTo(NamedNumbers numbers) {
        numbers.add("why/score", "s", score)
                .add("why/key", "key", key)
                .add("why/units", "q_i k_i / √d", units.slice(key).copy());
        if (origins == null) return;
        Tensor here = origins.slice(key).copy();
        numbers.add("why/origins", "q_a · k_b / √d", here)
                .add("why/ahead", "Δ(q_a · k_b / √d)", ahead(here, mean(origins)));
    }

    /** By how much the parts of this score are above those of the mean one. */
    private static Tensor ahead(Tensor here, Tensor mean) {
        Tensor ahead = Tensor.zeros(here.shape());
        for (int i = 0; i < here.length(); i++) ahead.write()[i] = here.at(i) - mean.at(i);
        return ahead;
    }
}
