package dev.unroll.engine.trace;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.train.Clipping;
import dev.unroll.engine.train.GradientNorms;

import java.util.List;
import java.util.function.Function;

/**
 * What one step of plain gradient descent does to the loss, with its gradient as it is and clipped by norm.
 *
 * @param weights the norm of all weights together
 * @param learningRate η
 * @param norm the norm of the gradient of all weights together
 * @param limit the norm that it is clipped to if it is larger
 * @param before the loss before the step
 * @param unclipped the loss after {@code θ − η g}; not finite if it explodes
 * @param clipped the loss after {@code θ − η g · min(1, limit / norm)}
 */
public record ClippedStep(
        double weights,
        double learningRate,
        double norm,
        double limit,
        double before,
        double unclipped,
        double clipped) {
    /**
     * Tries the step both ways. The model's weights are afterwards what they were before.
     *
     * @param loss records the loss of the model as it then is
     * @throws IllegalArgumentException if the limit is not above 0
     */
    public static ClippedStep of(
            Model model, Function<Tape, Node> loss, double learningRate, double limit, Backend backend) {
        List<Parameter> parameters = model.parameters();
        List<Tensor> weights = parameters.stream().map(p -> p.value().copy()).toList();
        Tape tape = new Tape(backend);
        Node now = loss.apply(tape);
        tape.backward(now);
        double before = now.value().item();
        List<Tensor> gradients =
                parameters.stream().map(p -> tape.gradient(p).copy()).toList();
        double norm = GradientNorms.norm(gradients);
        try {
            double unclipped = after(parameters, weights, gradients, loss, learningRate, backend);
            new Clipping.ByNorm(limit).clip(gradients);
            double clipped = after(parameters, weights, gradients, loss, learningRate, backend);
            return new ClippedStep(GradientNorms.norm(weights), learningRate, norm, limit, before, unclipped, clipped);
        } finally {
            for (int i = 0; i < weights.size(); i++) parameters.get(i).value().copyFrom(weights.get(i));
        }
    }

    /** How far the step moves the weights, as a norm. */
    public double length() {
        return learningRate * norm;
    }

    /** How far the clipped step moves them. */
    public double clippedLength() {
        return learningRate * Math.min(norm, limit);
    }

    private static double after(
            List<Parameter> parameters,
            List<Tensor> weights,
            List<Tensor> gradients,
            Function<Tape, Node> loss,
            double learningRate,
            Backend backend) {
        for (int i = 0; i < weights.size(); i++) {
            Tensor weight = parameters.get(i).value();
            weight.copyFrom(weights.get(i));
            backend.addScaled((float) -learningRate, gradients.get(i), weight);
        }
        return loss.apply(new Tape(backend)).value().item();
    }
}
