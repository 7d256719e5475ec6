package dev.unroll.viz.network;

/** Something of a {@link LayeredNetwork} that can be pointed at. */
public sealed interface NetworkPart {
    /**
     * A unit.
     *
     * @param layer from 0 at the inputs
     * @param unit within the layer, from 0
     */
    record Node(int layer, int unit) implements NetworkPart {}

    /**
     * A weight between two units.
     *
     * @param layer that of the unit that it comes from
     * @param from the unit in that layer
     * @param to the unit in the next layer
     */
    record Line(int layer, int from, int to) implements NetworkPart {
        /** The unit that it comes from. */
        public Node source() {
            return new Node(layer, from);
        }

        /** The unit that it leads to. */
        public Node target() {
            return new Node(layer + 1, to);
        }
    }
}
