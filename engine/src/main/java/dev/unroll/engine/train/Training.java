package dev.unroll.engine.train;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.autodiff.Parameter;
import dev.unroll.engine.autodiff.Tape;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.tensor.Tensor;

import java.util.List;
import java.util.function.LongFunction;

/**
 * A model in training. What a step does depends on the weights, the optimiser's memory and the number of the step alone, so a
 * step made again gives the same bits. Used by one thread at a time.
 */
public final class Training {
    private final LanguageModel model;
    private final Optimizer optimizer;
    private final LongFunction<int[][]> batches;
    private final Tape tape;
    private final List<Tensor> parameters;
    private long step;

    /**
     * @param batches the sequences of each step, {@code [BATCH][TIME + 1]}; the same for the same step
     */
    public Training(LanguageModel model, Optimizer optimizer, LongFunction<int[][]> batches, Backend backend) {
        this.model = model;
        this.optimizer = optimizer;
        this.batches = batches;
        this.tape = new Tape(backend);
        this.parameters = model.parameters().stream().map(Parameter::value).toList();
    }

    /** How many updates have been made. */
    public long step() {
        return step;
    }

    /** The model, whose weights change with each step. */
    public LanguageModel model() {
        return model;
    }

    /** The sequences of a step. */
    public int[][] batch(long step) {
        return batches.apply(step);
    }

    /** Makes one step. If it diverges, the weights and the step count stay as they are. */
    public StepReport step(TrainingSettings settings) {
        long start = System.nanoTime();
        tape.reset();
        Node loss = model.loss(tape, batches.apply(step));
        tape.backward(loss);
        List<Tensor> gradients = model.parameters().stream().map(tape::gradient).toList();
        double norm = norm(gradients);
        StepReport report =
                new StepReport(step, loss.value().item(), norm, settings, (System.nanoTime() - start) * 1e-9);
        if (report.diverged()) return report;
        if (report.clipped()) clip(gradients, settings.clipNorm());
        optimizer.step(parameters, gradients, settings.learningRate());
        step++;
        return report;
    }

    /** The norm of all numbers together; infinite or no number if one of them is. */
    static double norm(List<Tensor> tensors) {
        double sum = 0;
        for (Tensor tensor : tensors) {
            float[] values = tensor.read();
            for (int i = tensor.offset(); i < tensor.offset() + tensor.length(); i++)
                sum += (double) values[i] * values[i];
        }
        return Math.sqrt(sum);
    }

    /** Scales all numbers down so that their norm together is at most {@code maxNorm}, as PyTorch does it. */
    static void clip(List<Tensor> tensors, double maxNorm) {
        float factor = (float) Math.min(1, maxNorm / (norm(tensors) + 1e-6));
        for (Tensor tensor : tensors) {
            float[] values = tensor.write();
            for (int i = tensor.offset(); i < tensor.offset() + tensor.length(); i++) values[i] *= factor;
        }
    }

    /** A copy of everything that the next step depends on. */
    public Keyframe keyframe() {
        return new Keyframe(step, parameters.stream().map(Tensor::toArray).toArray(float[][]::new), optimizer.state());
    }

    /** Goes on from a keyframe of this model. */
    public void restore(Keyframe keyframe) {
        for (int i = 0; i < parameters.size(); i++) {
            float[] weights = keyframe.weights()[i];
            System.arraycopy(
                    weights, 0, parameters.get(i).write(), parameters.get(i).offset(), weights.length);
        }
        optimizer.restore(keyframe.optimizer());
        step = keyframe.step();
    }
}
