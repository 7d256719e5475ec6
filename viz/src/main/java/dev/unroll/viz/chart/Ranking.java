package dev.unroll.viz.chart;

import dev.unroll.engine.tensor.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** The most probable tokens of a distribution. */
final class Ranking {
    private Ranking() {}

    /** The indices of the {@code k} largest of {@code count} numbers from {@code offset} on, largest first, ties by index. */
    static List<Integer> top(Tensor values, int offset, int count, int k) {
        PriorityQueue<Integer> best = new PriorityQueue<>((a, b) -> {
            int byValue = Float.compare(values.at(offset + a), values.at(offset + b));
            return byValue != 0 ? byValue : Integer.compare(b, a);
        });
        for (int i = 0; i < count; i++) {
            best.add(i);
            if (best.size() > k) best.poll();
        }
        List<Integer> order = new ArrayList<>();
        while (!best.isEmpty()) order.addFirst(best.poll());
        return order;
    }

    /** As {@link #top}, with the target in the last place if it would otherwise be missing. */
    static List<Integer> withTarget(Tensor values, int offset, int count, int k, int target) {
        List<Integer> order = top(values, offset, count, k);
        if (target >= 0 && target < count && !order.contains(target) && !order.isEmpty()) {
            order.set(order.size() - 1, target);
        }
        return order;
    }
}
