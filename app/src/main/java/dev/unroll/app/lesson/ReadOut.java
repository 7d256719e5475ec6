package dev.unroll.app.lesson;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.text.Sequences;
import dev.unroll.engine.trace.GradientFlow;
import dev.unroll.engine.trace.Trace;

import java.util.Arrays;
import java.util.List;

/**
 * The same pass with a loss at each step, many-to-many, and with one at the last step alone, many-to-one.
 *
 * @param manyTargets what each step is asked for
 * @param oneTargets the same, −1 for all but the last
 * @param manyFlow the norm of the gradient of the mean of all losses at each step's hidden state, {@code [TIME]}
 * @param oneFlow the norm of the gradient of the last step's loss at each step's hidden state, {@code [TIME]}
 * @param manyShares what share each step has in the gradient of the recurrent weights, {@code [TIME]}
 * @param oneShares the same of the last step's loss
 */
public record ReadOut(
        List<Integer> manyTargets,
        List<Integer> oneTargets,
        Tensor manyFlow,
        Tensor oneFlow,
        Tensor manyShares,
        Tensor oneShares) {
    /**
     * Differentiates both.
     *
     * @param all what is read and what each step is asked for, as a batch of one
     * @param layer what the names of the tanh layer begin with
     */
    public static ReadOut of(LanguageModel model, Sequences all, String layer, Backend backend) {
        Sequences last = all.onlyLast();
        Trace many = Trace.of(tape -> model.loss(tape, all), backend);
        Trace one = Trace.of(tape -> model.loss(tape, last), backend);
        String states = layer + "/hiddenState";
        return new ReadOut(
                Arrays.stream(all.targets()).boxed().toList(),
                Arrays.stream(last.targets()).boxed().toList(),
                GradientFlow.norms(many, states),
                GradientFlow.norms(one, states),
                GradientFlow.weightShares(many, layer),
                GradientFlow.weightShares(one, layer));
    }

    /** By the names that guides use. */
    public void measure(NamedNumbers numbers) {
        numbers.add("many.flow", "‖∂L/∂h‖", manyFlow);
        numbers.add("one.flow", "‖∂L_T/∂h‖", oneFlow);
        numbers.add("many.shares", "share", manyShares);
        numbers.add("one.shares", "share_T", oneShares);
    }
}
