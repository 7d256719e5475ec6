package dev.unroll.engine.profile;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How many times faster some work becomes on several cores where a part of it must be done by one of them alone (Amdahl 1967).
 *
 * @param parallel the share of the work that can be divided among the cores, from 0 to 1
 */
public record AmdahlLaw(double parallel) {
    /** @throws IllegalArgumentException if the share is not from 0 to 1 */
    public AmdahlLaw {
        if (!(parallel >= 0 && parallel <= 1))
            throw new IllegalArgumentException("A share of work lies between 0 and 1, not at " + parallel + ".");
    }

    /**
     * The law of work that was measured.
     *
     * @param times how many times faster it was on {@code cores} cores than on one
     * @param cores at least two
     */
    public static AmdahlLaw of(double times, int cores) {
        return new AmdahlLaw(Math.clamp((1 - 1 / times) / (1 - 1. / cores), 0, 1));
    }

    /** How many times faster the work is on so many cores than on one. */
    public double speedUp(int cores) {
        return 1 / (1 - parallel + parallel / cores);
    }

    /** {@link #speedUp} by the number of cores: 1, 2, 4, 8 and so on up to {@code most}. */
    public NavigableMap<Integer, Double> doubling(int most) {
        NavigableMap<Integer, Double> law = new TreeMap<>();
        for (int cores = 1; cores <= most; cores *= 2) law.put(cores, speedUp(cores));
        return law;
    }
}
