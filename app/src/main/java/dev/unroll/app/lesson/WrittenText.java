package dev.unroll.app.lesson;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Decoder;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.sampling.Sampler;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A beginning, and what a model wrote after it token by token: each of them a {@link Drawing}. Used by one thread at a time. */
public final class WrittenText {
    private final int[] ids;
    private final int given;
    private final List<Tensor> logits;
    private final double[] numbers;
    private final DrawKnobs knobs;
    private final KnobValues values;
    private final Drawing[] drawings;

    private WrittenText(
            int[] ids, int given, List<Tensor> logits, double[] numbers, DrawKnobs knobs, KnobValues values) {
        this.ids = ids;
        this.given = given;
        this.logits = logits;
        this.numbers = numbers;
        this.knobs = knobs;
        this.values = values;
        drawings = new Drawing[numbers.length];
    }

    /**
     * Lets a model write.
     *
     * @param beginning at least one token
     * @param count how many tokens are drawn
     * @param seed where their random numbers come from
     * @param knobs how they are drawn
     * @throws IllegalArgumentException if a logit is not finite
     */
    public static WrittenText of(
            LanguageModel model,
            int[] beginning,
            int count,
            long seed,
            DrawKnobs knobs,
            KnobValues values,
            Backend backend) {
        Decoder decoder = model.decoder(backend);
        Sampler sampler = knobs.sampler(values);
        SplittableRandom random = new SplittableRandom(seed);
        int[] ids = Arrays.copyOf(beginning, beginning.length + count);
        List<Tensor> logits = new ArrayList<>();
        double[] numbers = new double[count];
        Tensor next = decoder.read(beginning);
        for (int t = 0; t < count; t++) {
            numbers[t] = knobs.number(values, random.nextDouble());
            Tensor kept = next.copy();
            logits.add(kept);
            int at = beginning.length + t;
            ids[at] = sampler.choose(kept, before(ids, at), numbers[t]).chosen().id();
            if (t < count - 1) next = decoder.next(ids[at]);
        }
        return new WrittenText(ids, beginning.length, logits, numbers, knobs, values);
    }

    private static Set<Integer> before(int[] ids, int end) {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < end; i++) seen.add(ids[i]);
        return seen;
    }

    /** The beginning and what was drawn. */
    public int[] ids() {
        return ids;
    }

    /** How many tokens the beginning has. */
    public int given() {
        return given;
    }

    /** How many tokens were drawn. */
    public int draws() {
        return numbers.length;
    }

    /** The draw of a token, with what other settings would have made of it. */
    public Drawing drawing(int t) {
        Drawing known = drawings[t];
        if (known != null) return known;
        int at = given + t;
        known = Drawing.of(logits.get(t), before(ids, at), numbers[t], at - 1, t, knobs, values);
        return drawings[t] = known;
    }

    /** All draws, as the guide names their numbers. */
    public NamedNumbers addTo(NamedNumbers named) {
        return Drawing.addTo(
                named, IntStream.range(0, draws()).mapToObj(this::drawing).toList());
    }
}
