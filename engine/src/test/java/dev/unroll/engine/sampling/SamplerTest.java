package dev.unroll.engine.sampling;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SamplerTest {
    private static final Tensor LOGITS = Tensor.of(
            Shape.of(Axis.TOKEN, 4), (float) Math.log(0.1), (float) Math.log(0.4), (float) Math.log(0.2), (float)
                    Math.log(0.3));

    private static Choice choose(Sampler sampler, long seed) {
        return sampler.choose(LOGITS, new SplittableRandom(seed));
    }

    @Test
    void greedyTakesTheLikeliest() {
        for (int seed = 0; seed < 20; seed++)
            assertThat(choose(Sampler.GREEDY, seed).chosen().id()).isEqualTo(1);
    }

    @Test
    void everyCandidateIsKeptLikeliestFirst() {
        Choice choice = choose(new Sampler(1, 2, 1), 1);
        assertThat(choice.candidates()).extracting(Candidate::id).containsExactly(1, 3, 2, 0);
        assertThat(choice.candidates().get(2).probability()).isCloseTo(0.2, within(1e-6));
        assertThat(choice.candidates().get(2).chance()).isZero();
        assertThat(choice.candidates().get(0).chance()).isCloseTo(0.4 / 0.7, within(1e-6));
    }

    @Test
    void topPKeepsTheFewestThatReachIt() {
        assertThat(choose(new Sampler(1, 4, 0.69), 1).candidates())
                .filteredOn(c -> c.chance() > 0)
                .hasSize(2);
        assertThat(choose(new Sampler(1, 4, 0.71), 1).candidates())
                .filteredOn(c -> c.chance() > 0)
                .hasSize(3);
        assertThat(choose(new Sampler(1, 4, 1e-9), 1).candidates())
                .filteredOn(c -> c.chance() > 0)
                .hasSize(1);
    }

    /** Of .4 and .3, which k leaves, .4 is more than half; of all it is not. */
    @Test
    void topPIsAShareOfWhatTopKLeft() {
        assertThat(choose(new Sampler(1, 2, .5), 1).candidates())
                .filteredOn(c -> c.chance() > 0)
                .extracting(Candidate::id)
                .containsExactly(1);
    }

    @Test
    void whatWasRemovedSaysByWhat() {
        assertThat(choose(new Sampler(1, 3, 0.5), 1).candidates())
                .extracting(Candidate::removedBy)
                .containsExactly(null, null, Filter.TOP_P, Filter.TOP_K);
        assertThat(choose(Sampler.GREEDY, 1).candidates())
                .extracting(Candidate::removedBy)
                .containsExactly(null, Filter.GREEDY, Filter.GREEDY, Filter.GREEDY);
    }

    @Test
    void penaltyMakesWhatHasBeenThereLessLikely() {
        Tensor logits = Tensor.of(Shape.of(Axis.TOKEN, 3), 2, 1.5f, -1);
        Choice choice = new Sampler(1, 3, 1, 2).choose(logits, Set.of(0, 2), new SplittableRandom(1));
        double[] z = {1, 1.5, -2};
        double sum = Math.exp(z[0]) + Math.exp(z[1]) + Math.exp(z[2]);
        for (Candidate c : choice.candidates())
            assertThat(c.chance()).isCloseTo(Math.exp(z[c.id()]) / sum, within(1e-6));
        assertThat(choice.candidates().getFirst().id()).isEqualTo(1);
        assertThatThrownBy(() -> new Sampler(1, 1, 1, 0.5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void temperatureSharpensAndFlattens() {
        assertThat(choose(Sampler.atTemperature(0.1), 1).candidates().getFirst().chance())
                .isGreaterThan(0.9);
        assertThat(choose(Sampler.atTemperature(100), 1).candidates().getFirst().chance())
                .isCloseTo(0.25, within(0.01));
    }

    @Test
    void tokensComeAsOftenAsTheirChance() {
        SplittableRandom random = new SplittableRandom(3);
        int[] count = new int[4];
        for (int i = 0; i < 20_000; i++)
            count[Sampler.atTemperature(1).choose(LOGITS, random).chosen().id()]++;
        assertThat(count[1] / 20_000.0).isCloseTo(0.4, within(0.02));
        assertThat(count[0] / 20_000.0).isCloseTo(0.1, within(0.02));
    }

    @Test
    void settingsOutOfRangeAreRefusedInOneSentence() {
        assertThatThrownBy(() -> Sampler.atTemperature(-1))
                .hasMessage("The temperature must be a number from 0 up, not -1.0.");
        assertThatThrownBy(() -> new Sampler(1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Sampler(1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        Tensor broken = Tensor.of(Shape.of(Axis.TOKEN, 2), Float.NaN, 1);
        assertThatThrownBy(() -> Sampler.GREEDY.choose(broken, new SplittableRandom(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theNumberOfEveryStageIsKept() {
        Tensor logits = Tensor.of(Shape.of(Axis.TOKEN, 4), 2, 1.5f, -1, -3);
        Choice choice = new Sampler(.5, 3, .95, 2).choose(logits, Set.of(0, 2), .3);
        Candidate seen = choice.candidates().get(choice.rank(0));
        assertThat(seen.logit()).isEqualTo(2);
        assertThat(seen.penalized()).isEqualTo(1);
        assertThat(seen.scaled()).isEqualTo(2);
        double sum = Math.exp(2) + Math.exp(3) + Math.exp(-4) + Math.exp(-6);
        assertThat(seen.share()).isCloseTo(Math.exp(2) / sum, within(1e-9));
        assertThat(choice.candidates().get(choice.rank(2)).penalized()).isEqualTo(-2);
        assertThat(choice.sampler().temperature()).isEqualTo(.5);
        assertThat(choice.number()).isEqualTo(.3);
        double left = choice.candidates().stream()
                .filter(c -> c.removedBy() == null)
                .mapToDouble(Candidate::share)
                .sum();
        assertThat(seen.chance()).isCloseTo(seen.share() / left, within(1e-9));
    }

    @Test
    void aNumberFallsOnTheStretchOfTheChosenOne() {
        Sampler sampler = new Sampler(1.3, 3, 1);
        for (double number = 0; number < 1; number += .01) {
            Choice choice = sampler.choose(LOGITS, Set.of(), number);
            int rank = choice.rank(choice.chosen().id());
            assertThat(rank).isLessThan(choice.left());
            assertThat(number)
                    .isGreaterThanOrEqualTo(choice.start(rank) - 1e-12)
                    .isLessThan(choice.start(rank + 1) + 1e-12);
        }
    }

    @Test
    void ofEqualLogitsTheLowestIdComesFirst() {
        Tensor equal = Tensor.of(Shape.of(Axis.TOKEN, 6), -1, 3, -1, 3, 0, -1);
        assertThat(Sampler.GREEDY.choose(equal, Set.of(), .9).candidates())
                .extracting(Candidate::id)
                .containsExactly(1, 3, 4, 0, 2, 5);
    }
}
