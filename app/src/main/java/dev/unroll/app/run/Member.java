package dev.unroll.app.run;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.io.Checkpoint;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A model of a run.
 *
 * @param data what it learns; null where it learns nothing
 * @param checkpoint where its training goes on; null for random weights
 * @param fixed the model, where it is only looked at; null where it is trained
 */
public record Member(
        Recipe recipe,
        @Nullable Dataset data,
        @Nullable Checkpoint checkpoint,
        @Nullable Model fixed) {
    /** From random weights. */
    public Member(Recipe recipe, Dataset data) {
        this(recipe, data, null, null);
    }

    /** A model that is only looked at; its weights are not copied. */
    public static Member fixed(Model model) {
        Recipe none = new Recipe(
                model.kind(), Map.of(), Optimizer.Kind.SGD, new TrainingSettings(0, Double.MAX_VALUE), 1, 1, 0);
        return new Member(none, null, null, model);
    }

    /** Where a trained model stands, to go on with the recipe that it was trained by. */
    public Member(Checkpoint checkpoint, Dataset data) {
        this(checkpoint.recipe(), data, checkpoint, null);
    }

    /** @throws IllegalArgumentException if the model cannot learn from the data, or a size is out of range */
    Training start(Backend backend) {
        if (fixed != null) return Training.fixed(fixed, backend);
        if (data == null) throw new IllegalStateException("a model that is trained needs data");
        if (checkpoint == null) return recipe.start(data, backend);
        Training training = recipe.start(checkpoint.model(), data, backend);
        training.restore(checkpoint.keyframe());
        return training;
    }
}
