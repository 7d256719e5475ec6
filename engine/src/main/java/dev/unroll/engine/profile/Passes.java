package dev.unroll.engine.profile;

import dev.unroll.engine.model.LanguageModel;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The same text through several models, as it was measured on all the cores of this machine.
 *
 * @param profiles the pass of each model, in their order
 */
public record Passes(List<Profile> profiles) {
    /** One for all, since its threads are kept. */
    private static final class Shared {
        static final Profiler PROFILER = new Profiler();
    }

    /**
     * Measures one pass of each. From any thread, one after the other.
     *
     * @param ids the text; where it is learnt, the last is only predicted
     * @param writes whether each token is known only when the one before it has been read
     */
    public static Passes of(List<? extends LanguageModel> models, int[] ids, boolean writes) {
        return new Passes(models.stream().map(model -> pass(model, ids, writes)).toList());
    }

    private static synchronized Profile pass(LanguageModel model, int[] ids, boolean writes) {
        return writes
                ? Shared.PROFILER.writing(model, Arrays.copyOf(ids, ids.length - 1), 1)
                : Shared.PROFILER.training(model, ids, 1);
    }

    /**
     * Measures again and again and keeps the quickest; the first passes are slow, while the compiler is at work. How long a pass takes does
     * not depend on the weights.
     *
     * @param ids as in {@link #of}
     * @param writes as in {@link #of}
     * @param seconds how long it goes on, by which its share is told
     */
    public static void measure(
            List<? extends LanguageModel> models,
            int[] ids,
            boolean writes,
            double seconds,
            Progress<Passes> progress) {
        Passes quickest = of(models, ids, writes);
        long start = System.nanoTime();
        double share = 0;
        while (share < 1) {
            quickest = quickest.quicker(of(models, ids, writes));
            share = Math.min(1, (System.nanoTime() - start) * 1e-9 / seconds);
            progress.tell(share, quickest);
        }
    }

    /** Of each the quicker one: what comes between from outside only ever makes a pass slower. */
    public Passes quicker(Passes other) {
        return new Passes(IntStream.range(0, profiles.size())
                .mapToObj(i -> quicker(profiles.get(i), other.profiles.get(i)))
                .toList());
    }

    private static Profile quicker(Profile one, Profile other) {
        return other.seconds() < one.seconds() ? other : one;
    }

    /** How long the slowest pass took, in seconds. */
    public double longest() {
        return longest(Profile::seconds);
    }

    /** When the last forward pass is over, in seconds from its beginning. */
    public double longestForward() {
        return longest(Profile::forwardDone);
    }

    private double longest(ToDoubleFunction<Profile> time) {
        return profiles.stream().mapToDouble(time).max().orElse(0);
    }
}
