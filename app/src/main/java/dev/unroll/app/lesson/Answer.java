package dev.unroll.app.lesson;

import dev.unroll.app.i18n.Messages;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.view.Numbers;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The likeliest token that a model has at a step.
 *
 * @param model what it is called
 * @param right whether it is the right one; it may be so by chance, where it is no more likely than not
 * @param letters how many of a task's letters are answered rightly, or {@link #NO_TASK}
 */
public record Answer(String model, int token, float probability, boolean right, int letters) {
    /** Where nothing is to be remembered. */
    public static final int NO_TASK = -1;

    /**
     * Reads a pass.
     *
     * @param t the step
     * @param token the right token
     */
    public static Answer of(String model, Trace trace, int t, int token, int letters) {
        Tensor p = trace.value("probabilities").slice(t);
        int best = p.argmax();
        return new Answer(model, best, p.at(best), best == token, letters);
    }

    /** How likely a token is at a step. */
    public static float probability(Trace trace, int t, int token) {
        return trace.value("probabilities").slice(t).at(token);
    }

    /** How many are more likely than not. */
    public static int count(Tensor probabilities) {
        int count = 0;
        for (int i = 0; i < probabilities.length(); i++) if (probabilities.at(i) > .5) count++;
        return count;
    }

    /** In a few signs, as in {@code LSTM → C 1.00 ✓ (4 of 4 letters)}. */
    public static String text(Messages messages, List<Answer> answers, TextTrace text) {
        return answers.stream().map(one -> one.text(messages, text)).collect(Collectors.joining("    "));
    }

    private String text(Messages messages, TextTrace text) {
        String sign = !right ? " ✗" : probability > .5 ? " ✓" : messages.get("recall.chance");
        return model + " → " + text.tokens().get(token) + " " + Numbers.compact(probability) + sign
                + (letters == NO_TASK ? "" : messages.get("recall.letters", letters, Material.LETTERS.size()));
    }
}
