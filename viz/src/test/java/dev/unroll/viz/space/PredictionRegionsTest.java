package dev.unroll.viz.space;

import dev.unroll.viz.space.PredictionRegions.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PredictionRegionsTest {
    private static double[] gaussian(Random random, int count) {
        return random.doubles(count).map(x -> 4 * x - 2).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 60, 1000})
    void everyPlaceLiesInTheRegionOfItsLargestLogit(int tokens) {
        Random random = new Random(tokens);
        double[] a = gaussian(random, tokens);
        double[] b = gaussian(random, tokens);
        double[] c = gaussian(random, tokens);
        List<Region> regions = PredictionRegions.of(a, b, c, 1.05);
        for (int i = 0; i < 400; i++) {
            double x = 2.1 * random.nextDouble() - 1.05;
            double y = 2.1 * random.nextDouble() - 1.05;
            int best = 0;
            for (int k = 1; k < tokens; k++)
                if (a[k] * x + b[k] * y + c[k] > a[best] * x + b[best] * y + c[best]) best = k;
            for (Region region : regions) {
                if (region.token() == best)
                    assertThat(PredictionRegions.depth(region.edges(), x, y, 0, 0))
                            .isGreaterThanOrEqualTo(-1e-9);
                else
                    assertThat(PredictionRegions.depth(region.edges(), x, y, 0, 0))
                            .isLessThan(1e-9);
            }
        }
        double area = regions.stream().mapToDouble(r -> Math.abs(r.area())).sum();
        assertThat(area).isCloseTo(2.1 * 2.1, within(1e-6));
    }

    @Test
    void theDepthOfABoxIsThatOfItsOutermostCorner() {
        double[] none = {0};
        Region square = PredictionRegions.of(none, none, none, 1).getFirst();
        assertThat(PredictionRegions.depth(square.edges(), .1, 0, .5, .25)).isCloseTo(.4, within(1e-9));
        assertThat(PredictionRegions.depth(square.edges(), .1, -.9, .5, .25)).isCloseTo(-.15, within(1e-9));
    }

    @Test
    void tokensThatAreAlwaysEqualAreNotDrawnTwice() {
        double[] same = {0, 0, 0};
        assertThat(PredictionRegions.of(same, same, same, 1))
                .singleElement()
                .satisfies(region -> assertThat(region.token()).isZero());
    }

    @Test
    void theRegionsOfALargeVocabularyTakeLessThanFiveMilliseconds() {
        Random random = new Random(4);
        double[] a = gaussian(random, 500);
        double[] b = gaussian(random, 500);
        double[] c = gaussian(random, 500);
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 50; i++) {
            long start = System.nanoTime();
            assertThat(PredictionRegions.of(a, b, c, 1.05)).isNotEmpty();
            best = Math.min(best, (System.nanoTime() - start) / 1e6);
        }
        assertThat(best).isLessThan(5);
    }
}
