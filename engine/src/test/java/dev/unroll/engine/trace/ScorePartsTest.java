package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.model.GptModel.Configuration;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.ScoreParts.Origin;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The parts of a score add up to the score that was traced, and each is what it says it is. */
class ScorePartsTest {
    private static final int[] IDS = {3, 1, 4, 1, 5};
    private static final Backend BACKEND = Backends.best();

    private final GptModel model = uneven(new GptModel(Configuration.of(6, 8, 12, 2, 3), 7));
    private final Trace trace = Trace.ofReading(model, IDS, BACKEND);

    /** Larger weights than GPT-2's first ones, and gains and biases that are not all the same. */
    private static GptModel uneven(GptModel model) {
        for (Parameter p : model.parameters())
            for (int i = 0; i < p.value().length(); i++)
                p.value().write()[i] = p.value().at(i) * 8 + (p.value().shape().rank() == 1 ? .2f * (i % 5) - .3f : 0);
        return model;
    }

    private static double sum(Tensor parts) {
        double sum = 0;
        for (float x : parts.toArray()) sum += x;
        return sum;
    }

    @Test
    void unitsAddUpToTheScore() {
        for (int block = 0; block < 2; block++)
            for (int head = 0; head < 3; head++)
                for (int t = 0; t < IDS.length; t++)
                    for (int s = 0; s <= t; s++)
                        assertThat(sum(ScoreParts.units(trace, block, head, t).slice(s)))
                                .isCloseTo(score(block, head, t, s), within(1e-4));
    }

    private double score(int block, int head, int t, int s) {
        return trace.value("block." + block + "/attention/scores").get(head, t, s);
    }

    @Test
    void tokenAndPositionAddUpToTheScoreOfTheFirstBlock() {
        for (int head = 0; head < 3; head++)
            for (int t = 0; t < IDS.length; t++)
                for (int s = 0; s <= t; s++)
                    assertThat(sum(ScoreParts.origins(model, IDS, head, t).slice(s)))
                            .isCloseTo(score(0, head, t, s), within(1e-4));
    }

    @Test
    void theSameTokenElsewhereHasTheSameDirection() {
        GptModel plain = new GptModel(Configuration.of(6, 8, 12, 2, 3), 7);
        Parameter positions = plain.parameters().stream()
                .filter(p -> p.name().equals("positionEmbedding/weight"))
                .findFirst()
                .orElseThrow();
        positions.value().fill(0);
        Tensor all = ScoreParts.origins(plain, IDS, 1, 3);
        Tensor parts = all.slice(1);
        assertThat(parts.get(Origin.TOKEN.ordinal(), Origin.TOKEN.ordinal())).isNotZero();
        for (Origin one : Origin.values()) {
            assertThat(parts.get(Origin.POSITION.ordinal(), one.ordinal()))
                    .as("no position")
                    .isZero();
            assertThat(parts.get(one.ordinal(), Origin.POSITION.ordinal()))
                    .as("no position")
                    .isZero();
        }
        assertThat(all.slice(3).toArray())
                .as("without positions the token at 1 and at 3 is the same")
                .containsExactly(parts.toArray());
    }
}
