package dev.unroll.app.lesson.bptt;

import dev.unroll.app.lesson.NamedNumbers;
import dev.unroll.app.lesson.TextReading;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.ClippedStep;
import org.jspecify.annotations.Nullable;

/**
 * A gradient on its way back through a text.
 *
 * @param lossAt the step whose loss is differentiated, −1 for the mean of all
 * @param by what it is differentiated by, as the trace calls it
 * @param jacobian what one step does to the gradient, {@code [UNIT, INPUT]}, if it was asked for
 * @param triangle {@code [TARGET, TIME]}, if it was asked for
 * @param clip a step that is clipped, if it was asked for
 */
record Flow(
        TextTrace text,
        NamedNumbers numbers,
        int lossAt,
        String by,
        @Nullable Tensor jacobian,
        @Nullable Tensor triangle,
        @Nullable ClippedStep clip)
        implements TextReading {
    static final String HIDDEN = "layer.0/hiddenState";
    static final String RECURRENT = "layer.0/weight_hh";

    static String by(String choice) {
        return choice.equals("input") ? "input" : HIDDEN;
    }

    /** The steps that the gradient passes. */
    @Override
    public int timeSteps() {
        return lossAt < 0 ? text.timeSteps() : lossAt + 1;
    }
}
