package dev.unroll.app.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a case took, in seconds of one run.
 *
 * @param name the case
 * @param seconds of every run that counts, sorted
 * @param more what else is worth saying, such as a rate
 */
public record Measurement(String name, double[] seconds, Map<String, Object> more) {
    /** Something to be timed. */
    @FunctionalInterface
    public interface Work {
        /** Does it once. */
        void run();
    }

    /**
     * Times some work: first for as long as the compiler needs to get it fast, then the runs that count.
     *
     * @param warmUpSeconds how long it is run first, and at least three times
     * @param runs how many runs count
     */
    public static Measurement of(String name, double warmUpSeconds, int runs, Work work) {
        long start = System.nanoTime();
        for (int i = 0; i < 3 || (System.nanoTime() - start) * 1e-9 < warmUpSeconds; i++) work.run();
        double[] seconds = new double[runs];
        for (int i = 0; i < runs; i++) {
            long before = System.nanoTime();
            work.run();
            seconds[i] = (System.nanoTime() - before) * 1e-9;
        }
        Arrays.sort(seconds);
        return new Measurement(name, seconds, new LinkedHashMap<>());
    }

    /** The middle one. */
    public double median() {
        return seconds[seconds.length / 2];
    }

    /** The shortest. */
    public double min() {
        return seconds[0];
    }

    /** How far apart the middle half of the runs is, as a part of the median. */
    public double spread() {
        return (seconds[seconds.length * 3 / 4] - seconds[seconds.length / 4]) / median();
    }

    /** Adds something worth saying. */
    public Measurement with(String key, Object value) {
        more.put(key, value);
        return this;
    }
}
