package dev.unroll.engine.profile;

import dev.unroll.engine.model.LanguageModel;

import java.util.Arrays;
import java.util.List;

/**
 * The same text through several models, as it was measured on all the cores of this machine.
 *
 * @param profiles the pass of each model, in their order
 */
public record Passes(List<Profile> profiles) {
    private static final double MOST = 6;

    /** How many passes at least must have been no quicker: on a machine that is busy a second holds only a few. */
    private static final int CALM_PASSES = 20;

    /** For how long passes must have been made since the program began before one is believed: by then the compiler is done, in seconds. */
    private static final double WARM_UP = 4;

    /** One for all, since its threads are kept. */
    private static final class Shared {
        static final Profiler PROFILER = new Profiler();

        /** For how long passes have been made since the program began, in seconds. */
        static volatile double spent;
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
        long start = System.nanoTime();
        Profile pass = writes
                ? Shared.PROFILER.writing(model, Arrays.copyOf(ids, ids.length - 1), 1)
                : Shared.PROFILER.training(model, ids, 1);
        Shared.spent = Shared.spent + since(start);
        return pass;
    }

    /**
     * Measures again and again, and of each operation keeps the shortest time: a pass of the same model over the same text has the same
     * operations in the same order, and what comes between from outside only ever makes one slower, be it the compiler at work in the first
     * passes or another program. It ends when that has become no quicker for a while. How long a pass takes does not depend on the weights.
     *
     * @param ids as in {@link #of}
     * @param writes as in {@link #of}
     * @param seconds for how long nothing may have become quicker by more than a fiftieth; at most six times as long is measured, but for the
     *     first passes of a program, which are made for four seconds at least
     * @param progress told how much of that is over, and what is known
     */
    public static void measure(
            List<? extends LanguageModel> models,
            int[] ids,
            boolean writes,
            double seconds,
            Progress<Passes> progress) {
        List<Repeats> repeats = models.stream().map(_ -> new Repeats()).toList();
        long start = System.nanoTime();
        long quickened = start;
        double known = Double.POSITIVE_INFINITY;
        double share = 0;
        int calm = 0;
        while (share < 1) {
            for (int i = 0; i < models.size(); i++) repeats.get(i).add(pass(models.get(i), ids, writes));
            Passes now = new Passes(repeats.stream().map(Repeats::profile).toList());
            double total = now.profiles.stream().mapToDouble(Profile::seconds).sum();
            if (total < .98 * known) {
                known = total;
                quickened = System.nanoTime();
                calm = 0;
            }
            double settled = Math.min(since(quickened) / seconds, (double) ++calm / CALM_PASSES);
            double over = Math.min(Shared.spent / WARM_UP, Math.max(settled, since(start) / (MOST * seconds)));
            share = Math.clamp(over, share, 1);
            progress.tell(share, now);
        }
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) * 1e-9;
    }
}
