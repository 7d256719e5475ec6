package dev.unroll.app.run;

import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Recipe;

import java.util.List;

/**
 * All that a run begins with.
 *
 * @param members the models, at least one; they are trained in step
 * @param reading what is shown of them
 */
public record Opening<S>(List<Member> members, Reading<S> reading) {
    /** One model from random weights. */
    public Opening(Recipe recipe, Dataset data, Reading<S> reading) {
        this(List.of(new Member(recipe, data)), reading);
    }
}
