package dev.unroll.app.lesson;

import dev.unroll.app.knobs.Kind;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.knobs.Knob.Effect;
import dev.unroll.app.knobs.KnobValues;
import dev.unroll.engine.sampling.Sampler;

import java.util.List;

/**
 * How the next token is drawn, as knobs of a lesson; all of them are only looked with, so that the next frame answers.
 *
 * @param temperature 0 for always the likeliest
 * @param topK 0 for no limit
 * @param topP 1 for no limit
 * @param penalty 1 for none
 * @param number the random number that falls on the ruler; left to itself it comes from the lesson's seed
 * @param whatIf which setting is tried with other values and the same number
 */
public record DrawKnobs(
        Knob<Double> temperature,
        Knob<Integer> topK,
        Knob<Double> topP,
        Knob<Double> penalty,
        Knob<Double> number,
        Knob<String> whatIf) {
    static final double HOTTEST = 2;
    static final int MOST = 40;
    static final double LARGEST_PENALTY = 2;

    /** The knobs, as they stand when the lesson is new. */
    public static DrawKnobs of(double temperature, int topK, double topP, double penalty) {
        return new DrawKnobs(
                new Knob<>("temperature", new Kind.Decimal(0, 100), temperature, Effect.LOOK_ON_STAGE),
                new Knob<>("topK", new Kind.Whole(0, 1_000_000), topK, Effect.LOOK_ON_STAGE),
                new Knob<>("topP", new Kind.Decimal(.001, 1), topP, Effect.LOOK_ON_STAGE),
                new Knob<>("penalty", new Kind.Decimal(1, 10), penalty, Effect.LOOK_ON_STAGE),
                new Knob<>("number", new Kind.Forced(0, 1), Double.NaN, Effect.LOOK_ON_STAGE),
                Knob.choice("whatIf", Effect.LOOK_ON_STAGE, "temperature", "topK", "topP"));
    }

    /** All of them, for the lesson's list. */
    public List<Knob<?>> all() {
        return List.of(temperature, topK, topP, penalty, number, whatIf);
    }

    /** What they stand at. */
    public Sampler sampler(KnobValues values) {
        int k = values.get(topK);
        return new Sampler(
                values.get(temperature), k == 0 ? Integer.MAX_VALUE : k, values.get(topP), values.get(penalty));
    }

    /** A sampler's limit as it is typed. */
    static int typedK(Sampler sampler) {
        return sampler.topK() == Integer.MAX_VALUE ? 0 : sampler.topK();
    }

    /** The number that falls on the ruler: {@code own}, unless it was turned to another; always below 1. */
    public double number(KnobValues values, double own) {
        double turned = values.get(number);
        return Double.isNaN(turned) ? own : Math.min(turned, Math.nextDown(1.));
    }
}
