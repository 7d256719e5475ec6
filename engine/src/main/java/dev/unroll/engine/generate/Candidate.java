package dev.unroll.engine.generate;

import org.jspecify.annotations.Nullable;

/**
 * A token that could have come next.
 *
 * @param probability what the model gave it, at temperature 1 and without a penalty
 * @param chance how likely the sampler was to choose it, after penalty, temperature and filters; 0 if a filter removed it
 * @param removedBy the filter that removed it, or {@code null}
 */
public record Candidate(
        int id, double probability, double chance, @Nullable Filter removedBy) {}
