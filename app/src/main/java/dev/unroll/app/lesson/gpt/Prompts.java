package dev.unroll.app.lesson.gpt;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.app.i18n.Sentence;
import dev.unroll.engine.text.BytePairTokenizer;
import dev.unroll.engine.text.Tokenizer;
import dev.unroll.engine.text.UnknownTokenException;
import dev.unroll.viz.sequence.TokenStrip;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a model can go on from.
 *
 * @param model which of the lesson's models that is
 * @param beginning of what it learns, which is the prompt where the one that is typed has characters that it has never seen
 * @param context how many tokens it sees at most
 */
record Prompts(String model, Tokenizer tokenizer, int[] beginning, int context) {
    private static final int SHORT = 8;

    /**
     * Says so if a prompt cannot be gone on from.
     *
     * @throws SaidException if it is empty or longer than the context, or has characters that the model has never seen
     */
    void check(String prompt) throws SaidException {
        if (prompt.isEmpty()) throw new SaidException("gpt.promptEmpty");
        try {
            int length = tokenizer.encode(prompt).length;
            if (length >= context) throw new SaidException("gpt.promptLong", length, context - 1);
        } catch (UnknownTokenException e) {
            throw new SaidException(Sentence.of(e));
        }
    }

    /** Whether prompts of this model must be known to it; what is learnt from random weights has a beginning to fall back on. */
    boolean fits(String wanted) {
        return model.equals(wanted) && !model.equals("random");
    }

    /** A token's id, and the merges that make it where its tokenizer merges: {@code id 297 = ‘ t’ + ‘he’}. */
    String note(int id) {
        String note = "id " + id;
        if (!(tokenizer instanceof BytePairTokenizer pairs)) return note;
        return pairs.mergesOf(tokenizer.vocabulary().token(id)).stream()
                .map(merge -> quoted(merge.left()) + " + " + quoted(merge.right()))
                .collect(Collectors.collectingAndThen(
                        Collectors.toList(), all -> all.isEmpty() ? note : note + " = " + String.join(" · ", all)));
    }

    private static String quoted(String token) {
        return "‘" + TokenStrip.display(token) + "’";
    }

    /**
     * The tokens of a text whose values can be put in.
     *
     * @throws SaidException if it has characters that the model has never seen
     */
    int[] other(String typed) throws SaidException {
        try {
            return typed.isEmpty() ? new int[0] : tokenizer.encode(typed);
        } catch (UnknownTokenException e) {
            throw new SaidException(Sentence.of(e));
        }
    }

    /** The tokens to go on from. */
    int[] ids(String prompt) {
        try {
            int[] ids = prompt.isEmpty() ? beginning : tokenizer.encode(prompt);
            if (ids.length < context) return ids;
        } catch (UnknownTokenException e) {
            // the beginning of what it learns is known to it
        }
        return Arrays.copyOf(beginning, Math.min(SHORT, beginning.length));
    }
}
