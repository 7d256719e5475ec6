package dev.unroll.app.run;

import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Recipe;

/**
 * All that a run begins with.
 *
 * @param reading what is shown of the model
 */
public record Opening<S>(Recipe recipe, Dataset data, Reading<S> reading) {}
