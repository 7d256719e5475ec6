package dev.unroll.engine.io;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.NGramModel;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Keyframe;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CheckpointTest {
    private static final Backend BACKEND = Backends.best();

    @TempDir
    private Path folder;

    private static Recipe recipe(Optimizer.Kind optimizer) {
        return new Recipe(
                "rnn", Map.of("hidden", "6", "layers", "2"), optimizer, new TrainingSettings(0.01, 1), 3, 5, 42);
    }

    private static Dataset data() throws IOException {
        return new Dataset.Text(corpus());
    }

    private static Corpus corpus() throws IOException {
        return Corpus.of("eat the pizza 👩‍🚀 eat the pizza");
    }

    @ParameterizedTest
    @EnumSource(Optimizer.Kind.class)
    void savedAndReloadedRunGoesOnBitForBit(Optimizer.Kind optimizer) throws IOException {
        Recipe recipe = recipe(optimizer);
        Training straight = recipe.start(data(), BACKEND);
        for (int i = 0; i < 12; i++) straight.step(recipe.settings());

        Training first = recipe.start(data(), BACKEND);
        for (int i = 0; i < 5; i++) first.step(recipe.settings());
        Path file = folder.resolve("model.safetensors");
        new Checkpoint(first.model(), corpus().tokenizer(), null, recipe, first.keyframe()).write(file);
        Checkpoint read = Checkpoint.read(file);
        Training second = read.recipe().start(read.model(), data(), BACKEND);
        second.restore(read.keyframe());
        while (second.step() < 12) second.step(recipe.settings());

        assertThat(second.keyframe().weights())
                .isDeepEqualTo(straight.keyframe().weights());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn", "gru", "lstm"})
    void runThatCarriesItsStatesGoesOnBitForBitToo(String kind) throws IOException {
        Recipe recipe = new Recipe(
                kind,
                Map.of("hidden", "6", "layers", "2"),
                Optimizer.Kind.ADAM,
                new TrainingSettings(0.01, 1),
                2,
                3,
                true,
                42);
        Training straight = recipe.start(data(), BACKEND);
        for (int i = 0; i < 9; i++) straight.step(recipe.settings());
        Training first = recipe.start(data(), BACKEND);
        for (int i = 0; i < 4; i++) first.step(recipe.settings());
        Path file = folder.resolve("model.safetensors");
        new Checkpoint(first.model(), corpus().tokenizer(), null, recipe, first.keyframe()).write(file);
        Checkpoint read = Checkpoint.read(file);
        assertThat(read.recipe()).isEqualTo(recipe);
        assertThat(read.carried()).isNotEmpty().isDeepEqualTo(first.keyframe().carried());
        Training second = recipe.start(read.model(), data(), BACKEND);
        second.restore(read.keyframe());
        while (second.step() < 9) second.step(recipe.settings());
        assertThat(second.keyframe().weights())
                .isDeepEqualTo(straight.keyframe().weights());
        assertThat(second.keyframe().carried())
                .isDeepEqualTo(straight.keyframe().carried());
        float[][] wrong = {{1, 2}};
        Keyframe misfit = new Keyframe(4, read.keyframe().weights(), read.optimizer(), wrong);
        assertThatThrownBy(() -> second.restore(misfit)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tokensComeBack() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Training training = recipe(Optimizer.Kind.SGD).start(data(), BACKEND);
        new Checkpoint(training.model(), corpus().tokenizer(), null, recipe(Optimizer.Kind.SGD), training.keyframe())
                .write(file);
        assertThat(Checkpoint.read(file).tokenizer().vocabulary().tokens())
                .isEqualTo(corpus().tokenizer().vocabulary().tokens())
                .contains("👩‍🚀");
    }

    @Test
    void otherFilesAreRefusedInOneSentence() throws IOException {
        Path other = folder.resolve("other.safetensors");
        new SafetensorsWriter()
                .tensor("x", Tensor.zeros(Shape.of(Axis.ITEM, 3)))
                .write(other);
        assertThatThrownBy(() -> Checkpoint.read(other))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("no checkpoint");
        Path text = Files.writeString(folder.resolve("text"), "this is no model, only some text");
        assertThatThrownBy(() -> Checkpoint.read(text))
                .isInstanceOf(FormatException.class)
                .hasMessageEndingWith(".");
        assertThatThrownBy(() -> Checkpoint.read(folder.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none");
        assertThatThrownBy(() -> Checkpoint.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("folder");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vocabulary | null",
                "vocabulary | [\"a\",null]",
                "vocabulary | [\"a\",\"a\"]",
                "vocabulary | {",
                "kind | perceptron",
                "tokenizer | bytes",
                "step | soon",
                "step | -1",
                "model.hidden | 0",
                "model.hidden | 2147483647",
                "model.hidden | 45000",
                "recipe.length | 0",
                "recipe.optimizer | NONE"
            })
    void damagedDescriptionIsRefusedInOneSentence(String key, String value) throws IOException {
        Path file = folder.resolve("damaged.safetensors");
        Training training = recipe(Optimizer.Kind.ADAM).start(data(), BACKEND);
        training.step(recipe(Optimizer.Kind.ADAM).settings());
        new Checkpoint(training.model(), corpus().tokenizer(), null, recipe(Optimizer.Kind.ADAM), training.keyframe())
                .write(file);
        SafetensorsFile good = SafetensorsFile.open(file);
        SafetensorsWriter damaged = new SafetensorsWriter();
        good.metadata().forEach(damaged::metadata);
        for (String name : good.entries().keySet()) damaged.tensor(name, good.tensor(name));
        damaged.metadata(key, value).write(file);
        assertThatThrownBy(() -> Checkpoint.read(file))
                .isInstanceOf(FormatException.class)
                .message()
                .endsWith(".")
                .doesNotContainPattern("\\R");
    }

    /** A checkpoint with something in it changed. */
    private Path changed(Path good, String name, Tensor value) throws IOException {
        SafetensorsFile file = SafetensorsFile.open(good);
        SafetensorsWriter damaged = new SafetensorsWriter();
        file.metadata().forEach(damaged::metadata);
        for (String one : file.entries().keySet()) damaged.tensor(one, one.equals(name) ? value : file.tensor(one));
        Path changed = folder.resolve("changed.safetensors");
        damaged.write(changed);
        return changed;
    }

    private static void assertUnfit(Path file, String name) {
        assertThatThrownBy(() -> Checkpoint.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("tensor ‘" + name + "’ does not fit the model");
    }

    @Test
    void weightsOfAnotherShapeDoNotFit() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Training training = recipe(Optimizer.Kind.SGD).start(data(), BACKEND);
        new Checkpoint(training.model(), corpus().tokenizer(), null, recipe(Optimizer.Kind.SGD), training.keyframe())
                .write(file);
        SafetensorsFile good = SafetensorsFile.open(file);
        for (String name : good.entries().keySet()) {
            Tensor value = good.tensor(name);
            int[] sizes = value.shape().sizes();
            if (sizes.length == 2 && sizes[0] != sizes[1])
                assertUnfit(
                        changed(file, name, value.reshape(Shape.of(Axis.ITEM, sizes[1], Axis.ITEM, sizes[0]))), name);
            assertUnfit(
                    changed(file, name, value.reshape(Shape.of(Axis.ITEM, 1).append(Axis.ITEM, value.length()))), name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tokens, 0, 4",
        "tokens, 1, -1",
        "tokens, 0, 0.5",
        "tokens, 2, NaN",
        "contexts, 0, 4",
        "contexts, 1, -2",
        "contexts, 1, 1e9",
        "starts, 1, 100000",
        "starts, 1, -1",
        "starts, 0, Infinity",
        "starts, 2, 1.5"
    })
    void idsOutOfRangeDoNotFit(String name, int place, float value) throws IOException {
        Path file = folder.resolve("ngram.safetensors");
        Corpus text = Corpus.of("abcabdacd");
        NGramModel model = NGramModel.count(text.ids(), 4, 2, 1);
        Recipe recipe =
                new Recipe("ngram", Map.of("order", "2"), Optimizer.Kind.SGD, new TrainingSettings(0.01, 1), 1, 1, 1);
        Checkpoint whole = new Checkpoint(
                model, text.tokenizer(), null, recipe, new Optimizer.State(0, new float[0][]), new float[0][]);
        whole.write(file);
        assertThat(Checkpoint.read(file).model().parameterCount()).isEqualTo(model.parameterCount());
        Tensor wrong = SafetensorsFile.open(file).tensor(name).copy();
        wrong.write()[place] = value;
        assertUnfit(changed(file, name, wrong), name);
        assertThatThrownBy(() -> whole.write(OutputFile.at(file), SafetensorsWriter.Stored.F16))
                .hasMessageContaining("cannot be rounded to F16");
    }

    @Test
    void fileThatWasThereSurvivesAFailedWrite() throws IOException {
        Path file = folder.resolve("nowhere").resolve("x");
        assertThatThrownBy(() -> new SafetensorsWriter().write(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no folder");
        assertThat(folder).isEmptyDirectory();
    }

    @Property(tries = 300)
    void damagedCheckpointGivesOneSentenceOrAModelButNothingElse(
            @ForAll @IntRange(max = 1 << 20) int place, @ForAll byte value) throws IOException {
        Path file = Files.createTempFile("unroll-test", ".safetensors");
        try {
            byte[] bytes = Intact.BYTES.clone();
            int header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
            bytes[8 + place % header] = value;
            Checkpoint.read(Files.write(file, bytes));
        } catch (IOException e) {
            assertThat(e.getMessage()).endsWith(".").doesNotContain("\n");
        } finally {
            Files.delete(file);
        }
    }

    /** A checkpoint as it was written. */
    private static final class Intact {
        static final byte[] BYTES = bytes();

        private static byte[] bytes() {
            try {
                Path file = Files.createTempFile("unroll-test", ".safetensors");
                Training training = recipe(Optimizer.Kind.ADAM).start(data(), BACKEND);
                new Checkpoint(
                                training.model(),
                                corpus().tokenizer(),
                                null,
                                recipe(Optimizer.Kind.ADAM),
                                training.keyframe())
                        .write(file);
                byte[] bytes = Files.readAllBytes(file);
                Files.delete(file);
                return bytes;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Optimizer.Kind.class)
    void optimizerThatIsNotWholeIsRefused(Optimizer.Kind kind) throws IOException {
        Training training = recipe(kind).start(data(), BACKEND);
        training.step(recipe(kind).settings());
        Optimizer.State state = training.keyframe().optimizer();
        assertThat(state.slots().length)
                .isEqualTo(kind.slotCount() * training.model().parameters().size());
        if (state.slots().length == 0) return;
        float[][] cut = Arrays.copyOf(state.slots(), state.slots().length - 1);
        Path file = folder.resolve("model.safetensors");
        new Checkpoint(
                        training.model(),
                        corpus().tokenizer(),
                        null,
                        recipe(kind),
                        new Optimizer.State(1, cut),
                        new float[0][])
                .write(file);
        assertThatThrownBy(() -> Checkpoint.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("not whole");
    }
}
