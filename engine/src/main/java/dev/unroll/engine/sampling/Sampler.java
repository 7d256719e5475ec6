package dev.unroll.engine.sampling;

import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.message.UnusableException;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * How the next token is chosen: the likeliest one at temperature 0, else at random from the softmax of {@code logits /
 * temperature}, with only the likeliest {@code topK} tokens (Fan et al. 2018) and of these the fewest that have {@code topP} of the
 * probability (Holtzman et al. 2020) left in. Tokens that have been there are made less likely first (Keskar et al. 2019, §4.1).
 *
 * @param temperature from 0 up
 * @param topK at least 1; {@link Integer#MAX_VALUE} leaves all in
 * @param topP above 0 and up to 1; 1 leaves all in
 * @param repetitionPenalty what positive logits of tokens that have been there are divided by, and negative ones multiplied with; 1
 *     for none
 */
public record Sampler(double temperature, int topK, double topP, double repetitionPenalty) {
    /** Always the likeliest token; of equals the one with the lowest id. */
    public static final Sampler GREEDY = new Sampler(0, Integer.MAX_VALUE, 1);

    /** @throws IllegalArgumentException if a setting is out of range */
    public Sampler {
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new RefusedException("generate.temperature", temperature);
        }
        if (topK < 1) throw new RefusedException("generate.topK", topK);
        if (!(topP > 0 && topP <= 1)) throw new RefusedException("generate.topP", topP);
        if (!(repetitionPenalty >= 1) || Double.isInfinite(repetitionPenalty))
            throw new RefusedException("generate.repetitionPenalty", repetitionPenalty);
    }

    /** A sampler without a penalty. */
    public Sampler(double temperature, int topK, double topP) {
        this(temperature, topK, topP, 1);
    }

    /** Sampling at a temperature from all tokens. */
    public static Sampler atTemperature(double temperature) {
        return new Sampler(temperature, Integer.MAX_VALUE, 1);
    }

    /** Chooses a token where none has been before. */
    public Choice choose(Tensor logits, SplittableRandom random) {
        return choose(logits, Set.of(), random);
    }

    /** As {@link #choose(Tensor, Set, double)}, with the next number of {@code random}. */
    public Choice choose(Tensor logits, Set<Integer> seen, SplittableRandom random) {
        return choose(logits, seen, random.nextDouble());
    }

    /**
     * Chooses a token by a number that was drawn before, so that other settings can be tried with the same number.
     *
     * @param logits {@code [TOKEN]}
     * @param seen the tokens that have been there
     * @param number from 0 up to 1
     * @throws IllegalArgumentException if a logit is not finite, as after a training that diverged
     */
    public Choice choose(Tensor logits, Set<Integer> seen, double number) {
        requireFinite(logits);
        double[] z = new double[logits.length()];
        for (int i = 0; i < z.length; i++) z[i] = logits.at(i);
        double[] probability = softmax(z, 1);
        for (int id : seen) z[id] = z[id] > 0 ? z[id] / repetitionPenalty : z[id] * repetitionPenalty;
        int[] order = descending(z);
        List<Candidate> candidates = filter(logits, z, order, probability);
        return new Choice(at(candidates, number), candidates, number, this);
    }

    /**
     * Refuses logits among which no choice can be made.
     *
     * @param logits {@code [TOKEN]}
     * @throws IllegalArgumentException if one is not finite, as after a training that diverged
     */
    public static void requireFinite(Tensor logits) {
        for (int i = 0; i < logits.length(); i++)
            if (!Float.isFinite(logits.at(i))) throw new UnusableException("generate.noNumbers");
    }

    private List<Candidate> filter(Tensor logits, double[] z, int[] order, double[] probability) {
        double[] p = temperature == 0 ? greedy(order) : softmax(z, temperature);
        double likeliest = 0; // p is a share of what k left
        for (int rank = 0; rank < Math.min(topK, order.length); rank++) likeliest += p[order[rank]];
        Filter[] removedBy = new Filter[z.length];
        double kept = 0;
        for (int rank = 0; rank < order.length; rank++) {
            int id = order[rank];
            if (rank > 0 && temperature == 0) removedBy[id] = Filter.GREEDY;
            else if (rank >= topK) removedBy[id] = Filter.TOP_K;
            else if (rank > 0 && topP < 1 && kept >= topP * likeliest) removedBy[id] = Filter.TOP_P;
            else kept += p[id];
        }
        List<Candidate> candidates = new ArrayList<>(z.length);
        for (int id : order) {
            double chance = removedBy[id] == null ? p[id] / kept : 0;
            double scaled = temperature == 0 ? z[id] : z[id] / temperature;
            candidates.add(
                    new Candidate(id, logits.at(id), z[id], scaled, probability[id], p[id], chance, removedBy[id]));
        }
        return List.copyOf(candidates);
    }

    /** The tokens by their logits as float32, the largest first, of equals the lowest id; without an object for each of many. */
    private static int[] descending(double[] z) {
        long[] keys = new long[z.length];
        for (int id = 0; id < z.length; id++) {
            int bits = Float.floatToIntBits((float) z[id]);
            int ascending = bits ^ (bits >> 31 & Integer.MAX_VALUE); // as an integer it has the order of the float
            keys[id] = (long) ~ascending << 32 | id;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }

    private static double[] greedy(int[] order) {
        double[] p = new double[order.length];
        p[order[0]] = 1;
        return p;
    }

    private static double[] softmax(double[] z, double temperature) {
        double max = Double.NEGATIVE_INFINITY;
        for (double logit : z) max = Math.max(max, logit);
        double sum = 0;
        double[] p = new double[z.length];
        for (int i = 0; i < z.length; i++) sum += p[i] = Math.exp((z[i] - max) / temperature);
        for (int i = 0; i < z.length; i++) p[i] /= sum;
        return p;
    }

    /** On whose stretch of the ruler a number falls. */
    private static Candidate at(List<Candidate> candidates, double number) {
        double u = number;
        for (Candidate candidate : candidates) {
            u -= candidate.chance();
            if (u < 0) return candidate;
        }
        return candidates.stream()
                .filter(c -> c.chance() > 0)
                .reduce((a, b) -> b)
                .orElseThrow(); // rounding left a crumb
    }
}
