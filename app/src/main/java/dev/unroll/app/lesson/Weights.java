package dev.unroll.app.lesson;

import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.model.Model;

import java.util.Arrays;

/** Tells the weights of a model at one moment from all others, so that what was measured of them is not taken for what others do. */
public record Weights(int hash) {
    /** Those of a model that nobody changes meanwhile. */
    public static Weights of(Model model) {
        int hash = 0;
        for (Parameter parameter : model.parameters())
            hash = 31 * hash + Arrays.hashCode(parameter.value().toArray());
        return new Weights(hash);
    }
}
