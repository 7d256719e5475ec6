package dev.unroll.engine.train;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.backend.SimdBackend;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.text.Sequences;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class NextTokensTest {
    private static final int VOCABULARY = 11;

    /** Seventeen sequences of 40, so that the last part is smaller; the later ones ask for fewer and fewer of their tokens. */
    private static Sequences sequences(long step) {
        SplittableRandom random = new SplittableRandom(step);
        int[][] inputs = new int[17][40];
        int[] targets = new int[17 * 40];
        for (int b = 0; b < 17; b++) {
            for (int t = 0; t < 40; t++) {
                inputs[b][t] = random.nextInt(VOCABULARY);
                targets[t * 17 + b] = t < 2 * b ? -1 : random.nextInt(VOCABULARY);
            }
        }
        return new Sequences(inputs, targets);
    }

    private static GptModel model(float dropout) {
        return new GptModel(new GptModel.Configuration(VOCABULARY, 40, 16, 2, 2, 64, dropout, true), 1);
    }

    private record Run(List<Double> losses, List<Double> norms, float[] weights) {}

    private static Run train(Backend backend, float dropout) {
        GptModel model = model(dropout);
        NextTokens objective = new NextTokens(model, NextTokensTest::sequences);
        Training training = new Training(model, Optimizer.Kind.SGD.create(), objective, backend);
        List<Double> losses = new ArrayList<>();
        List<Double> norms = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            StepReport report = training.step(new TrainingSettings(0.1, Double.POSITIVE_INFINITY));
            losses.add(report.loss());
            norms.add(report.gradientNorm());
        }
        return new Run(losses, norms, model.parameters().getFirst().value().toArray());
    }

    @Test
    void partsHaveEveryTargetOnceAndTheWeightsOfTheirShares() {
        NextTokens objective = new NextTokens(model(0), NextTokensTest::sequences);
        List<Objective.Part> parts = objective.parts(0, 128);
        assertThat(parts).hasSize(6);
        assertThat(parts.stream().mapToDouble(Objective.Part::weight).sum()).isCloseTo(1, within(1e-6));
        assertThat(parts.getFirst().weight()).isGreaterThan(parts.get(4).weight());

        Sequences all = sequences(0);
        assertThat(all.part(0, 17).targets()).isEqualTo(all.targets());
        assertThat(all.part(3, 6).inputs()).isDeepEqualTo(Arrays.copyOfRange(all.inputs(), 3, 6));
        assertThat(all.part(3, 6).targets()[7 * 3 + 2]).isEqualTo(all.targets()[7 * 17 + 5]);
    }

    @Test
    void aStepInPartsIsTheStepOfAllAtOnce() {
        Backend simd = new SimdBackend(2);
        assertThat(new NextTokens(model(0), NextTokensTest::sequences).parts(0, simd.rowsAtOnce()))
                .hasSizeGreaterThan(1);
        Run inParts = train(simd, 0);
        Run atOnce = train(new ScalarBackend(), 0);
        for (int i = 0; i < 4; i++) {
            assertThat(inParts.losses.get(i)).isCloseTo(atOnce.losses.get(i), within(1e-5));
            assertThat(inParts.norms.get(i)).isCloseTo(atOnce.norms.get(i), within(1e-5));
        }
        assertThat(inParts.losses.getLast()).isLessThan(inParts.losses.getFirst());
    }

    @Test
    void theBitsDoNotDependOnTheThreads() {
        Run one = train(new SimdBackend(1), 0.1f);
        Run three = train(new SimdBackend(3), 0.1f);
        assertThat(three.losses).isEqualTo(one.losses);
        assertThat(three.weights).isEqualTo(one.weights);
    }

    @Test
    void aLargeModelIsNotCutIntoParts() {
        GptModel large = new GptModel(GptModel.Configuration.of(VOCABULARY, 40, 256, 2, 2), 1);
        assertThat(new NextTokens(large, NextTokensTest::sequences).parts(0, 128))
                .hasSize(1);
    }
}
