package dev.unroll.engine.nn;

import dev.unroll.engine.autodiff.Node;
import org.jspecify.annotations.Nullable;

/**
 * What is special about some steps of a recurrent pass.
 *
 * @param lengths for each example how many of its steps are real: after them its state stays as it is. {@code null}: all are
 * @param truncation after how many steps the gradient's way back is cut while the state goes on (truncated backpropagation through
 *     time, Williams and Peng 1990); 0 for never
 */
public record Steps(int @Nullable [] lengths, int truncation) {
    /** All steps are real and the gradient goes back through all of them. */
    public static final Steps ALL = new Steps(null, 0);

    /** Examples that end after their lengths. */
    public static Steps ofLengths(int @Nullable [] lengths) {
        return new Steps(lengths, 0);
    }

    /** Whether there is nothing special about any step. */
    boolean alike() {
        return lengths == null && truncation == 0;
    }

    /** The state that step {@code t} begins with. */
    Node enter(Node state, int t) {
        return truncation > 0 && t > 0 && t % truncation == 0 ? state.detach() : state;
    }

    /** The state after step {@code t}: {@code next}, but {@code before} in examples that have ended. */
    Node leave(Node next, Node before, int t) {
        if (lengths == null) return next;
        boolean[] goesOn = new boolean[lengths.length];
        boolean all = true;
        for (int b = 0; b < lengths.length; b++) all &= goesOn[b] = t < lengths[b];
        return all ? next : next.selectRows(goesOn, before);
    }
}
