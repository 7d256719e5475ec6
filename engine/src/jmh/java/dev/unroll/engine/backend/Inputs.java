package dev.unroll.engine.backend;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random numbers to compute with. */
final class Inputs {
    private static final SplittableRandom RANDOM = new SplittableRandom(1);

    private Inputs() {}

    static Tensor random(int... sizes) {
        List<Axis> axes = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) axes.add(Axis.ITEM);
        Tensor tensor = Tensor.zeros(Shape.of(axes, sizes));
        for (int i = 0; i < tensor.length(); i++) tensor.write()[i] = (float) RANDOM.nextGaussian();
        return tensor;
    }

    /** The sizes in a parameter such as {@code 64x128}. */
    static int[] sizes(String parameter) {
        return List.of(parameter.split("x")).stream().mapToInt(Integer::parseInt).toArray();
    }
}
