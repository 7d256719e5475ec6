package dev.unroll.viz.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What stands in the rows of a layer: its nodes, or where there is no room for all, those furthest from 0 and how many more there are. */
final class LayerRows {
    /** A row of a layer. */
    sealed interface Row {
        /** A node. */
        record Unit(int unit) implements Row {}

        /** The name of the group that follows. */
        record Heading(String text) implements Row {}

        /** Nodes that are folded away. */
        record More(int count) implements Row {}
    }

    private final List<Row> rows = new ArrayList<>();
    private final Map<Integer, Integer> rowOf = new HashMap<>();

    /**
     * The rows of a layer.
     *
     * @param most how many rows there is room for
     * @param kept a node that is shown in any case, or −1
     */
    LayerRows(NetworkLayer layer, int most, int kept) {
        int groups = Math.max(1, layer.groups().size());
        int headings = layer.groups().isEmpty() ? 0 : groups;
        boolean all = layer.size() + headings <= most;
        int each = Math.max(1, (most - headings) / groups - 1);
        for (int group = 0; group < groups; group++) {
            if (headings > 0) rows.add(new Row.Heading(layer.groups().get(group)));
            int first = group * layer.groupSize();
            int end = first + layer.groupSize();
            List<Integer> shown = all || layer.groupSize() <= each + 1
                    ? IntStream.range(first, end).boxed().toList()
                    : strongest(layer, first, end, each, kept);
            for (int unit : shown) {
                rowOf.put(unit, rows.size());
                rows.add(new Row.Unit(unit));
            }
            if (shown.size() < layer.groupSize()) rows.add(new Row.More(layer.groupSize() - shown.size()));
        }
    }

    private static List<Integer> strongest(NetworkLayer layer, int first, int end, int count, int kept) {
        return IntStream.range(first, end)
                .boxed()
                .sorted(Comparator.comparingDouble(unit -> unit == kept
                        ? Double.NEGATIVE_INFINITY
                        : -Math.abs(layer.values().at(unit))))
                .limit(count)
                .sorted()
                .toList();
    }

    List<Row> rows() {
        return rows;
    }

    /** The row of a node, or −1 where it is folded away. */
    int row(int unit) {
        return rowOf.getOrDefault(unit, -1);
    }

    /** The nodes that are shown, from the top. */
    List<Integer> units() {
        List<Integer> units = new ArrayList<>();
        for (Row row : rows) if (row instanceof Row.Unit(int unit)) units.add(unit);
        return units;
    }
}
