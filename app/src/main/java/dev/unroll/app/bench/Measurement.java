package dev.unroll.app.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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
        return inTurns(warmUpSeconds, runs, Map.of(name, work)).getFirst();
    }

    /** As {@link #of}, for several in turns, so that a slow moment of the machine meets all of them. */
    public static List<Measurement> inTurns(double warmUpSeconds, int runs, Map<String, Work> works) {
        long start = System.nanoTime();
        for (int i = 0; i < 3 || (System.nanoTime() - start) * 1e-9 < warmUpSeconds; i++)
            works.values().forEach(Work::run);
        Map<String, double[]> seconds = new LinkedHashMap<>();
        works.keySet().forEach(name -> seconds.put(name, new double[runs]));
        for (int i = 0; i < runs; i++) {
            for (Map.Entry<String, Work> work : works.entrySet()) {
                long before = System.nanoTime();
                work.getValue().run();
                seconds.get(work.getKey())[i] = (System.nanoTime() - before) * 1e-9;
            }
        }
        seconds.values().forEach(Arrays::sort);
        return seconds.entrySet().stream()
                .map(e -> new Measurement(e.getKey(), e.getValue(), new LinkedHashMap<>()))
                .toList();
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
