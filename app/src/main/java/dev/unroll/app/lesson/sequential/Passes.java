package dev.unroll.app.lesson.sequential;

import dev.unroll.engine.model.LanguageModel;
import dev.unroll.engine.profile.Profile;
import dev.unroll.engine.profile.Profiler;

import java.util.Arrays;

/**
 * The same text through both models, as it was measured.
 *
 * @param recurrent the pass of the recurrent model
 * @param gpt the pass of the GPT
 */
record Passes(Profile recurrent, Profile gpt) {
    /** One for all, since its threads are kept. */
    private static final class Shared {
        static final Profiler PROFILER = new Profiler();
    }

    /**
     * Measures one pass of each.
     *
     * @param ids the text; where it is learnt, the last is only predicted
     * @param writes whether each token is known only when the one before it has been read
     */
    static Passes of(LanguageModel recurrent, LanguageModel gpt, int[] ids, boolean writes) {
        return new Passes(pass(recurrent, ids, writes), pass(gpt, ids, writes));
    }

    private static synchronized Profile pass(LanguageModel model, int[] ids, boolean writes) {
        return writes
                ? Shared.PROFILER.writing(model, Arrays.copyOf(ids, ids.length - 1), 1)
                : Shared.PROFILER.training(model, ids, 1);
    }

    /** Of each the quicker one: what comes between from outside only ever makes a pass slower. */
    Passes quicker(Passes other) {
        return new Passes(quicker(recurrent, other.recurrent), quicker(gpt, other.gpt));
    }

    private static Profile quicker(Profile one, Profile other) {
        return other.seconds() < one.seconds() ? other : one;
    }

    /** The longer of the two times, in seconds. */
    double longest() {
        return Math.max(recurrent.seconds(), gpt.seconds());
    }
}
