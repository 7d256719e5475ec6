package dev.unroll.engine.generate;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class BeamSearchTest {
    private static final int TOKENS = 3;
    private static final int END = 2;

    /** A model whose probabilities depend on the whole sequence. */
    private static BeamSearch.Model model(long seed) {
        return sequence -> {
            SplittableRandom random = new SplittableRandom(seed + 31L * Arrays.hashCode(sequence));
            double[] p = new double[TOKENS];
            double sum = 0;
            for (int i = 0; i < TOKENS; i++) sum += p[i] = 0.05 + random.nextDouble();
            for (int i = 0; i < TOKENS; i++) p[i] = Math.log(p[i] / sum);
            return p;
        };
    }

    private static void all(BeamSearch.Model model, int[] ids, double score, int max, List<double[]> scores) {
        if (ids.length > 0 && (ids[ids.length - 1] == END || ids.length == max)) {
            scores.add(new double[] {ids.length, score});
            return;
        }
        double[] p = model.logProbabilities(ids);
        for (int i = 0; i < TOKENS; i++) {
            int[] next = Arrays.copyOf(ids, ids.length + 1);
            next[ids.length] = i;
            all(model, next, score + p[i], max, scores);
        }
    }

    @Property(tries = 200)
    void wideBeamFindsWhatLookingAtEverythingFinds(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int length,
            @ForAll @DoubleRange(max = 2) double penalty) {
        BeamSearch.Model model = model(seed);
        List<double[]> scores = new ArrayList<>();
        all(model, new int[0], 0, length, scores);
        double best = scores.stream()
                .mapToDouble(s -> s[1] / Math.pow((5 + s[0]) / 6, penalty))
                .max()
                .orElseThrow();
        assertThat(new BeamSearch(243, penalty, END, length).search(model).score())
                .isCloseTo(best, within(1e-9));
    }

    @Property(tries = 200)
    void narrowBeamIsGreedy(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int length) {
        BeamSearch.Model model = model(seed);
        List<Integer> greedy = new ArrayList<>();
        while (greedy.size() < length && (greedy.isEmpty() || greedy.getLast() != END)) {
            double[] p = model.logProbabilities(greedy.stream().mapToInt(i -> i).toArray());
            int best = 0;
            for (int i = 1; i < TOKENS; i++) if (p[i] > p[best]) best = i;
            greedy.add(best);
        }
        assertThat(new BeamSearch(1, 0, END, length).search(model).best())
                .containsExactly(greedy.stream().mapToInt(i -> i).toArray());
    }

    @Test
    void everythingThatWasLookedAtIsKept() {
        BeamSearch.Result result = new BeamSearch(2, 0, END, 4).search(model(5));
        assertThat(result.steps().getFirst()).hasSize(3);
        for (List<BeamSearch.Hypothesis> step : result.steps()) {
            assertThat(step).filteredOn(h -> h.fate() == BeamSearch.Fate.KEPT).hasSizeLessThanOrEqualTo(2);
            assertThat(step).extracting(h -> -h.logProbability()).isSorted();
        }
        assertThatThrownBy(() -> new BeamSearch(0, 0, END, 4)).isInstanceOf(IllegalArgumentException.class);
    }
}
