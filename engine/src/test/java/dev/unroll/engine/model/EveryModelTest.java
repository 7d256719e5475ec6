package dev.unroll.engine.model;

import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.backend.ScalarBackend;
import dev.unroll.engine.backend.SimdBackend;
import dev.unroll.engine.io.Checkpoint;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.SpacedTokenizer;
import dev.unroll.engine.text.Vocabulary;
import dev.unroll.engine.train.Clipping;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.Schedule;
import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What holds for every kind of model: its gradients, its bits, its file, and that it learns. */
class EveryModelTest {
    private static final TrainingSettings SETTINGS =
            new TrainingSettings(0.02, new Schedule.WarmUp(3, new Schedule.Cosine(20, 0.1)), new Clipping.ByNorm(1));

    @TempDir
    private Path folder;

    static Stream<ModelCases> cases() {
        return ModelCases.all();
    }

    private static Training training(ModelCases c, Model model, Backend backend) {
        return new Training(model, Optimizer.Kind.ADAM.create(), new ModelCases(c.title(), model)::loss, backend);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsAreThoseOfFiniteDifferences(ModelCases c) {
        Backend backend = new ScalarBackend();
        for (Parameter parameter : c.model().parameters()) { // zeros and tiny weights would hide mistakes
            float[] values = parameter.value().write();
            for (int i = 0; i < values.length; i++)
                values[i] += (float) Math.sin(3 * i + parameter.name().length()) * 0.3f;
        }
        Tape tape = new Tape(backend);
        tape.backward(c.loss(tape, 0));
        for (Parameter parameter : c.model().parameters()) {
            Tensor value = parameter.value();
            for (int i = 0; i < value.length(); i += 1 + value.length() / 9) {
                float before = value.at(i);
                float h = 4e-3f;
                value.write()[i] = before + h;
                double above = c.loss(new Tape(backend), 0).value().item();
                value.write()[i] = before - h;
                double below = c.loss(new Tape(backend), 0).value().item();
                value.write()[i] = before;
                double expected = (above - below) / (2 * h);
                assertThat((double) tape.gradient(parameter).at(i))
                        .as("%s, element %d", parameter.name(), i)
                        .isCloseTo(expected, within(2e-3 * Math.max(1, Math.abs(expected))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsOfParametersAreTheSameWhereNoOthersAreRetained(ModelCases c) {
        Tape retaining = new Tape(new ScalarBackend());
        retaining.backward(c.loss(retaining, 0));
        Tape tape = new Tape(new ScalarBackend());
        tape.retainGradients(false);
        for (int pass = 0; pass < 2; pass++) { // the second in the buffers of the first
            tape.reset();
            tape.backward(c.loss(tape, 0));
            for (Parameter parameter : c.model().parameters()) {
                assertThat(tape.gradient(parameter).toArray())
                        .as(parameter.name())
                        .isEqualTo(retaining.gradient(parameter).toArray());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sameBitsWithOneAndTwoThreads(ModelCases c) {
        Training one = training(c, Copies.of(c.model()), new SimdBackend(1));
        Training two = training(c, Copies.of(c.model()), new SimdBackend(2));
        for (int i = 0; i < 4; i++) {
            one.step(SETTINGS);
            two.step(SETTINGS);
        }
        assertThat(two.keyframe().weights()).isDeepEqualTo(one.keyframe().weights());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void savedAndReloadedRunGoesOnBitForBit(ModelCases c) throws Exception {
        Training straight = training(c, Copies.of(c.model()), Backends.best());
        Training first = training(c, Copies.of(c.model()), Backends.best());
        for (int i = 0; i < 9; i++) straight.step(SETTINGS);
        for (int i = 0; i < 4; i++) first.step(SETTINGS);
        Map<String, String> sizes = c.model().configuration();
        Recipe recipe = new Recipe(c.model().kind(), Models.chosen(c.model()), Optimizer.Kind.ADAM, SETTINGS, 1, 1, 0);
        Path file = folder.resolve("model.safetensors");
        new Checkpoint(
                        first.model(),
                        tokenizer(sizes.get("vocabulary")),
                        sizes.containsKey("sourceVocabulary") ? tokenizer(sizes.get("sourceVocabulary")) : null,
                        recipe,
                        first.keyframe())
                .write(file);
        Checkpoint read = Checkpoint.read(file);
        assertThat(read.recipe()).isEqualTo(recipe);
        Training second = training(c, read.model(), Backends.best());
        second.restore(read.keyframe());
        while (second.step() < 9) second.step(read.recipe().settings());
        assertThat(second.keyframe().weights())
                .isDeepEqualTo(straight.keyframe().weights());
    }

    private static SpacedTokenizer tokenizer(String size) {
        List<String> tokens = Stream.iterate(0, i -> i + 1)
                .limit(Integer.parseInt(size))
                .map(i -> "t" + i)
                .toList();
        return new SpacedTokenizer(new Vocabulary(tokens));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossFallsToHalf(ModelCases c) {
        Training training = training(c, Copies.of(c.model()), Backends.best());
        double before = training.step(SETTINGS).loss();
        TrainingSettings steady = new TrainingSettings(0.02, 1);
        for (int i = 0; i < 160; i++) training.step(steady);
        ModelCases trained = new ModelCases(c.title(), training.model());
        double after = trained.loss(new Tape(Backends.best()), 0).value().item();
        assertThat(after).as("from %s", before).isLessThan(before / 2);
    }
}
