package dev.unroll.app.run;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.train.Dataset;
import dev.unroll.engine.train.Recipe;

import java.util.List;

/**
 * All that a run begins with.
 *
 * @param members the models, which are trained in step; none where nothing is trained
 * @param steps how many steps there are where nothing is trained
 * @param reading what is shown of them
 */
public record Opening<S>(List<Member> members, long steps, Reading<S> reading) {
    /** Models in training, at least one. */
    public Opening(List<Member> members, Reading<S> reading) {
        this(members, 0, reading);
    }

    /** One model from random weights. */
    public Opening(Recipe recipe, Dataset data, Reading<S> reading) {
        this(List.of(new Member(recipe, data)), reading);
    }

    /**
     * Steps that need no training, such as the tokens of a text that are counted, or written: what there is at a step is read from its
     * number alone. The run begins at the last of them.
     */
    public static <S> Opening<S> counted(long steps, Reading.OfStep<S> reading) {
        return new Opening<>(List.of(), steps, new Reading<>() {
            @Override
            public S read(List<Model> models, KnobValues values, Backend backend) {
                return read(steps, models, values, backend);
            }

            @Override
            public S read(long step, List<Model> models, KnobValues values, Backend backend) {
                return reading.read(step, values, backend);
            }
        });
    }
}
