package dev.unroll.engine.profile;

import dev.unroll.engine.autodiff.Node;
import dev.unroll.engine.profile.Stretches.Stretch;
import dev.unroll.engine.tensor.Axis;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which node of a pass waits for which, and the longest chain of those: by the number of operations, not by their time, so that it
 * is the same however often it is measured.
 */
final class Dependencies {
    private final List<Node> nodes;
    private final Node loss;
    private final Map<Node, List<Node>> consumers = new IdentityHashMap<>();
    private final Map<Node, Stretch> forward = new IdentityHashMap<>();
    private final Map<Node, Stretch> backward = new IdentityHashMap<>();
    private final Map<Node, Chain> forwardChains = new IdentityHashMap<>();
    private final Map<Node, Chain> backwardChains = new IdentityHashMap<>();

    /** All that had to be done one after the other until a node was done, the last first. */
    private record Chain(
            int length, @Nullable Stretch last, @Nullable Chain before) {
        static final Chain NONE = new Chain(0, null, null);

        Chain then(@Nullable Stretch next) {
            return next == null ? this : new Chain(length + 1, next, this);
        }

        Chain longer(Chain other) {
            return other.length > length ? other : this;
        }
    }

    Dependencies(List<Node> nodes, Node loss) {
        this.nodes = nodes;
        this.loss = loss;
        for (Node node : nodes)
            for (Node input : node.inputs())
                consumers.computeIfAbsent(input, _ -> new ArrayList<>()).add(node);
    }

    /** What was done, and whether it lies on the longest chain. */
    List<Work> work(List<Stretch> stretches) {
        for (Stretch stretch : stretches)
            if (stretch.node() != null) (stretch.backward() ? backward : forward).put(stretch.node(), stretch);
        Map<Node, Integer> steps = steps();
        Set<Stretch> chain = chain();
        return stretches.stream()
                .map(one -> new Work(
                        String.join(" + ", new LinkedHashSet<>(one.kernels())),
                        one.node() == null ? Work.ALL_POSITIONS : steps.get(one.node()),
                        one.backward(),
                        one.start(),
                        one.end(),
                        one.flops(),
                        chain.contains(one)))
                .toList();
    }

    private Set<Stretch> chain() {
        for (Node node : nodes) {
            Chain before = Chain.NONE;
            for (Node input : node.inputs()) before = before.longer(forwardChains.getOrDefault(input, Chain.NONE));
            forwardChains.put(node, before.then(forward.get(node)));
        }
        Chain longest = forwardChains.getOrDefault(loss, Chain.NONE);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            Chain before = node == loss ? longest : Chain.NONE;
            for (Node consumer : consumers.getOrDefault(node, List.of()))
                before = before.longer(backwardChains.getOrDefault(consumer, Chain.NONE));
            backwardChains.put(node, before.then(backward.get(node)));
        }
        for (Chain one : backwardChains.values()) longest = longest.longer(one);
        Set<Stretch> members = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Chain at = longest; at != null; at = at.before) if (at.last != null) members.add(at.last);
        return members;
    }

    /** The position that each node belongs to: its own, or the one that all that uses it belongs to. */
    private Map<Node, Integer> steps() {
        Map<Node, Integer> steps = new IdentityHashMap<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            steps.put(node, isStep(node) ? node.step() : stepOfConsumers(node, steps));
        }
        return steps;
    }

    private static boolean isStep(Node node) {
        return node.step() != Node.ALL_STEPS && node.stepAxis() == Axis.TIME;
    }

    private int stepOfConsumers(Node node, Map<Node, Integer> steps) {
        List<Node> users = consumers.getOrDefault(node, List.of());
        int step = users.isEmpty() ? Work.ALL_POSITIONS : steps.get(users.getFirst());
        for (Node user : users) if (steps.get(user) != step) return Work.ALL_POSITIONS;
        return step;
    }
}
