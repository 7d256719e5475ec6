package dev.unroll.app.lesson.gpt;

import dev.unroll.app.i18n.Sentence;
import dev.unroll.app.lesson.Measuring.Report;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.model.GptModel;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.CausalTrace;
import org.jspecify.annotations.Nullable;

import java.nio.IntBuffer;
import java.util.List;

/**
 * Another text whose values can be put in.
 *
 * @param model nobody else changes it
 * @param weights tells it from others
 * @param ids the text in view
 * @param other the tokens of the other one; none where it is not of equal length
 * @param length how many tokens it has
 * @param at the step after which {@code token} is asked for
 * @param unknown what of it the model has never seen, or why it cannot be read; null where it can
 */
record PatchReading(
        GptModel model,
        Object weights,
        int[] ids,
        int[] other,
        int length,
        int at,
        int token,
        @Nullable Sentence unknown,
        Backend backend) {
    /** How many numbers the states that are tried at once have at most. */
    private static final int MOST_NUMBERS = 400_000;

    /** Whether there is something to be put in. */
    boolean fits() {
        return other.length == ids.length;
    }

    /** What is asked; what has been measured holds for as long as it is the same. */
    Object question() {
        return List.of(weights, at, token, IntBuffer.wrap(ids), IntBuffer.wrap(other));
    }

    /** How likely the token is with each state taken from the other text in turn, as {@link CausalTrace} has it. */
    void measure(Report<Tensor> report) {
        int atOnce = Math.clamp(MOST_NUMBERS / ((long) (at + 1) * model.sizes().units()), 1, 64);
        CausalTrace.of(model, ids, other, at, token, atOnce, backend, report::tell);
    }
}
