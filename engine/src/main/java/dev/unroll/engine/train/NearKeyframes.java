package dev.unroll.engine.train;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The states near where somebody looks, the latest that were kept, so that one step back does not mean many replayed. */
final class NearKeyframes {
    private static final int MOST = 64;

    private final long budget;
    private final Map<Long, Keyframe> inOrder = new LinkedHashMap<>();

    /** @param budget how many bytes they may take together */
    NearKeyframes(long budget) {
        this.budget = budget;
    }

    /** How many of a size have room; none where one alone would be too large. */
    long room(long bytes) {
        return Math.min(MOST, budget / Math.max(1, bytes));
    }

    void keep(Keyframe keyframe) {
        inOrder.remove(keyframe.step());
        inOrder.put(keyframe.step(), keyframe);
        Iterator<Keyframe> eldest = inOrder.values().iterator();
        for (long excess = inOrder.size() - room(keyframe.bytes()); excess > 0; excess--) {
            eldest.next();
            eldest.remove();
        }
    }

    boolean contains(long step) {
        return inOrder.containsKey(step);
    }

    /** The furthest that does not lie beyond a step. */
    @Nullable
    Keyframe floor(long step) {
        Keyframe best = null;
        for (Keyframe one : inOrder.values())
            if (one.step() <= step && (best == null || one.step() > best.step())) best = one;
        return best;
    }

    void forgetAfter(long step) {
        inOrder.keySet().removeIf(one -> one > step);
    }
}
