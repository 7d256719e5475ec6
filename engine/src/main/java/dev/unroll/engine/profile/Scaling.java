package dev.unroll.engine.profile;

import dev.unroll.engine.train.Training;
import dev.unroll.engine.train.TrainingSettings;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;

/** Measures how times grow with a size. */
public final class Scaling {
    private static final int LEAST_STEPS = 5;
    private static final double SECONDS = .25;

    private Scaling() {}

    /**
     * Measures some runners at several sizes, all of them at one size before the next.
     *
     * @param runners how long each takes at a size, in seconds
     * @param warmUp a size at which each is run before, and not measured: the first time is slow, while the compiler is at work
     * @param progress told after each number what is known of each runner, by size
     */
    public static void measure(
            List<IntToDoubleFunction> runners,
            int warmUp,
            int[] sizes,
            Progress<List<NavigableMap<Integer, Double>>> progress) {
        List<TreeMap<Integer, Double>> known =
                runners.stream().map(_ -> new TreeMap<Integer, Double>()).toList();
        for (IntToDoubleFunction runner : runners) runner.applyAsDouble(warmUp);
        int done = 0;
        for (int size : sizes)
            for (int i = 0; i < runners.size(); i++) {
                known.get(i).put(size, runners.get(i).applyAsDouble(size));
                progress.tell(
                        (double) ++done / (sizes.length * runners.size()),
                        known.stream().map(Scaling::copy).toList());
            }
    }

    private static NavigableMap<Integer, Double> copy(TreeMap<Integer, Double> known) {
        return Collections.unmodifiableNavigableMap(new TreeMap<>(known));
    }

    /**
     * How long a training step takes, in seconds: the median of the second half of the steps that are made in a quarter of a second, five
     * at least, for in the first half the compiler is at work.
     */
    public static double secondsPerStep(Training training, TrainingSettings settings) {
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
