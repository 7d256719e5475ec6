package dev.unroll.app.bench;

import java.util.ArrayList;
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
     * @param runs how many runs count at least; a second is filled with them
     */
    public static Measurement of(String name, double warmUpSeconds, int runs, Work work) {
        return inTurns(warmUpSeconds, runs, Map.of(name, work)).getFirst();
    }

    /** As {@link #of}, for several in turns, so that a slow moment of the machine meets all of them. */
    public static List<Measurement> inTurns(double warmUpSeconds, int runs, Map<String, Work> works) {
        long start = System.nanoTime();
        for (int i = 0; i < 3 || secondsSince(start) < warmUpSeconds; i++)
            works.values().forEach(Work::run);
        Map<String, List<Double>> seconds = new LinkedHashMap<>();
        start = System.nanoTime();
        for (int i = 0; i < runs || secondsSince(start) < works.size(); i++) {
            works.forEach((name, work) ->
                    seconds.computeIfAbsent(name, _ -> new ArrayList<>()).add(time(work)));
        }
        return seconds.entrySet().stream()
                .map(each -> of(each.getKey(), each.getValue()))
                .toList();
    }

    /** What single runs took. */
    static Measurement of(String name, List<Double> seconds) {
        double[] sorted = seconds.stream().mapToDouble(s -> s).sorted().toArray();
        return new Measurement(name, sorted, new LinkedHashMap<>());
    }

    /** What one run takes, in seconds. */
    static double time(Work work) {
        long start = System.nanoTime();
        work.run();
        return secondsSince(start);
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) * 1e-9;
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
