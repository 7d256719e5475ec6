package dev.unroll.engine.generate;

import java.util.List;

/**
 * One token chosen, with all that it was chosen from.
 *
 * @param candidates every token of the vocabulary, the likeliest first
 */
public record Choice(Candidate chosen, List<Candidate> candidates) {}
