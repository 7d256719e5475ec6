package dev.unroll.app.lesson.gpt;

import dev.unroll.engine.sampling.Choice;
import dev.unroll.engine.sampling.Sampler;
import dev.unroll.engine.tensor.Tensor;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The dice of a text: one random number for each token, whatever is drawn with it, so that a token can be drawn again with other
 * settings. From the prompt on they are those of {@link dev.unroll.engine.generate.Generation} with the same seed.
 *
 * @param sampler how a token is drawn
 * @param prompt how many tokens the prompt has
 * @param numbers one for each token after the first of the text
 */
record Draws(Sampler sampler, int prompt, double[] numbers) {
    /** @param length how many tokens there may be in all */
    static Draws of(Sampler sampler, long seed, int prompt, int length) {
        double[] numbers = new double[length];
        SplittableRandom after = new SplittableRandom(seed);
        for (int t = prompt - 1; t < length; t++) numbers[t] = after.nextDouble();
        SplittableRandom inside = new SplittableRandom(~seed); // nobody draws what was given, but one may ask
        for (int t = 0; t < prompt - 1; t++) numbers[t] = inside.nextDouble();
        return new Draws(sampler, prompt, numbers);
    }

    /**
     * The draw of the token after step {@code t}.
     *
     * @param logits {@code [TOKEN]} at that step
     * @param ids the text, of which the first {@code t + 1} have been there
     */
    Choice draw(Tensor logits, int[] ids, int t) {
        Set<Integer> seen = new HashSet<>();
        Arrays.stream(ids, 0, t + 1).forEach(seen::add);
        return sampler.choose(logits, seen, numbers[t]);
    }
}
