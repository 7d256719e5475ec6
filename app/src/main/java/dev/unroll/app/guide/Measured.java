package dev.unroll.app.guide;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;

import java.util.List;

/** The numbers that a lesson shows now, as formulas name them. */
public interface Measured {
    /**
     * What stands under a name of the trace; its gradient where {@code grad.} stands before it.
     *
     * @throws IllegalArgumentException if there is no such name
     */
    Tensor tensor(String name);

    /** The texts of the tokens, by their ids. */
    List<String> tokens();

    /** The texts of the tokens that are read, where they are known. */
    default List<String> steps() {
        return List.of();
    }

    /** A place in the signs of the field, such as {@code h₃[2]}, or in words. */
    String symbol(Place place);

    /** Whether what stands at a place is a share of a whole, which is said in percent. */
    default boolean isShare(Place place) {
        return false;
    }
}
