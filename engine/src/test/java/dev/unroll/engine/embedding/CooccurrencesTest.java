package dev.unroll.engine.embedding;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CooccurrencesTest {
    /** 0 1 2 0: 0 and 1 at distances 1 and 2, 0 and 2 at 2 and 1, 1 and 2 at 1; the two 0s are 3 apart. */
    @Test
    void pairsAreWeightedWithOneOverTheirDistance() {
        Tensor table = Cooccurrences.table(new int[] {0, 1, 2, 0}, 3, 2);
        assertThat(table.shape()).isEqualTo(Shape.of(Axis.TOKEN, 3, Axis.KEY, 3));
        assertThat(table.toArray()).containsExactly(0, 1.5f, 1.5f, 1.5f, 0, 1, 1.5f, 1, 0);
    }

    @Test
    void theTableOfTheFirstWordsHoldsWhatIsCountedOfAll() {
        int[] ids = {3, 0, 1, 1, 4, 2, 0, 3, 1, 0, 0, 2};
        Cooccurrences all = Cooccurrences.count(ids, 3);
        Tensor table = Cooccurrences.table(ids, 3, 3);
        float[] expected = new float[9];
        for (int i = 0; i < all.size(); i++)
            if (all.rows()[i] < 3 && all.columns()[i] < 3)
                expected[3 * all.rows()[i] + all.columns()[i]] = all.counts()[i];
        assertThat(table.toArray()).containsExactly(expected, within(1e-6f));
    }
}
