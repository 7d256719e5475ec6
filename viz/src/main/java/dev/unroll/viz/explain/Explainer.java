package dev.unroll.viz.explain;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.trace.Explanation;
import dev.unroll.engine.trace.Place;
import dev.unroll.engine.trace.Trace;

/** Something whose numbers can be explained: one snapshot of a model at work. */
public interface Explainer {
    /** Whether there is a number at a place that {@link #explain} can explain. */
    boolean contains(Place place);

    /**
     * The arithmetic of the number at a place.
     *
     * @throws IllegalArgumentException if there is no such place
     */
    Explanation explain(Place place);

    /** The numbers of a trace; gradients only where the loss depends on what they belong to. */
    static Explainer of(Trace trace) {
        return new Explainer() {
            @Override
            public boolean contains(Place place) {
                return trace.contains(place) && (place.quantity() == Quantity.VALUE || trace.hasGradient(place.name()));
            }

            @Override
            public Explanation explain(Place place) {
                return trace.explain(place);
            }
        };
    }
}
