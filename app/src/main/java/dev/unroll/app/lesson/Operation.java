package dev.unroll.app.lesson;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Something that is computed at a time step.
 *
 * @param id names it in the texts, after the lesson's id and {@code .operation.}
 * @param place the number that stands for it
 */
public record Operation<S>(String id, At<S> place) {
    /** Where the number stands at a time step. */
    @FunctionalInterface
    public interface At<S> {
        /** The place at time step {@code t}, from 0. */
        Place at(S reading, int t);
    }

    /**
     * Where a value stands at a time step.
     *
     * @param axis along which {@code index} counts
     */
    public static Place value(String name, Axis axis, int t, int index) {
        return new Place(name, List.of(Axis.TIME, axis), List.of(t, index), Quantity.VALUE);
    }

    /** Where, among the units of a name at a time step, the value stands that is furthest from 0. */
    public static Place strongest(Traced reading, String name, int t) {
        return strongest(reading, name, Quantity.VALUE, t);
    }

    /**
     * Where, among the units of a name at a time step, the number stands that is furthest from 0; where nothing of that name is computed,
     * a place at which there is no number.
     */
    public static Place strongest(Traced reading, String name, Quantity quantity, int t) {
        if (!reading.trace().names().contains(name)) return new Place(name, List.of(), List.of(), quantity);
        Tensor all = quantity == Quantity.VALUE
                ? reading.trace().value(name)
                : reading.trace().gradient(name);
        return new Place(name, all.shape().axes(), List.of(t, all.slice(t).argmaxOfAbs()), quantity);
    }

    /** Where, in a parameter, the number stands whose gradient is furthest from 0. */
    public static Place steepest(Traced reading, String name) {
        Tensor gradient = reading.trace().gradient(name);
        List<Integer> index = IntStream.of(gradient.shape().unflatten(gradient.argmaxOfAbs()))
                .boxed()
                .toList();
        return new Place(name, gradient.shape().axes(), index, Quantity.GRADIENT);
    }
}
