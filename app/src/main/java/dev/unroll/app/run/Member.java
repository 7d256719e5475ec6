package dev.unroll.app.run;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.io.Checkpoint;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.Training;
import org.jspecify.annotations.Nullable;

/**
 * A model of a run.
 *
 * @param checkpoint where its training goes on; null for random weights
 */
public record Member(Recipe recipe, Dataset data, @Nullable Checkpoint checkpoint) {
    /** From random weights. */
    public Member(Recipe recipe, Dataset data) {
        this(recipe, data, null);
    }

    /** Where a trained model stands, to go on with the recipe that it was trained by. */
    public Member(Checkpoint checkpoint, Dataset data) {
        this(checkpoint.recipe(), data, checkpoint);
    }

    /** @throws IllegalArgumentException if the model cannot learn from the data, or a size is out of range */
    Training start(Backend backend) {
        if (checkpoint == null) return recipe.start(data, backend);
        Training training = recipe.start(checkpoint.model(), data, backend);
        training.restore(checkpoint.keyframe());
        return training;
    }
}
