package dev.unroll.engine.train;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;

/**
 * A model in training. What a step does depends on the weights, the optimiser's memory and the number of the step alone, so a
 * step made again gives the same bits. Used by one thread at a time.
 */
public final class Training {
    private final Model model;
    private final Optimizer optimizer;
    private final Objective objective;
    private final Backend backend;
    private final Tape tape;
    private final PartialGradients partial;
    private final List<Tensor> parameters;
    private long step;

    /** A run from where the model stands. */
    public Training(Model model, Optimizer optimizer, Objective objective, Backend backend) {
        this.model = model;
        this.optimizer = optimizer;
        this.objective = objective;
        this.backend = backend;
        this.partial = new PartialGradients(model.parameters(), backend);
        this.tape = new Tape(backend);
        tape.retainGradients(false);
        this.parameters = model.parameters().stream().map(Parameter::value).toList();
    }

    /** How many updates have been made. */
    public long step() {
        return step;
    }

    /** The model, whose weights change with each step. */
    public Model model() {
        return model;
    }

    /** Makes one step. If it diverges, the weights and the step count stay as they are. */
    public StepReport step(TrainingSettings settings) {
        long start = System.nanoTime();
        List<Objective.Part> parts = objective.parts(step, backend.rowsAtOnce());
        boolean inParts = parts.size() > 1;
        double loss = inParts ? partial.compute(parts, step) : compute(parts.getFirst());
        List<Tensor> gradients = inParts
                ? partial.gradients()
                : model.parameters().stream().map(tape::gradient).toList();
        double norm = GradientNorms.norm(gradients);
        StepReport report = new StepReport(step, loss, norm, settings, (System.nanoTime() - start) * 1e-9);
        if (report.diverged()) return report;
        settings.clipping().clip(gradients);
        optimizer.step(parameters, gradients, settings.learningRate(step));
        objective.stepMade();
        step++;
        return report;
    }

    /** One pass of all examples. */
    private double compute(Objective.Part all) {
        tape.reset();
        tape.train(step);
        Node loss = all.loss().apply(tape);
        tape.backward(loss);
        return loss.value().item();
    }

    /** A copy of everything that the next step depends on. */
    public Keyframe keyframe() {
        return new Keyframe(
                step,
                parameters.stream().map(Tensor::toArray).toArray(float[][]::new),
                optimizer.state(),
                objective.carried());
    }

    /** Goes on from a keyframe of this model. */
    public void restore(Keyframe keyframe) {
        for (int i = 0; i < parameters.size(); i++) {
            float[] weights = keyframe.weights()[i];
            System.arraycopy(
                    weights, 0, parameters.get(i).write(), parameters.get(i).offset(), weights.length);
        }
        optimizer.restore(keyframe.optimizer());
        objective.restore(keyframe.carried());
        step = keyframe.step();
    }
}
