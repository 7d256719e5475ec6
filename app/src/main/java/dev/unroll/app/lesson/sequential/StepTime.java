package dev.unroll.app.lesson.sequential;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.text.Corpus;
import dev.unroll.engine.text.TextException;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Training;

import java.util.Arrays;
import java.util.stream.Stream;

/** How long a training step takes. */
final class StepTime {
    private static final int LEAST_STEPS = 5;
    private static final double SECONDS = .25;

    private StepTime() {}

    /**
     * The median of the second half of the steps that are made in a quarter of a second, for in the first the compiler is at work; in seconds.
     *
     * @param length how many tokens are read at each step
     */
    static double of(KnobValues values, String kind, int length, Backend backend) throws TextException {
        String text = values.get(SequentialLesson.TEXT);
        Corpus corpus = Corpus.of(text.repeat((length + 1) / Math.max(1, text.length()) + 2));
        Dataset data = new Dataset.Text(corpus);
        Training training = SequentialLesson.recipe(values, kind, length, data).start(data, backend);
        var settings = SequentialLesson.recipe(values, kind, length, data).settings();
        long start = System.nanoTime();
        double[] seconds = Stream.iterate(0, i -> i + 1)
                .takeWhile(i -> i < LEAST_STEPS || (System.nanoTime() - start) * 1e-9 < SECONDS)
                .mapToDouble(_ -> training.step(settings).seconds())
                .toArray();
        double[] later = Arrays.copyOfRange(seconds, seconds.length / 2, seconds.length);
        Arrays.sort(later);
        return later[later.length / 2];
    }
}
