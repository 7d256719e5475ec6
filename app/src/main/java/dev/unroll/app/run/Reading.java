package dev.unroll.app.run;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Model;

/**
 * What a lesson reads off a model to show it: a trace, a triangle, a projection.
 *
 * @param <S> what is read; it must not change afterwards
 */
@FunctionalInterface
public interface Reading<S> {
    /** Reads a model between two steps of its training, on the trainer's thread. */
    S read(Model model, KnobValues values, Backend backend);
}
