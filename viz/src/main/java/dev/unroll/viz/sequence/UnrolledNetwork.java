package dev.unroll.viz.sequence;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.canvas.GraphicsContext;

/**
 * A recurrent network unrolled in time: in each column the hidden state of each layer as a block of cells, the lowest layer
 * at the bottom, with arrows from the input up to it, from layer to layer, from each state to that of the next step, and up
 * to the output. Narrow columns drop the arrows and leave plain matrices.
 *
 * <p>With {@link #setLayerGradientSizes} the arrows run backward. One that ends at a state is as thick and as strong, on the
 * logarithmic scale, as the gradient at that state, whose number stands under it. With {@link #lossAtProperty} they begin
 * at the column in which the loss arises, and the columns after it have no gradient.
 *
 * <p>A cell's row counts the units from the top of the view to the bottom through all layers, so that the keys move as the
 * eye does; {@link #layer}, {@link #unit} and {@link #cell} convert.
 */
public final class UnrolledNetwork extends TimeView {
    /** The arrows of a time step. */
    public sealed interface Arrow {
        /** From the input up to the lowest layer. */
        Arrow INPUT = new Input();
        /** From the highest layer up to the output. */
        Arrow OUTPUT = new Output();

        /** From the input up to the lowest layer. */
        record Input() implements Arrow {}

        /**
         * From a layer up to the next.
         *
         * @param layer the lower of the two, from 0
         */
        record Between(int layer) implements Arrow {}

        /**
         * From a layer's hidden state at the step before.
         *
         * @param layer from 0
         */
        record Recurrent(int layer) implements Arrow {}

        /** From the highest layer up to the output. */
        record Output() implements Arrow {}
    }

    private final ObjectProperty<List<Tensor>> layers = new SimpleObjectProperty<>(this, "layers", List.of());
    private final ObjectProperty<List<String>> layerNames = new SimpleObjectProperty<>(this, "layerNames", List.of());
    private final ObjectProperty<ColorScale> scale = new SimpleObjectProperty<>(this, "scale", ColorScale.signed(1));
    private final ObjectProperty<List<Tensor>> gradientSizes =
            new SimpleObjectProperty<>(this, "layerGradientSizes", List.of());
    private final ObjectProperty<ColorScale> gradientScale =
            new SimpleObjectProperty<>(this, "gradientScale", ColorScale.gradient(1e-6, 1));
    private final ObjectProperty<Set<Arrow>> active =
            new SimpleObjectProperty<>(this, "active", Set.of(Arrow.INPUT, new Arrow.Recurrent(0)));
    private final IntegerProperty lossAt = new SimpleIntegerProperty(this, "lossAt", -1);
    private final StringProperty inputLabel = new SimpleStringProperty(this, "inputLabel", "input");
    private final StringProperty outputLabel = new SimpleStringProperty(this, "outputLabel", "output");
    private final StringProperty gradientLabel = new SimpleStringProperty(this, "gradientLabel", "|∂L/∂h|");
    private final StringProperty lossLabel = new SimpleStringProperty(this, "lossLabel", "loss");

    /** An empty network on the given axis. */
    public UnrolledNetwork(TimeAxis axis) {
        super("unrolled-network", axis);
        setTitle("h");
        repaintOn(layerNames, scale, gradientScale, active, lossAt, inputLabel, outputLabel, gradientLabel, lossLabel);
        layers.addListener(o -> requestLayout());
        gradientSizes.addListener(o -> requestLayout());
    }

    boolean isBackward() {
        return !gradientSizes.get().isEmpty();
    }

    private int[] units() {
        return layers.get().stream().mapToInt(t -> t.shape().columns()).toArray();
    }

    private NetworkLayout layout(Theme theme) {
        double pitch = axis().getColumnWidth();
        return NetworkLayout.of(units(), getHeight(), pitch, theme.em(), rowGrowth(), isBackward());
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        if (rows() == 0) return;
        tintColumns(gc, theme);
        NetworkPainter painter = new NetworkPainter(this, gc, theme, layout(theme));
        // The step before the first visible one, for its arrow reaches into view.
        for (int t = Math.max(0, axis().firstVisible() - 1); t <= lastShown(); t++) painter.step(t);
        int loss = lossAt.get();
        if (loss >= axis().firstVisible() && loss <= lastShown()) painter.loss();
        framePosition(gc, theme);
        outline(painter, getHovered(), false);
        outline(painter, getSelected(), true);
    }

    private void outline(NetworkPainter painter, @Nullable Cell cell, boolean selected) {
        if (cell != null && contains(cell) && cell.column() < steps()) painter.outline(cell, selected);
    }

    /** Whether there is a gradient at a step: the loss of a step does not depend on the steps after it. */
    boolean hasGradient(int layer, int t) {
        if (layer >= gradientSizes.get().size()
                || t >= gradientSizes.get().get(layer).length()) return false;
        boolean hidden = isVeiled(cell(layer, 0, t)); // an arrow's thickness would give away what is to be guessed
        return isComputed(t) && !hidden && (lossAt.get() < 0 || t <= lossAt.get());
    }

    private String layerName(int layer) {
        if (layer < layerNames.get().size()) return layerNames.get().get(layer);
        return layers.get().size() < 2 ? getTitle() : getTitle() + "[" + layer + "]";
    }

    @Override
    protected List<String> gutterLabels() {
        List<String> labels = new ArrayList<>(List.of(inputLabel.get(), outputLabel.get(), gradientLabel.get()));
        for (int layer = 0; layer < layers.get().size(); layer++) labels.add(layerName(layer));
        return labels;
    }

    @Override
    protected void paintGutter(GraphicsContext gc, Theme theme) {
        double em = theme.em();
        NetworkLayout g = layout(theme);
        label(gc, theme, outputLabel.get(), .75 * em);
        for (int layer = 0; layer < g.layers(); layer++) {
            label(gc, theme, layerName(layer), g.middle(layer));
            if (isBackward())
                label(gc, theme, gradientLabel.get(), Math.min(g.bottom(layer) + em, getHeight() - .6 * em));
        }
        if (!isBackward()) label(gc, theme, inputLabel.get(), getHeight() - .75 * em);
    }

    @Override
    protected int rows() {
        int rows = 0;
        for (Tensor layer : layers.get()) rows += layer.shape().columns();
        return steps() == 0 ? 0 : rows;
    }

    @Override
    protected int steps() {
        return layers.get().isEmpty() ? 0 : layers.get().getFirst().shape().rows();
    }

    float state(int layer, int t, int unit) {
        Tensor tensor = layers.get().get(layer);
        return tensor.at(t * tensor.shape().columns() + unit);
    }

    /** The layer of a cell, from 0 at the bottom. */
    public int layer(Cell cell) {
        int row = cell.row();
        int layer = layers.get().size() - 1;
        while (layer > 0 && row >= layers.get().get(layer).shape().columns()) {
            row -= layers.get().get(layer--).shape().columns();
        }
        return layer;
    }

    /** The unit of a cell within its layer. */
    public int unit(Cell cell) {
        return cell.row() - firstRow(layer(cell));
    }

    /** The cell of a unit of a layer at step {@code t}. */
    public Cell cell(int layer, int unit, int t) {
        return new Cell(firstRow(layer) + unit, t);
    }

    private int firstRow(int layer) {
        int row = 0;
        for (int above = layers.get().size() - 1; above > layer; above--) {
            row += layers.get().get(above).shape().columns();
        }
        return row;
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        int t = axis().stepAt(x);
        if (t < 0 || t >= steps()) return null;
        NetworkLayout g = layout(theme());
        int layer = g.layerAt(y);
        return layer < 0 ? null : cell(layer, g.unitAt(layer, y), t);
    }

    @Override
    protected String name(Cell cell) {
        return layerName(layer(cell)) + " t=" + cell.column() + ", unit=" + unit(cell);
    }

    @Override
    protected String describe(Cell cell) {
        if (cell.column() >= steps()) return "";
        int layer = layer(cell);
        String text = name(cell) + ": " + Numbers.full(state(layer, cell.column(), unit(cell)));
        if (!hasGradient(layer, cell.column())) return text;
        double size = gradientSizes.get().get(layer).at(cell.column());
        return text + "   " + gradientLabel.get() + ": " + Numbers.brief(size);
    }

    @Override
    protected double computeMinHeight(double width) {
        double em = theme().em();
        int count = Math.max(1, layers.get().size());
        return Math.ceil(NetworkLayout.least(count, Math.clamp(rows(), 1, 8 * count), 1.1 * em, em, isBackward()));
    }

    @Override
    protected double computePrefHeight(double width) {
        double em = theme().em();
        int count = Math.max(1, layers.get().size());
        double row = 1.5 * em * rowGrowthIn(width);
        return Math.ceil(NetworkLayout.least(count, Math.clamp(rows(), 1, 10 * count), row, em, isBackward()));
    }

    /** The hidden states of each layer, {@code [TIME, UNIT]}, the lowest layer first; none shows nothing. */
    public ObjectProperty<List<Tensor>> layersProperty() {
        return layers;
    }

    /** @throws IllegalArgumentException if one is not {@code [TIME, UNIT]}, or they differ in their number of steps */
    public void setLayers(List<Tensor> states) {
        for (Tensor layer : states) {
            if (layer.shape().rank() != 2) {
                throw new IllegalArgumentException("an unrolled network takes [TIME, UNIT], not " + layer.shape());
            }
            if (layer.shape().rows() != states.getFirst().shape().rows()) {
                throw new IllegalArgumentException("layers of " + layer.shape().rows() + " and "
                        + states.getFirst().shape().rows() + " steps do not belong to one network");
            }
        }
        layers.set(List.copyOf(states));
    }

    /** The hidden states of a network of one layer, {@code [TIME, UNIT]}, or null for none. */
    public void setStates(@Nullable Tensor states) {
        setLayers(states == null || states.length() == 0 ? List.of() : List.of(states));
    }

    /** The name of each layer, lowest first; where there is none the title. */
    public ObjectProperty<List<String>> layerNamesProperty() {
        return layerNames;
    }

    public void setLayerNames(List<String> names) {
        layerNames.set(List.copyOf(names));
    }

    /** Which state has which colour. */
    public ObjectProperty<ColorScale> scaleProperty() {
        return scale;
    }

    public void setScale(ColorScale value) {
        scale.set(value);
    }

    /** The size of the gradient at each state, {@code [TIME]} for each layer, lowest first; none shows the forward pass. */
    public ObjectProperty<List<Tensor>> layerGradientSizesProperty() {
        return gradientSizes;
    }

    public void setLayerGradientSizes(List<Tensor> sizes) {
        gradientSizes.set(List.copyOf(sizes));
    }

    /** The size of the gradient at each state of the lowest layer, {@code [TIME]}; null shows the forward pass. */
    public void setGradientSizes(@Nullable Tensor sizes) {
        setLayerGradientSizes(sizes == null ? List.of() : List.of(sizes));
    }

    /** Which gradient size has which colour and thickness. */
    public ObjectProperty<ColorScale> gradientScaleProperty() {
        return gradientScale;
    }

    public void setGradientScale(ColorScale value) {
        gradientScale.set(value);
    }

    /** The step in whose column the loss arises, marked at the top, or −1 if each step has a loss of its own. */
    public IntegerProperty lossAtProperty() {
        return lossAt;
    }

    public void setLossAt(int step) {
        lossAt.set(step);
    }

    /** All arrows of a time step. */
    public Set<Arrow> arrows() {
        List<Arrow> all = new ArrayList<>(List.of(Arrow.INPUT, Arrow.OUTPUT));
        for (int layer = 0; layer < layers.get().size(); layer++) {
            all.add(new Arrow.Recurrent(layer));
            if (layer > 0) all.add(new Arrow.Between(layer - 1));
        }
        return Set.copyOf(all);
    }

    /** The arrows that are being computed at the playback position; they are drawn in the accent colour. */
    public ObjectProperty<Set<Arrow>> activeProperty() {
        return active;
    }

    public void setActive(Collection<Arrow> arrows) {
        active.set(Set.copyOf(arrows));
    }

    /** What the arrows from below come from. */
    public StringProperty inputLabelProperty() {
        return inputLabel;
    }

    /** What the arrows to the top lead to. */
    public StringProperty outputLabelProperty() {
        return outputLabel;
    }

    /** The name of the gradient sizes. */
    public StringProperty gradientLabelProperty() {
        return gradientLabel;
    }

    /** What stands on the mark of the loss. */
    public StringProperty lossLabelProperty() {
        return lossLabel;
    }
}
