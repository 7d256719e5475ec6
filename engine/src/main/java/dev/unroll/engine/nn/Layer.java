package dev.unroll.engine.nn;

import dev.unroll.engine.autodiff.Parameter;

import java.util.List;

/** A part of a model that has parameters. */
public interface Layer {
    /** The parameters, always in the same order. */
    List<Parameter> parameters();
}
