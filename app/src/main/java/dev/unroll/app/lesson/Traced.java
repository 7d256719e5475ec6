package dev.unroll.app.lesson;

import dev.unroll.app.guide.Measured;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.explain.AxisNames;
import dev.unroll.viz.explain.Symbols;

/** What a lesson reads off a model: a trace at least, whose numbers can be named, explained and measured. */
public interface Traced extends Measured {
    /** The pass that is shown. */
    Trace trace();

    /** What the positions along its axes are called. */
    AxisNames names();

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
