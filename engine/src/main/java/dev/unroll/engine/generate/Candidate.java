package dev.unroll.engine.generate;

/**
 * A token that could have come next.
 *
 * @param probability what the model gave it, at temperature 1
 * @param chance how likely the sampler was to choose it, after temperature and filters; 0 if a filter removed it
 */
public record Candidate(int id, double probability, double chance) {}
