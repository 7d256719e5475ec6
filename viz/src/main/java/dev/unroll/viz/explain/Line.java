package dev.unroll.viz.explain;

import dev.unroll.viz.explain.PieceNodes.SignLabel;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Insets;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.layout.Pane;

/**
 * Nodes one after the other on a common baseline. What does not fit goes to the next line, broken before a sign between numbers if
 * that is possible; a node wider than the line is made narrower and wraps in itself. Nothing is cut off.
 */
final class Line extends Pane {
    private final double gap;
    private double measuredWidth = Double.NaN;
    private double measuredHeight;

    /** @param gap the space between nodes, in pixels */
    Line(String styleClass, double gap, Node... nodes) {
        this.gap = gap;
        getStyleClass().add(styleClass);
        getChildren().addAll(nodes);
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computePrefWidth(double height) {
        double width = getInsets().getLeft() + getInsets().getRight();
        for (Node node : getManagedChildren()) width += Math.ceil(node.prefWidth(-1)) + gap;
        return width;
    }

    @Override
    protected double computePrefHeight(double width) {
        if (width == measuredWidth) return measuredHeight; // asked several times in each layout of what it stands in
        Insets around = getInsets();
        double inside = width < 0 ? Double.MAX_VALUE : width - around.getLeft() - around.getRight();
        measuredHeight = around.getTop() + arrange(getManagedChildren(), 0, 0, inside, gap, false) + around.getBottom();
        measuredWidth = width;
        return measuredHeight;
    }

    @Override
    public void requestLayout() {
        measuredWidth = Double.NaN;
        super.requestLayout();
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected void layoutChildren() {
        Insets around = getInsets();
        double inside = getWidth() - around.getLeft() - around.getRight();
        arrange(getManagedChildren(), around.getLeft(), around.getTop(), inside, gap, true);
    }

    /**
     * Breaks nodes into lines.
     *
     * @param apply whether to put them there, or only to measure
     * @return the height of all lines
     */
    static double arrange(List<Node> nodes, double left, double top, double width, double gap, boolean apply) {
        double y = top;
        List<Node> line = new ArrayList<>();
        double used = 0;
        for (int i = 0; i < nodes.size(); i++) {
            boolean unitBegins = i == 0 || mayBreak(nodes.get(i - 1), nodes.get(i), gap);
            double needed = unitBegins ? unit(nodes, i, gap, width) : width(nodes.get(i), width);
            if (!line.isEmpty() && used + needed > width) {
                y += place(line, left, y, width, gap, apply);
                line.clear();
                used = 0;
            }
            line.add(nodes.get(i));
            used += width(nodes.get(i), width) + gap;
        }
        if (!line.isEmpty()) y += place(line, left, y, width, gap, apply);
        return y - top;
    }

    private static boolean mayBreak(Node before, Node after, double gap) {
        return gap > 0
                || after instanceof SignLabel sign && sign.breakBefore()
                || before instanceof SignLabel last && last.breakAfter();
    }

    /** How wide the nodes from {@code i} to the next place to break are; one node alone if they do not fit any line. */
    private static double unit(List<Node> nodes, int i, double gap, double width) {
        double used = width(nodes.get(i), width);
        for (int j = i + 1; j < nodes.size() && !mayBreak(nodes.get(j - 1), nodes.get(j), gap); j++)
            used += width(nodes.get(j), width);
        return used <= width ? used : width(nodes.get(i), width);
    }

    static double width(Node node, double most) {
        return Math.min(most, Math.ceil(node.prefWidth(-1)));
    }

    private static double place(List<Node> line, double left, double y, double width, double gap, boolean apply) {
        double above = 0;
        double below = 0;
        for (Node node : line) {
            double w = width(node, width);
            double h = Math.ceil(node.prefHeight(w));
            node.resize(w, h);
            double baseline = Math.min(h, node.getBaselineOffset());
            above = Math.max(above, baseline);
            below = Math.max(below, h - baseline);
        }
        if (apply) {
            double x = left;
            for (Node node : line) {
                double w = width(node, width);
                node.relocate(x, Math.round(y + above - Math.min(node.prefHeight(w), node.getBaselineOffset())));
                x += w + gap;
            }
        }
        return Math.ceil(above + below);
    }
}
