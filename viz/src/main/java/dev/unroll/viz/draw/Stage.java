package dev.unroll.viz.draw;

import dev.unroll.engine.sampling.Candidate;
import dev.unroll.engine.sampling.Filter;
import dev.unroll.engine.sampling.Sampler;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

/** The stages from what a model gave to the probabilities that are drawn from, in order. */
public enum Stage {
    /** What the model gave. */
    LOGITS,
    /** The logits after the repetition penalty. */
    PENALTY,
    /** These divided by the temperature. */
    TEMPERATURE,
    /** Their softmax, of which only the k largest stay. */
    TOP_K,
    /** What each and those before it have together of what top-k left, which is enough from p on. */
    TOP_P,
    /** What is left, divided by its sum. */
    PROBABILITIES;

    /** Whether its numbers are logits, and not probabilities. */
    public boolean ofLogits() {
        return compareTo(TEMPERATURE) <= 0;
    }

    /**
     * The number of a candidate.
     *
     * @param before what the ones before it have together of what top-k left
     * @param likeliest the shares of those that top-k left
     */
    double number(Candidate candidate, double before, double likeliest) {
        return switch (this) {
            case LOGITS -> candidate.logit();
            case PENALTY -> candidate.penalized();
            case TEMPERATURE -> candidate.scaled();
            case TOP_K -> candidate.share();
            case TOP_P -> before + candidate.share() / likeliest;
            case PROBABILITIES -> candidate.chance();
        };
    }

    /** The stage at which a filter removes. */
    static Stage of(Filter filter) {
        return switch (filter) {
            case GREEDY -> TEMPERATURE;
            case TOP_K -> TOP_K;
            case TOP_P -> TOP_P;
        };
    }

    /** Whether a candidate is removed here or was before. */
    boolean removed(Candidate candidate) {
        Filter filter = candidate.removedBy();
        return filter != null && compareTo(of(filter)) >= 0;
    }

    /**
     * What is done, in signs: {@code ÷ 0.8}.
     *
     * @param likeliest the shares of those that top-k left
     * @param left the shares of those that both filters left
     */
    String setting(Sampler sampler, int vocabulary, double likeliest, double left) {
        return switch (this) {
            case LOGITS -> "z";
            case PENALTY -> "÷ " + Numbers.tick(sampler.repetitionPenalty());
            case TEMPERATURE -> sampler.temperature() == 0 ? "T = 0" : "÷ " + Numbers.tick(sampler.temperature());
            case TOP_K -> sampler.topK() >= vocabulary ? "k = ∞" : "k = " + sampler.topK();
            case TOP_P ->
                (likeliest < .9995 ? "÷ " + Numbers.tick(likeliest) + ", " : "") + "p = "
                        + Numbers.tick(sampler.topP());
            case PROBABILITIES -> "÷ " + Numbers.tick(left);
        };
    }

    /** How the number of a candidate comes about, in signs; {@code before} and {@code likeliest} as for {@link #number}. */
    String arithmetic(Candidate c, double before, double likeliest, double left, Sampler sampler) {
        String result = Numbers.full((float) number(c, before, likeliest));
        return switch (this) {
            case LOGITS -> "z = " + result;
            case PENALTY ->
                c.penalized() == c.logit()
                        ? result
                        : Numbers.full((float) c.logit()) + (c.logit() > 0 ? " ÷ " : " · ")
                                + Numbers.tick(sampler.repetitionPenalty()) + " = " + result;
            case TEMPERATURE ->
                sampler.temperature() == 0
                        ? result
                        : Numbers.full((float) c.penalized()) + " ÷ " + Numbers.tick(sampler.temperature()) + " = "
                                + result;
            case TOP_K -> "softmax(" + Numbers.full((float) c.scaled()) + ") = " + result;
            case TOP_P ->
                Numbers.full((float) before) + " + " + Numbers.full((float) c.share())
                        + (likeliest < .9995 ? " ÷ " + Numbers.full((float) likeliest) : "") + " = " + result;
            case PROBABILITIES -> Numbers.full((float) c.share()) + " ÷ " + Numbers.full((float) left) + " = " + result;
        };
    }

    /** The stage before, or null before the first. */
    @Nullable
    Stage previous() {
        return this == LOGITS ? null : values()[ordinal() - 1];
    }
}
