package dev.unroll.engine.train;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.DeviceException;
import dev.unroll.engine.model.Model;
import dev.unroll.engine.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/**
 * A model in training. What a step does depends on the weights, the optimiser's memory and the number of the step alone, so a
 * step made again gives the same bits. Used by one thread at a time.
 */
public final class Training {
    private static final Logger LOG = LoggerFactory.getLogger(Training.class);

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
        Pass pass = pass();
        double norm = GradientNorms.norm(pass.gradients);
        StepReport report = new StepReport(step, pass.loss, norm, settings, (System.nanoTime() - start) * 1e-9);
        if (report.diverged()) return report;
        settings.clipping().clip(pass.gradients);
        optimizer.step(parameters, pass.gradients, settings.learningRate(step));
        objective.stepMade();
        step++;
        return report;
    }

    private record Pass(double loss, List<Tensor> gradients) {}

    /** Forwards and backwards, from the beginning again if a device loses it; each time there is less that a device may lose. */
    private Pass pass() {
        while (true) {
            try {
                List<Objective.Part> parts = objective.parts(step, backend.rowsAtOnce());
                return parts.size() > 1
                        ? new Pass(partial.compute(parts, step), partial.gradients())
                        : whole(parts.getFirst());
            } catch (DeviceException.PassLost e) {
                LOG.debug("Step {} is made again", step, e);
            }
        }
    }

    /** One pass of all examples. */
    private Pass whole(Objective.Part all) {
        tape.reset();
        tape.train(step);
        Node loss = all.loss().apply(tape);
        tape.backward(loss);
        return new Pass(
                loss.value().item(),
                model.parameters().stream().map(tape::gradient).toList());
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
