package dev.unroll.engine.profile;

import dev.unroll.engine.autodiff.Node;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Cuts the time of a pass into what each node took, as a tape tells of them. */
final class Stretches {
    /**
     * What was computed for a node.
     *
     * @param node null for gradients of weights that were put off to the end
     * @param start in seconds from the beginning of the pass
     */
    record Stretch(@Nullable Node node, boolean backward, List<String> kernels, long flops, double start, double end) {}

    private final KernelCount count;
    private final List<Stretch> all = new ArrayList<>();
    private final long origin = System.nanoTime();
    private @Nullable Node node;
    private boolean backward;
    private double start;

    Stretches(KernelCount count) {
        this.count = count;
    }

    /** When the pass began, as {@link System#nanoTime} counts. */
    long origin() {
        return origin;
    }

    void begin(@Nullable Node next, boolean isBackward) {
        end();
        node = next;
        backward = isBackward;
    }

    /** Ends the stretch under way. What computes nothing is counted with what follows it. */
    void end() {
        List<String> kernels = count.takeKernels();
        if (kernels.isEmpty()) return;
        double now = (System.nanoTime() - origin) * 1e-9;
        all.add(new Stretch(node, backward, kernels, count.takeFlops(), start, now));
        start = now;
    }

    List<Stretch> all() {
        return all;
    }
}
