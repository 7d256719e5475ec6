package dev.unroll.app.compare;

import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.MemoryTask;
import dev.unroll.engine.text.Sequences;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Optimizer;
import dev.unroll.engine.train.Recipe;
import dev.unroll.engine.train.TrainingSettings;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * What all models of a comparison learn, and the one sequence on which they are looked at.
 *
 * @param passage a single sequence
 */
public record Contest(Dataset data, Sequences passage) {
    private static final int BATCH_SIZE = 16;

    /** A text, which is learnt whole and looked at from its beginning. */
    public static Contest ofText(Corpus corpus, int length) {
        int steps = Math.min(length, corpus.ids().length - 1);
        return new Contest(new Dataset.Text(corpus), Sequences.split(new int[][] {Arrays.copyOf(corpus.ids(), steps + 1)}));
    }

    /** A task with one example of it. */
    public static Contest ofTask(MemoryTask task, long seed) {
        return new Contest(new Dataset.Task(task), task.batch(0, 1, seed));
    }

    /** The task; null where it is a text. */
    public @Nullable MemoryTask task() {
        return data instanceof Dataset.Task(MemoryTask task) ? task : null;
    }

    /** How many tokens are read. */
    public int steps() {
        return passage.length();
    }

    /** The tokens that are read. */
    public int[] read() {
        return passage.inputs()[0];
    }

    /** The step nearest to the one that is wished for whose prediction is asked for: in a task the last. */
    public int lossAt(int wished) {
        return task() == null ? Math.clamp(wished, 0, steps() - 1) : steps() - 1;
    }

    /** The tokens up to a step, and the one that is to be predicted there. */
    public int[] readTo(int step) {
        int[] ids = Arrays.copyOf(read(), step + 2);
        ids[step + 1] = passage.targets()[step];
        return ids;
    }

    /** How a model of a kind is made and trained. */
    public Recipe recipe(String kind, EqualSizes sizes, TrainingSettings settings, long seed) {
        return new Recipe(
                kind, sizes.of(kind, steps(), data), Optimizer.Kind.ADAM, settings, BATCH_SIZE, steps(), seed);
    }
}
