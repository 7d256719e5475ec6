package dev.unroll.engine.train;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The gradient of a step as the sum of those of its parts. Each part goes forwards and backwards on one thread, so that its activations
 * stay in that core's cache and no kernel waits for another thread; the sum is made in the order of the parts, whoever computed them.
 */
final class PartialGradients {
    private final List<Parameter> parameters;
    private final Backend backend;
    private final Shape flat;
    private final List<Tensor> gradients = new ArrayList<>();
    private final Map<Thread, Tape> tapes = new ConcurrentHashMap<>();

    PartialGradients(List<Parameter> parameters, Backend backend) {
        this.parameters = parameters;
        this.backend = backend;
        int length = parameters.stream().mapToInt(p -> p.value().length()).sum();
        flat = Shape.of(Axis.ITEM, length);
    }

    /** Computes the gradient; returns the loss. */
    double compute(List<Objective.Part> parts, long step) {
        while (gradients.size() < parts.size()) gradients.add(Tensor.zeros(flat));
        double[] losses = new double[parts.size()];
        backend.overRows(parts.size(), 1, (on, from, to) -> {
            for (int i = from; i < to; i++) {
                losses[i] = compute(parts.get(i), on, step * parts.size() + i, gradients.get(i));
            }
        });
        double loss = losses[0];
        for (int i = 1; i < parts.size(); i++) {
            backend.add(gradients.getFirst(), gradients.get(i), gradients.getFirst());
            loss += losses[i];
        }
        return loss;
    }

    private double compute(Objective.Part part, Backend on, long seed, Tensor gradient) {
        Tape tape = tapes.compute(
                Thread.currentThread(), (_, mine) -> mine != null && mine.backend() == on ? mine : new Tape(on));
        tape.retainGradients(false);
        tape.reset();
        tape.train(seed);
        Node loss = part.loss().apply(tape).scale(part.weight());
        tape.backward(loss);
        int at = 0;
        for (Parameter parameter : parameters) {
            Tensor own = tape.gradient(parameter);
            on.copy(own, gradient.range(at, at + own.length()));
            at += own.length();
        }
        return loss.value().item();
    }

    /** The gradient that was computed last, by parameter. */
    List<Tensor> gradients() {
        List<Tensor> views = new ArrayList<>();
        int at = 0;
        for (Parameter parameter : parameters) {
            Shape shape = parameter.value().shape();
            views.add(gradients.getFirst().range(at, at + shape.length()).reshape(shape));
            at += shape.length();
        }
        return views;
    }
}
