package dev.unroll.app.guide;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.explain.AxisNames;
import dev.unroll.viz.explain.Symbols;

import java.util.List;
import java.util.Map;

/**
 * Numbers that were written down for a test.
 *
 * @param tensors by name, a gradient with {@code grad.} before it
 */
record Written(Map<String, Tensor> tensors, List<String> tokens) implements Measured {
    /** Two predictions over H, E, L, their hidden states of two units with gradients, and a loss. */
    static Written hel() {
        return new Written(
                Map.of(
                        "probabilities",
                        Tensor.of(Shape.of(Axis.TIME, 2, Axis.TOKEN, 3), .1f, .2f, .7f, .5f, .4f, .1f),
                        "hidden",
                        Tensor.of(Shape.of(Axis.TIME, 2, Axis.UNIT, 2), 3, -4, 1, 2),
                        "grad.hidden",
                        Tensor.of(Shape.of(Axis.TIME, 2, Axis.UNIT, 2), .3f, .4f, 30, 40),
                        "loss",
                        Tensor.scalar(.25f)),
                List.of("H", "E", "L"));
    }

    @Override
    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) throw new IllegalArgumentException("There is nothing named ‘" + name + "’.");
        return tensor;
    }

    @Override
    public String symbol(Place place) {
        return Symbols.of(place, AxisNames.NONE.withTokens(tokens));
    }
}
