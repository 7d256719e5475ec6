package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.tensor.Tensor;

import java.util.Arrays;

/**
 * A tanh network of one layer whose recurrent weights are scaled, so that their spectral radius is another one than it was. The model
 * itself stays as it is. Not to be used by two threads at once.
 */
public final class ScaledRnn {
    private static final String RECURRENT = "layer.0/weight_hh";
    private static final String HIDDEN = "layer.0/hiddenState";

    private final RnnModel model;
    private final double radius;
    private final float factor;
    private final Intervention[] interventions;

    /** The spectral radius of recurrent weights, computed anew only where they have changed. */
    public static final class Radius {
        private float[] weights = {};
        private double radius;

        /** Nothing computed yet. */
        public Radius() {}

        /** The spectral radius of the recurrent weights of a model; NaN where not all of them are finite. */
        public double of(RnnModel model) {
            Tensor recurrent = recurrent(model);
            float[] now = recurrent.toArray();
            if (!Arrays.equals(now, weights)) {
                radius = GradientFlow.spectralRadius(recurrent);
                weights = now;
            }
            return radius;
        }
    }

    /**
     * A model seen with another spectral radius.
     *
     * @param own the spectral radius that it has
     * @param wanted the one that it is to have; NaN leaves it as it is, and so does a model that has none
     */
    public ScaledRnn(RnnModel model, double own, double wanted) {
        this.model = model;
        boolean scaled = own > 0 && !Double.isNaN(wanted);
        radius = scaled ? wanted : own;
        factor = scaled ? (float) (wanted / own) : 1;
        interventions = scaled
                ? new Intervention[] {new Intervention(RECURRENT, new Change.Scale(factor))}
                : new Intervention[0];
    }

    private static Tensor recurrent(RnnModel model) {
        for (Parameter parameter : model.parameters()) if (parameter.name().equals(RECURRENT)) return parameter.value();
        throw new IllegalArgumentException("a model of kind " + model.kind() + " has no " + RECURRENT);
    }

    /** The spectral radius with which it is seen. */
    public double radius() {
        return radius;
    }

    /** As {@link Trace#ofPrediction}. */
    public Trace trace(int[] ids, Backend backend) {
        return Trace.ofPrediction(model, ids, backend, interventions);
    }

    /** As {@link GradientFlow#triangle} of the hidden state. */
    public Tensor triangle(int[] ids, Backend backend) {
        return GradientFlow.triangle(model, ids, HIDDEN, backend, interventions);
    }

    /** As {@link ClippedStep#of}, for the mean loss of {@code ids}. */
    public ClippedStep clippedStep(int[] ids, double learningRate, double limit, Backend backend) {
        RnnModel copy = scaled();
        return ClippedStep.of(copy, tape -> copy.loss(tape, new int[][] {ids}), learningRate, limit, backend);
    }

    /** As {@link Swaps#of}. */
    public Swaps swaps(int[] ids, int step, int others, Backend backend) {
        return Swaps.of(scaled(), ids, step, others, backend);
    }

    /** A model of its own with these weights. */
    private RnnModel scaled() {
        RnnModel copy = new RnnModel(
                RecurrentStack.Cell.RNN, model.vocabularySize(), model.hiddenSize(), model.layerCount(), 0);
        for (int i = 0; i < copy.parameters().size(); i++)
            copy.parameters().get(i).value().copyFrom(model.parameters().get(i).value());
        Tensor weights = recurrent(copy);
        for (int i = 0; i < weights.length(); i++) weights.write()[weights.offset() + i] *= factor;
        return copy;
    }
}
