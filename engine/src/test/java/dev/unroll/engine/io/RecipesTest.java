package dev.unroll.engine.io;

import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.EmbeddingModel;
import dev.unroll.engine.model.NGramModel;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Evaluation;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.Training;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The recipes of the samples can be followed, and the checkpoints that were made from them are as good as they say. */
class RecipesTest {
    private static final Path RECIPES = Path.of("../samples/recipes");
    private static final Path CHECKPOINTS = Path.of("../samples/checkpoints");

    static Stream<String> recipes() throws IOException {
        try (Stream<Path> files = Files.list(RECIPES)) {
            return files
                    .map(p -> p.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - 5))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static Path recipe(String name) {
        return RECIPES.resolve(name + ".json");
    }

    private static Path checkpoint(String name) {
        return CHECKPOINTS.resolve(name + ".safetensors");
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void recipeMakesAModelThatLearnsItsData(String name) throws IOException {
        RecipeFile file = RecipeFile.read(recipe(name));
        Recipe recipe = file.recipe();
        Dataset data = file.dataset(recipe(name)).training();
        Training training = recipe.start(data, Backends.best());
        if (training.model() instanceof NGramModel) {
            double uniform = Math.log(data.tokenizer().vocabulary().size());
            assertThat(training.step(recipe.settings()).loss()).isBetween(0.5, uniform / 2); // counted beforehand
            return;
        }
        // Batches differ, so the first and the last few are compared; vectors of words are quick, and their batches
        // differ more.
        boolean warmsUp = file.schedule() != null && file.schedule().startsWith("warmup");
        int steps = training.model() instanceof EmbeddingModel || data instanceof Dataset.Task ? 60 : warmsUp ? 24 : 12;
        double[] losses = new double[steps];
        for (int i = 0; i < steps; i++)
            losses[i] = training.step(recipe.settings()).loss();
        double start = Arrays.stream(losses, 0, 2).average().orElseThrow();
        double end = Arrays.stream(losses, steps - 4, steps).average().orElseThrow();
        assertThat(end).as("from %s", start).isPositive().isLessThan(0.95 * start);
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void checkpointIsThatOfItsRecipe(String name) throws IOException {
        RecipeFile file = RecipeFile.read(recipe(name));
        Checkpoint checkpoint = Checkpoint.read(checkpoint(name));
        assertThat(checkpoint.recipe()).isEqualTo(file.recipe());
        assertThat(checkpoint.optimizer().steps()).isEqualTo(file.steps());
        assertThat(Files.size(checkpoint(name))).isLessThanOrEqualTo(4_000_000);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("recipes")
    void checkpointReachesItsTarget(String name) throws IOException {
        RecipeFile file = RecipeFile.read(recipe(name));
        RecipeFile.Target target = file.target();
        Dataset data = file.dataset(recipe(name));
        var score = Evaluation.of(Checkpoint.read(checkpoint(name)).model(), data, file.length(), Backends.best());
        if (target == null || score.isEmpty()) return;
        assertThat(target.reachedBy(score.get().value()))
                .as("%s against %s", score, target)
                .isTrue();
    }
}
