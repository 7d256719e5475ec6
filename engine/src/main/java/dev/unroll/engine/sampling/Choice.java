package dev.unroll.engine.sampling;

import java.util.List;

/**
 * One token chosen, with all that it was chosen from. On the ruler from 0 to 1 each candidate has a stretch as long as its chance,
 * the likeliest first; chosen is the one on whose stretch the random number falls.
 *
 * @param candidates every token of the vocabulary, the likeliest first; those that a filter removed come last
 * @param number the random number, from 0 up to 1
 * @param sampler how it was chosen
 */
public record Choice(Candidate chosen, List<Candidate> candidates, double number, Sampler sampler) {
    /** How many candidates the filters left, which are the first ones. */
    public int left() {
        int count = 0;
        while (count < candidates.size() && candidates.get(count).removedBy() == null) count++;
        return count;
    }

    /** Where on the ruler the stretch of the {@code rank}th candidate begins: what those before it have of the chance. */
    public double start(int rank) {
        double start = 0;
        for (int i = 0; i < rank; i++) start += candidates.get(i).chance();
        return start;
    }

    /** The place of a token among the candidates, from 0. */
    public int rank(int id) {
        for (int rank = 0; rank < candidates.size(); rank++)
            if (candidates.get(rank).id() == id) return rank;
        throw new IllegalArgumentException("There is no token " + id + " among " + candidates.size() + ".");
    }
}
