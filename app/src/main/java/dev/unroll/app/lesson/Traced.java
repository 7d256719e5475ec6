package dev.unroll.app.lesson;

import dev.unroll.app.guide.Measured;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.AxisNames;
import dev.unroll.viz.explain.Symbols;

import java.util.List;

/** What a lesson reads off a model: a trace at least, whose numbers can be named, explained and measured. */
public interface Traced extends Measured {
    /** The pass that is shown. */
    Trace trace();

    /** What the positions along its axes are called. */
    AxisNames names();

    /** The key of the words that say where playback stands: {0} training step, {1} loss, {2} of {3} time steps. */
    default String positionKey() {
        return "position";
    }

    /** The texts of the tokens at the time steps. */
    @Override
    default List<String> steps() {
        return names().steps();
    }

    /** Whether a time step is a token along the trace's axis of time, so that what is explained moves along with it. */
    default boolean stepsAreTokens() {
        return true;
    }

    /** How many time steps are shown. */
    int timeSteps();

    @Override
    default Tensor tensor(String name) {
        return name.startsWith("grad.") ? trace().gradient(name.substring("grad.".length())) : trace().value(name);
    }

    @Override
    default String symbol(Place place) {
        return Symbols.of(place, names());
    }
}
