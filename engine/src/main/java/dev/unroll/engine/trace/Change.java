package dev.unroll.engine.trace;

import dev.unroll.engine.message.RefusedException;
import dev.unroll.engine.tensor.Tensor;

/** What an intervention does to a number. */
public sealed interface Change {
    /** The number becomes this one. */
    record Set(float value) implements Change {}

    /** The number is multiplied. */
    record Scale(float factor) implements Change {}

    /** The number is kept inside these bounds. */
    record Clamp(float min, float max) implements Change {
        /** @throws IllegalArgumentException if the bounds are the wrong way round or no numbers */
        public Clamp {
            if (!(min <= max)) throw new RefusedException("trace.clampOrder", min, max);
        }
    }

    /**
     * The number becomes the one that another pass had at the same place (activation patching, Meng et al. 2022).
     *
     * @param values with the axes that {@link Trace#value} gives
     */
    record Replace(Tensor values) implements Change {}
}
