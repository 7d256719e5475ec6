package dev.unroll.engine.sampling;

import org.jspecify.annotations.Nullable;

/**
 * A token that could have come next, with its number after each stage of the {@link Sampler}.
 *
 * @param logit what the model gave it
 * @param penalized the logit after the repetition penalty
 * @param scaled the logit after penalty and temperature; at temperature 0 as {@code penalized}
 * @param probability what the model gave it, at temperature 1 and without a penalty
 * @param share the softmax of {@code scaled} over all tokens; at temperature 0 1 for the likeliest and 0 for all others
 * @param chance how likely the sampler was to choose it: its share of what the filters left; 0 if a filter removed it
 * @param removedBy the filter that removed it, or {@code null}
 */
public record Candidate(
        int id,
        double logit,
        double penalized,
        double scaled,
        double probability,
        double share,
        double chance,
        @Nullable Filter removedBy) {}
