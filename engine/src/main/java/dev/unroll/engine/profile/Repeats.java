package dev.unroll.engine.profile;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The same pass measured again and again. Of each operation the shortest time is kept, whichever pass it comes from: what disturbs from
 * outside only ever makes an operation slower, and it strikes a single one for so long that even the quickest whole pass may hold
 * an operation that took a hundred times what it takes. The first passes, while the compiler is at work, leave no trace in this way.
 */
final class Repeats {
    private double[] least = {};
    private @Nullable Profile quickest;

    /**
     * Takes in another measurement.
     *
     * @throws IllegalArgumentException if it consists of other operations than the ones before it
     */
    void add(Profile pass) {
        double[] seconds = pass.work().stream().mapToDouble(Work::seconds).toArray();
        Profile before = quickest;
        if (before == null) least = seconds;
        else if (seconds.length != least.length)
            throw new IllegalArgumentException("A pass of " + seconds.length + " operations is no repeat of one of "
                    + least.length + "; measure passes of one model over one text.");
        else Arrays.setAll(least, i -> Math.min(least[i], seconds[i]));
        if (before == null || pass.seconds() < before.seconds()) quickest = pass;
    }

    /**
     * The pass with each operation in its shortest time. What the other cores did is that of the quickest pass.
     *
     * @throws IllegalStateException if nothing has been measured
     */
    Profile profile() {
        if (quickest == null) throw new IllegalStateException("Nothing has been measured; add a pass first.");
        return quickest.lasting(least);
    }
}
