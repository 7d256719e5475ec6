package dev.unroll.viz.network;

import dev.unroll.viz.network.NetworkPart.Line;
import dev.unroll.viz.network.NetworkPart.Node;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Point2D;

/** Where the nodes of a {@link LayeredNetwork} stand, in pixels. */
final class LayeredLayout {
    private static final double LEAST_PITCH = 1.3;
    private static final double LARGEST_PITCH = 6;

    /** With more rows lines would hide each other. */
    private static final int MOST_ROWS = 24;

    /** From this height of a row on everything grows, in ems. */
    private static final double FULL_PITCH = 4.6;

    private static final double LARGEST_RADIUS = 1.75;
    private static final double LARGEST_GROWTH = 1.8;

    /** From this width on everything grows, in ems. */
    private static final double FULL_WIDTH = 52;

    private final List<NetworkLayer> layers;
    private final List<LayerRows> rows = new ArrayList<>();
    private final double[] x;
    private final double top;
    private final double height;
    private final double em;
    private final double growth;
    private final double labelWidth;

    LayeredLayout(List<NetworkLayer> layers, int target, double width, double fullHeight, Theme theme) {
        this.layers = layers;
        top = 1.7 * theme.em();
        double room = fullHeight - top - .3 * theme.em();
        int most = Math.clamp((int) (room / (LEAST_PITCH * theme.em())), 2, MOST_ROWS);
        for (int i = 0; i < layers.size(); i++)
            rows.add(new LayerRows(layers.get(i), most, i == layers.size() - 1 ? target : -1));
        int longest = rows.stream().mapToInt(r -> r.rows().size()).max().orElse(1);
        growth = Math.clamp(
                Math.min(width / (FULL_WIDTH * theme.em()), room / (longest * FULL_PITCH * theme.em())),
                1,
                LARGEST_GROWTH);
        em = theme.em() * growth;
        height = Math.max(1, room);
        double left = labels(0, theme) + 3 * em;
        labelWidth = layers.isEmpty() ? 0 : labels(layers.size() - 1, theme);
        double right = labelWidth + (barred() ? barLength() : 0) + 4.6 * em;
        x = new double[layers.size()];
        for (int i = 0; i < x.length; i++)
            x[i] = Math.round(left + (width - left - right) * (x.length == 1 ? .5 : (double) i / (x.length - 1)));
    }

    private double labels(int layer, Theme theme) {
        double widest = 0;
        if (layer >= layers.size()) return widest;
        for (int unit : rows.get(layer).units())
            widest = Math.max(widest, Theme.width(layers.get(layer).label(unit), theme.bold(growth)));
        return Math.min(widest, 9 * em);
    }

    /** By how much all is larger than usual, where there is room for it. */
    double growth() {
        return growth;
    }

    /** The size of the type, in pixels. */
    double em() {
        return em;
    }

    /** Whether the nodes of the last layer are probabilities, which stand as bars beside them. */
    boolean barred() {
        return !layers.isEmpty() && !layers.getLast().scale().isSigned() && layers.size() > 1;
    }

    double barLength() {
        return 5 * em;
    }

    /** Where the bars of the last layer begin. */
    double barLeft() {
        int last = x.length - 1;
        return x[last] + radius(last) + labelWidth + em;
    }

    double labelWidth() {
        return labelWidth;
    }

    LayerRows rows(int layer) {
        return rows.get(layer);
    }

    double x(int layer) {
        return x[layer];
    }

    /** How far apart the rows of a layer stand. */
    double pitch(int layer) {
        return Math.min(
                LARGEST_PITCH * em, height / Math.max(1, rows.get(layer).rows().size()));
    }

    double radius(int layer) {
        return Math.max(2.5, Math.min(LARGEST_RADIUS * em, .44 * pitch(layer)));
    }

    /** How thick the thickest line is. */
    double thickest() {
        double least = Double.POSITIVE_INFINITY;
        for (int layer = 0; layer < layers.size(); layer++) least = Math.min(least, pitch(layer));
        return Math.min(.5 * em, .3 * least);
    }

    /** The middle of a row. */
    double y(int layer, int row) {
        int count = rows.get(layer).rows().size();
        return top + height / 2 + (row - (count - 1) / 2.0) * pitch(layer);
    }

    /** The middle of a node; null where it is folded away. */
    @Nullable
    Point2D point(Node node) {
        if (node.layer() >= layers.size()) return null;
        int row = rows.get(node.layer()).row(node.unit());
        return row < 0 ? null : new Point2D(x[node.layer()], y(node.layer(), row));
    }

    /** The ends of a line; null where one of its nodes is folded away. */
    Point2D @Nullable [] ends(Line line) {
        Point2D from = point(line.source());
        Point2D to = point(line.target());
        if (from == null || to == null) return null;
        Point2D along = to.subtract(from).normalize();
        return new Point2D[] {
            from.add(along.multiply(radius(line.layer()))), to.subtract(along.multiply(radius(line.layer() + 1)))
        };
    }

    /** The node under a point, or null. */
    @Nullable
    Node nodeAt(double px, double py) {
        for (int layer = 0; layer < layers.size(); layer++) {
            double reach = Math.max(5, radius(layer) + 1);
            if (Math.abs(px - x[layer]) > reach) continue;
            for (int unit : rows.get(layer).units())
                if (Math.hypot(px - x[layer], py - y(layer, rows.get(layer).row(unit))) <= reach)
                    return new Node(layer, unit);
        }
        return null;
    }

    /** How far a point is from a line, in pixels. */
    static double distance(Point2D[] ends, double px, double py) {
        double dx = ends[1].getX() - ends[0].getX();
        double dy = ends[1].getY() - ends[0].getY();
        double length = dx * dx + dy * dy;
        double along =
                length == 0 ? 0 : Math.clamp(((px - ends[0].getX()) * dx + (py - ends[0].getY()) * dy) / length, 0, 1);
        return Math.hypot(px - ends[0].getX() - along * dx, py - ends[0].getY() - along * dy);
    }
}
