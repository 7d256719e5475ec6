package dev.unroll.engine.profile;

import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ScalingTest {
    @Test
    void everyRunnerIsMeasuredAtOneSizeBeforeTheNext() {
        List<String> runs = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        List<List<NavigableMap<Integer, Double>>> told = new ArrayList<>();
        Scaling.measure(
                List.of(
                        size -> {
                            runs.add("a" + size);
                            return size;
                        },
                        size -> {
                            runs.add("b" + size);
                            return 2 * size;
                        }),
                7,
                new int[] {1, 4},
                (share, known) -> {
                    shares.add(share);
                    told.add(known);
                });
        assertThat(runs).containsExactly("a7", "b7", "a1", "b1", "a4", "b4");
        assertThat(shares).containsExactly(.25, .5, .75, 1.0);
        assertThat(told.getFirst()).containsExactly(new TreeMap<>(Map.of(1, 1.0)), new TreeMap<>());
        assertThat(told.getLast().getFirst()).isEqualTo(Map.of(1, 1.0, 4, 4.0));
        assertThat(told.getLast().getLast()).isEqualTo(Map.of(1, 2.0, 4, 8.0));
    }

    @Test
    void aStepTakesTimeAndLearns() throws Exception {
        TrainingSettings settings = new TrainingSettings(.1, 1);
        Map<String, String> sizes = Map.of("hidden", "4", "layers", "1");
        Recipe recipe = new Recipe("rnn", sizes, Optimizer.Kind.ADAM, settings, 1, 4, 1);
        Training training = recipe.start(new Dataset.Text(Corpus.of("HELLO")), Backends.best());
        assertThat(Scaling.secondsPerStep(training, settings)).isPositive().isLessThan(.25);
        assertThat(training.step()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void whatOneCoreMustDoAloneSetsTheLimit() {
        assertThat(new AmdahlLaw(.9).speedUp(10)).isCloseTo(1 / (.1 + .09), within(1e-12));
        assertThat(new AmdahlLaw(.9).speedUp(1_000_000_000)).isCloseTo(10, within(1e-6));
        assertThat(AmdahlLaw.of(new AmdahlLaw(.7).speedUp(4), 4).parallel()).isCloseTo(.7, within(1e-12));
        assertThat(AmdahlLaw.of(.8, 2).parallel()).as("slower on two cores").isZero();
        assertThat(new AmdahlLaw(1).doubling(10)).isEqualTo(Map.of(1, 1.0, 2, 2.0, 4, 4.0, 8, 8.0));
        assertThatThrownBy(() -> new AmdahlLaw(1.5)).hasMessageContaining("between 0 and 1");
    }
}
