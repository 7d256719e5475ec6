package dev.unroll.app.run;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Model;

import java.util.List;

/**
 * What a lesson reads off its models to show them: a trace, a triangle, a projection.
 *
 * @param <S> what is read; it must not change afterwards
 */
@FunctionalInterface
public interface Reading<S> {
    /**
     * Reads models between two steps of their training, on the trainer's thread.
     *
     * @param models as the run's {@link Opening#members}
     */
    S read(List<Model> models, KnobValues values, Backend backend);

    /**
     * A reading where nothing is trained.
     *
     * @param <S> what is read
     */
    @FunctionalInterface
    interface OfStep<S> {
        /** What there is after {@code step} steps, on the trainer's thread. */
        S read(long step, KnobValues values, Backend backend);
    }

    /**
     * A reading that goes by how many updates the models have had.
     *
     * @param <S> what is read
     */
    @FunctionalInterface
    interface AtStep<S> extends Reading<S> {
        @Override
        S read(long step, List<Model> models, KnobValues values, Backend backend);

        /** Before the first update. */
        @Override
        default S read(List<Model> models, KnobValues values, Backend backend) {
            return read(0, models, values, backend);
        }
    }

    /** As {@link #read(List, KnobValues, Backend)}, told how many updates the models have had: for what is gathered on the way. */
    default S read(long step, List<Model> models, KnobValues values, Backend backend) {
        return read(models, values, backend);
    }

    /**
     * Told of every update that is made, on the trainer's thread, between two readings: for what must be measured at certain steps,
     * and not wherever a frame happened to be drawn.
     *
     * @param step how many updates the models have had
     */
    default void passed(long step, List<Model> models, KnobValues values, Backend backend) {}
}
