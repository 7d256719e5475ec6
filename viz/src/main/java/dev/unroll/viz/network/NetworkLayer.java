package dev.unroll.viz.network;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.TokenStrip;

import java.util.List;

/**
 * A layer of a {@link LayeredNetwork}.
 *
 * @param title what it is called
 * @param values the activations, {@code [UNIT]}
 * @param labels a text beside each node; none where nodes are only counted
 * @param groups what the groups of equally many nodes are called that the layer falls into; none where it is one
 * @param scale which activation has which colour
 */
public record NetworkLayer(String title, Tensor values, List<String> labels, List<String> groups, ColorScale scale) {
    /** @throws IllegalArgumentException if the labels or groups do not fit the activations */
    public NetworkLayer {
        if (!labels.isEmpty() && labels.size() != values.length())
            throw new IllegalArgumentException(labels.size() + " labels for " + values.length() + " nodes");
        if (!groups.isEmpty() && values.length() % groups.size() != 0)
            throw new IllegalArgumentException(
                    values.length() + " nodes do not fall into " + groups.size() + " groups");
        labels = List.copyOf(labels);
        groups = List.copyOf(groups);
    }

    /** How many nodes there are. */
    public int size() {
        return values.length();
    }

    int groupSize() {
        return size() / Math.max(1, groups.size());
    }

    String label(int unit) {
        return labels.isEmpty() ? "" : TokenStrip.display(labels.get(unit));
    }

    /** The unit with the largest activation. */
    int largest() {
        return values.argmax();
    }
}
