package dev.unroll.viz.network;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.network.NetworkPart.Line;
import dev.unroll.viz.network.NetworkPart.Node;
import dev.unroll.viz.view.Direction;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.PointedView;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.Point2D;
import javafx.scene.canvas.GraphicsContext;

/**
 * A feed-forward network: layers from left to right, a node for each unit with its activation, a line for each weight. A line is as
 * thick as its weight is large and has its sign's colour; a negative one is dashed. One that comes from a unit of activation 0 adds
 * nothing and is faint. Where a layer has more nodes than there is room for, those furthest from 0 are shown.
 *
 * <p>With {@link #setGradients} lines and nodes, from the outputs back to where {@link #setBackTo} says, show the gradient of the loss in
 * the place of the weight and the activation: coloured on a logarithmic scale, and as thick as it is large beside the largest.
 */
public final class LayeredNetwork extends PointedView<NetworkPart> {
    /** How near a line one has to point, in pixels. */
    private static final double REACH = 4;

    /** Nothing shows its gradient. */
    public static final int NOWHERE = Integer.MAX_VALUE;

    /**
     * The gradients of the loss.
     *
     * @param nodes for each layer {@code [UNIT]}
     * @param lines for each layer but the last {@code [UNIT, UNIT]}, of the next layer and of this
     */
    public record Gradients(List<Tensor> nodes, List<Tensor> lines) {}

    private final ObjectProperty<List<NetworkLayer>> layers = new SimpleObjectProperty<>(this, "layers", List.of());
    private final ObjectProperty<List<Tensor>> lines = new SimpleObjectProperty<>(this, "lines", List.of());
    private final ObjectProperty<@Nullable Gradients> gradients = new SimpleObjectProperty<>(this, "gradients");
    private final ObjectProperty<ColorScale> lineScale =
            new SimpleObjectProperty<>(this, "lineScale", ColorScale.signed(1));
    private final ObjectProperty<ColorScale> gradientScale =
            new SimpleObjectProperty<>(this, "gradientScale", ColorScale.gradient(1e-4, 1));
    private final ObjectProperty<Set<Integer>> active = new SimpleObjectProperty<>(this, "active", Set.of());
    private final IntegerProperty computed = new SimpleIntegerProperty(this, "computed", Integer.MAX_VALUE);
    private final IntegerProperty nodesBackTo = new SimpleIntegerProperty(this, "nodesBackTo", NOWHERE);
    private final IntegerProperty linesBackTo = new SimpleIntegerProperty(this, "linesBackTo", NOWHERE);
    private final IntegerProperty target = new SimpleIntegerProperty(this, "target", -1);
    private final StringProperty notYetText = new SimpleStringProperty(this, "notYetText", "not computed yet");
    private final StringProperty moreText = new SimpleStringProperty(this, "moreText", "⋮ %d more");
    private final ObjectProperty<Function<NetworkPart, String>> naming =
            new SimpleObjectProperty<>(this, "naming", this::plainName);

    /** A network without layers. */
    public LayeredNetwork() {
        super("layered-network");
        repaintOn(layers, lines, gradients, lineScale, gradientScale, active);
        repaintOn(computed, nodesBackTo, linesBackTo, target, moreText);
    }

    LayeredLayout layout(Theme theme) {
        return new LayeredLayout(layers.get(), target.get(), getWidth(), getHeight(), theme);
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        if (layers.get().isEmpty()) return;
        new LayeredPainter(this, gc, theme, layout(theme)).paint();
    }

    // --- what is shown ---

    /** Whether a node shows the gradient at it. */
    boolean isBackward(Node node) {
        return gradients.get() != null && node.layer() >= nodesBackTo.get();
    }

    /** Whether a line shows the gradient at its weight. */
    boolean isBackward(Line line) {
        return gradients.get() != null && line.layer() >= linesBackTo.get();
    }

    /** Whether a part shows the gradient of the loss at it, and not its activation or weight. */
    public boolean isBackward(NetworkPart part) {
        return switch (part) {
            case Node node -> isBackward(node);
            case Line line -> isBackward(line);
        };
    }

    /** The number that a part shows; NaN for a line that there is not. */
    public double value(NetworkPart part) {
        Gradients back = isBackward(part) ? gradients.get() : null;
        return switch (part) {
            case Node(int layer, int unit) ->
                (back == null ? layers.get().get(layer).values() : back.nodes.get(layer)).at(unit);
            case Line(int layer, int from, int to) -> {
                Tensor weights = back == null ? lines.get().get(layer) : back.lines.get(layer);
                yield weights.at(to * weights.shape().columns() + from);
            }
        };
    }

    /** Whether a layer is computed already. */
    public boolean isComputed(int layer) {
        return layer < computed.get();
    }

    /** The lines that are shown, between nodes that are not folded away. */
    List<Line> shownLines(LayeredLayout layout) {
        List<Line> shown = new ArrayList<>();
        for (int layer = 0; layer < lines.get().size(); layer++)
            for (int from : layout.rows(layer).units())
                for (int to : layout.rows(layer + 1).units()) {
                    Line line = new Line(layer, from, to);
                    if (!Double.isNaN(value(line))) shown.add(line);
                }
        return shown;
    }

    // --- what is pointed at ---

    @Override
    protected @Nullable NetworkPart at(double x, double y) {
        if (layers.get().isEmpty()) return null;
        LayeredLayout layout = layout(theme());
        Node node = layout.nodeAt(x, y);
        if (node != null) return node;
        Line nearest = null;
        double least = REACH;
        for (Line line : shownLines(layout)) {
            Point2D[] ends = layout.ends(line);
            if (ends == null) continue;
            double distance = LayeredLayout.distance(ends, x, y);
            if (distance <= least) {
                least = distance;
                nearest = line;
            }
        }
        return nearest;
    }

    @Override
    protected boolean contains(NetworkPart part) {
        return switch (part) {
            case Node(int layer, int unit) ->
                layer < layers.get().size() && unit < layers.get().get(layer).size();
            case Line line -> line.layer() < lines.get().size() && contains(line.source()) && contains(line.target());
        };
    }

    private String plainName(NetworkPart part) {
        return switch (part) {
            case Node(int layer, int unit) -> {
                NetworkLayer of = layers.get().get(layer);
                yield of.title() + " " + (of.labels().isEmpty() ? Integer.toString(unit) : "‘" + of.label(unit) + "’");
            }
            case Line line -> plainName(line.source()) + " → " + plainName(line.target());
        };
    }

    @Override
    protected String name(NetworkPart part) {
        return contains(part) ? naming.get().apply(part) : "";
    }

    @Override
    protected String describe(NetworkPart part) {
        return contains(part) ? name(part) + ": " + Numbers.full(value(part)) : "";
    }

    @Override
    protected @Nullable String withheld(NetworkPart part) {
        String veiled = super.withheld(part);
        if (veiled != null || !(part instanceof Node node)) return veiled;
        return isComputed(node.layer()) ? null : notYetText.get();
    }

    @Override
    protected @Nullable NetworkPart first() {
        return layers.get().isEmpty()
                ? null
                : new Node(0, layers.get().getFirst().largest());
    }

    /** Up and down lead along a layer, or through the lines into a node; left along the strongest line into a node, and on to its source. */
    @Override
    protected @Nullable NetworkPart neighbour(NetworkPart from, Direction direction) {
        if (!contains(from)) return first();
        LayeredLayout layout = layout(theme());
        return switch (from) {
            case Node node -> beside(layout, node, direction);
            case Line line ->
                switch (direction) {
                    case LEFT -> line.source();
                    case RIGHT -> line.target();
                    default -> {
                        List<Line> into = into(layout, line.target());
                        yield into.isEmpty() ? null : into.get(moved(into.indexOf(line), into.size(), direction));
                    }
                };
        };
    }

    private @Nullable NetworkPart beside(LayeredLayout layout, Node node, Direction direction) {
        List<Integer> units = layout.rows(node.layer()).units();
        int place = units.indexOf(node.unit());
        return switch (direction) {
            case LEFT -> {
                Line strongest = null;
                for (Line line : into(layout, node))
                    if (strongest == null || Math.abs(value(line)) > Math.abs(value(strongest))) strongest = line;
                yield strongest;
            }
            case RIGHT -> {
                if (node.layer() + 1 >= layers.get().size()) yield null;
                List<Integer> next = layout.rows(node.layer() + 1).units();
                int same = Math.round((place + .5f) * next.size() / units.size() - .5f);
                yield next.isEmpty()
                        ? null
                        : new Node(node.layer() + 1, next.get(Math.clamp(same, 0, next.size() - 1)));
            }
            default ->
                units.isEmpty() ? null : new Node(node.layer(), units.get(moved(place, units.size(), direction)));
        };
    }

    private List<Line> into(LayeredLayout layout, Node node) {
        return shownLines(layout).stream()
                .filter(line -> line.target().equals(node))
                .toList();
    }

    private static int moved(int place, int count, Direction direction) {
        return switch (direction) {
            case UP -> Math.max(0, place - 1);
            case DOWN -> Math.min(count - 1, place + 1);
            case LAST -> count - 1;
            default -> 0;
        };
    }

    @Override
    protected double computeMinHeight(double width) {
        return 11 * theme().em();
    }

    @Override
    protected double computePrefHeight(double width) {
        return 22 * theme().em();
    }

    @Override
    protected double computePrefWidth(double height) {
        return 36 * theme().em();
    }

    // --- properties ---

    /** The layers, from the inputs to the outputs. */
    public ObjectProperty<List<NetworkLayer>> layersProperty() {
        return layers;
    }

    /** The weights between each layer and the next, {@code [UNIT, UNIT]}: those of the next layer outermost; NaN where there is no line. */
    public ObjectProperty<List<Tensor>> linesProperty() {
        return lines;
    }

    /**
     * Shows a network.
     *
     * @param weights as {@link #linesProperty}
     * @throws IllegalArgumentException if the weights do not lead from each layer to the next
     */
    public void setNetwork(List<NetworkLayer> units, List<Tensor> weights) {
        if (weights.size() != Math.max(0, units.size() - 1))
            throw new IllegalArgumentException(weights.size() + " matrices between " + units.size() + " layers");
        for (int i = 0; i < weights.size(); i++)
            if (weights.get(i).shape().rows() != units.get(i + 1).size()
                    || weights.get(i).shape().columns() != units.get(i).size())
                throw new IllegalArgumentException("weights " + weights.get(i).shape() + " do not lead from "
                        + units.get(i).size() + " nodes to " + units.get(i + 1).size());
        gradients.set(null); // those of another network
        lines.set(List.of());
        layers.set(List.copyOf(units));
        lines.set(List.copyOf(weights));
    }

    /** The gradients of the loss, of the same shapes as the activations and the weights; null for none. */
    public ObjectProperty<@Nullable Gradients> gradientsProperty() {
        return gradients;
    }

    public void setGradients(@Nullable Gradients now) {
        gradients.set(now);
    }

    /**
     * How far back gradients are shown.
     *
     * @param nodes the first layer whose nodes show theirs; {@link #NOWHERE} for none
     * @param before the first layer whose lines to the next show theirs
     */
    public void setBackTo(int nodes, int before) {
        nodesBackTo.set(nodes);
        linesBackTo.set(before);
    }

    /** How large a weight is in which colour. */
    public ObjectProperty<ColorScale> lineScaleProperty() {
        return lineScale;
    }

    public void setLineScale(ColorScale scale) {
        lineScale.set(scale);
    }

    /** How large a gradient is in which colour. */
    public ObjectProperty<ColorScale> gradientScaleProperty() {
        return gradientScale;
    }

    public void setGradientScale(ColorScale scale) {
        gradientScale.set(scale);
    }

    /** The layers whose lines to the next are being computed with; while there are some, all other lines are faint. */
    public ObjectProperty<Set<Integer>> activeProperty() {
        return active;
    }

    public void setActive(Set<Integer> before) {
        active.set(Set.copyOf(before));
    }

    /** How many layers are computed already, from the inputs; the others are empty. */
    public IntegerProperty computedProperty() {
        return computed;
    }

    public void setComputed(int count) {
        computed.set(count);
    }

    /** The node of the last layer that should be large, or −1. */
    public IntegerProperty targetProperty() {
        return target;
    }

    public void setTarget(int unit) {
        target.set(unit);
    }

    /** What is said of a node that is not computed yet. */
    public StringProperty notYetTextProperty() {
        return notYetText;
    }

    /** How many nodes are folded away, for {@link String#format}. */
    public StringProperty moreTextProperty() {
        return moreText;
    }

    /** What a part is called in tips. */
    public ObjectProperty<Function<NetworkPart, String>> namingProperty() {
        return naming;
    }
}
