package dev.unroll.engine.autodiff;

import dev.unroll.engine.tensor.Tensor;

/** A tensor that training changes, under the name that checkpoints and traces know it by. */
public final class Parameter {
    private final String name;
    private final Tensor value;

    /** A parameter over {@code value}, which is used and not copied. */
    public Parameter(String name, Tensor value) {
        this.name = name;
        this.value = value;
    }

    /** For example {@code layer.0/weight_hh}. */
    public String name() {
        return name;
    }

    /** The numbers, in place: an optimiser writes into them. */
    public Tensor value() {
        return value;
    }

    @Override
    public String toString() {
        return name + " " + value.shape();
    }
}
