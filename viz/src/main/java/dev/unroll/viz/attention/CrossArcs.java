package dev.unroll.viz.attention;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TimeView;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * How much each token of a target looks at each token of a source, as arcs between two strips: the source's above, the target's below,
 * each on its own {@link TimeAxis}. An arc is as thick as its weight. Those of the step at which the target's axis stands are in the
 * accent colour with their numbers, those of other steps faint, and steps that are not computed yet have none. A cell's row is the
 * target step, its column the source step.
 */
public final class CrossArcs extends CellView {
    /** A weight below this is too thin to be seen among the others. */
    private static final double LEAST = .02;

    /** From this weight on the number stands at the arc. */
    private static final double LEAST_WITH_NUMBER = .05;

    private static final double LARGEST_TYPE = 1.5;
    private static final int PIECES = 24;
    private static final double NEAR = 6;

    private final ObjectProperty<@Nullable Tensor> weights = new SimpleObjectProperty<>(this, "weights");
    private final ObjectProperty<List<String>> sources = new SimpleObjectProperty<>(this, "sources", List.of());
    private final ObjectProperty<List<String>> targets = new SimpleObjectProperty<>(this, "targets", List.of());
    private final BooleanProperty hideFuture = new SimpleBooleanProperty(this, "hideFuture", false);
    private final BooleanProperty currentComputed = new SimpleBooleanProperty(this, "currentComputed", true);
    private final StringProperty emptyText = new SimpleStringProperty(this, "emptyText", "not computed yet");
    private final StringProperty noWeightsText = new SimpleStringProperty(this, "noWeightsText", "");
    private final TimeAxis source;
    private final TimeAxis target;

    /** Arcs of nothing yet between the columns of two axes, whose strips lie right above and below and are as wide. */
    public CrossArcs(TimeAxis source, TimeAxis target) {
        super("cross-arcs");
        this.source = source;
        this.target = target;
        repaintOn(weights, sources, targets, hideFuture, currentComputed, emptyText, noWeightsText);
        for (TimeAxis axis : List.of(source, target))
            repaintOn(
                    axis.countProperty(),
                    axis.positionProperty(),
                    axis.hoveredProperty(),
                    axis.columnWidthProperty(),
                    axis.scrollProperty(),
                    axis.gutterProperty());
        hoveredProperty().addListener((o, old, now) -> {
            source.hoveredProperty().set(now == null ? -1 : now.column());
            target.hoveredProperty().set(now == null ? -1 : now.row());
        });
        setMinWidth(0);
    }

    @Override
    protected int rows() {
        Tensor t = weights.get();
        return t == null ? 0 : Math.min(t.shape().size(0), target.getCount());
    }

    @Override
    protected int columns() {
        Tensor t = weights.get();
        return t == null ? 0 : Math.min(t.shape().size(1), source.getCount());
    }

    private double weight(int row, int column) {
        Tensor t = weights.get();
        return t == null ? Double.NaN : t.get(row, column);
    }

    private boolean isComputed(int row) {
        return TimeView.isComputed(row, target.getPosition(), hideFuture.get(), currentComputed.get());
    }

    @Override
    protected @Nullable String withheld(Cell cell) {
        return isComputed(cell.row()) ? super.withheld(cell) : emptyText.get();
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        if (weights.get() == null) {
            note(gc, theme);
            return;
        }
        gc.save();
        gc.beginPath();
        gc.rect(source.getGutter() - 2, 0, getWidth(), getHeight());
        gc.clip();
        int current = target.getPosition();
        faint(gc, theme, current);
        for (int row = 0; row < rows(); row++) if (row != current) row(gc, theme, row);
        if (current >= 0 && current < rows()) row(gc, theme, current);
        gc.restore();
    }

    /** The arcs of other steps, those of like thickness as one path: a renderer on the processor goes over the view once for each. */
    private void faint(GraphicsContext gc, Theme theme, int current) {
        Map<Double, List<Cell>> alike = new TreeMap<>();
        for (int row = 0; row < rows(); row++) {
            if (row == current || !isComputed(row)) continue;
            for (int column = 0; column < columns(); column++) {
                Cell cell = new Cell(row, column);
                if (isDrawn(cell) && !isPointedAt(cell))
                    alike.computeIfAbsent(Math.rint(2 * thickness(cell)) / 2, _ -> new ArrayList<>())
                            .add(cell);
            }
        }
        gc.setLineCap(StrokeLineCap.BUTT);
        gc.setStroke(theme.background().interpolate(theme.muted(), theme.dark() ? .42 : .26));
        alike.forEach((thickness, cells) -> {
            gc.setLineWidth(thickness);
            gc.beginPath();
            cells.forEach(cell -> trace(gc, cell));
            gc.stroke();
        });
    }

    private boolean isPointedAt(Cell cell) {
        return cell.equals(getHovered()) || cell.equals(getSelected());
    }

    private void note(GraphicsContext gc, Theme theme) {
        gc.setFont(theme.font(1.1));
        gc.setFill(theme.muted());
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(noWeightsText.get(), getWidth() / 2, getHeight() / 2, Math.max(1, getWidth() - 8));
    }

    private void row(GraphicsContext gc, Theme theme, int row) {
        if (!isComputed(row)) return;
        boolean current = row == target.getPosition();
        for (int column = 0; column < columns(); column++) {
            Cell cell = new Cell(row, column);
            if (isVeiled(cell)) dashed(gc, theme, cell, current);
            else if (isDrawn(cell) && (current || isPointedAt(cell))) arc(gc, theme, cell, current);
        }
        if (!current) return;
        for (int column = 0; column < columns(); column++) {
            Cell cell = new Cell(row, column);
            if (isVeiled(cell)) number(gc, theme, cell, "?");
            else if (weight(row, column) >= LEAST_WITH_NUMBER)
                number(gc, theme, cell, Numbers.compact(weight(row, column)));
        }
    }

    private boolean isDrawn(Cell cell) {
        double weight = weight(cell.row(), cell.column());
        return !isVeiled(cell) && (weight >= LEAST || cell.equals(getSelected()));
    }

    /** An arc of weight 1 is as thick as two fifths of a column, at most one and a half ems. */
    private double thickness(Cell cell) {
        double most =
                Math.clamp(.4 * Math.min(source.getColumnWidth(), target.getColumnWidth()), 4, 1.5 * theme().em());
        double weight = weight(cell.row(), cell.column());
        return Math.max(1, most * (Double.isFinite(weight) ? Math.clamp(weight, 0, 1) : 0));
    }

    private void arc(GraphicsContext gc, Theme theme, Cell cell, boolean current) {
        double thickness = thickness(cell);
        gc.setLineCap(StrokeLineCap.BUTT);
        if (isPointedAt(cell)) {
            gc.setStroke(theme.ink());
            gc.setLineWidth(thickness + 4);
            curve(gc, cell);
            gc.setStroke(theme.background());
            gc.setLineWidth(thickness + 2);
            curve(gc, cell);
        }
        gc.setStroke(current ? theme.accent() : theme.ink());
        gc.setLineWidth(thickness);
        curve(gc, cell);
    }

    private void dashed(GraphicsContext gc, Theme theme, Cell cell, boolean current) {
        gc.setStroke(current ? theme.muted() : theme.line());
        gc.setLineWidth(1);
        gc.setLineDashes(3, 4);
        curve(gc, cell);
        gc.setLineDashes();
    }

    private void curve(GraphicsContext gc, Cell cell) {
        gc.beginPath();
        trace(gc, cell);
        gc.stroke();
    }

    private void trace(GraphicsContext gc, Cell cell) {
        double top = source.x(cell.column());
        double bottom = target.x(cell.row());
        double bend = getHeight() * .55;
        gc.moveTo(top, 0);
        gc.bezierCurveTo(top, bend, bottom, getHeight() - bend, bottom, getHeight());
    }

    /** The weight at the end of the arc where it leaves the source, for there no two numbers meet. */
    private void number(GraphicsContext gc, Theme theme, Cell cell, String text) {
        double size = Math.clamp(source.getColumnWidth() / (4.6 * theme.em()), .8, LARGEST_TYPE);
        Font font = theme.bold(size);
        double height = 1.35 * size * theme.em();
        double width = Theme.width(text, font) + .7 * theme.em();
        if (width > source.getColumnWidth() + 2 || getHeight() < 3 * height) return;
        double x = source.x(cell.column());
        double y = Math.min(.12 * getHeight(), 2.5 * theme.em());
        gc.setFill(theme.background());
        gc.fillRoundRect(x - width / 2, y, width, height, height, height);
        gc.setStroke(theme.accent());
        gc.setLineWidth(1);
        gc.strokeRoundRect(x - width / 2, y, width, height, height, height);
        gc.setFont(font);
        gc.setFill(theme.ink());
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(text, x, y + height / 2);
    }

    /** The nearest arc, or null if none passes by; those of the present step lie above the others. */
    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        if (rows() == 0) return null;
        int current = target.getPosition();
        Cell found = current >= 0 && current < rows() ? nearest(current, x, y) : null;
        if (found != null) return found;
        Cell best = null;
        double least = Double.MAX_VALUE;
        for (int row = 0; row < rows(); row++) {
            Cell cell = row == current ? null : nearest(row, x, y);
            if (cell == null) continue;
            double distance = distance(cell, x, y) - thickness(cell) / 2;
            if (distance < least) best = cell;
            least = Math.min(least, distance);
        }
        return best;
    }

    private @Nullable Cell nearest(int row, double x, double y) {
        if (!isComputed(row)) return null;
        Cell best = null;
        double least = NEAR;
        for (int column = 0; column < columns(); column++) {
            Cell cell = new Cell(row, column);
            if (!isDrawn(cell) && !isVeiled(cell)) continue;
            double distance = distance(cell, x, y) - thickness(cell) / 2;
            if (distance < least) best = cell;
            least = Math.min(least, distance);
        }
        return best;
    }

    private double distance(Cell cell, double x, double y) {
        double top = source.x(cell.column());
        double bottom = target.x(cell.row());
        double bend = getHeight() * .55;
        double least = Double.MAX_VALUE;
        for (int i = 0; i <= PIECES; i++) {
            double u = (double) i / PIECES;
            double v = 1 - u;
            double across = v * v * (v + 3 * u) * top + u * u * (u + 3 * v) * bottom;
            double down = 3 * v * v * u * bend + 3 * v * u * u * (getHeight() - bend) + u * u * u * getHeight();
            least = Math.min(least, Math.hypot(across - x, down - y));
        }
        return least;
    }

    @Override
    protected String name(Cell cell) {
        return text(targets.get(), cell.row()) + " → " + text(sources.get(), cell.column());
    }

    private static String text(List<String> tokens, int index) {
        return index < tokens.size() ? "‘" + tokens.get(index) + "’" : Integer.toString(index);
    }

    @Override
    protected String describe(Cell cell) {
        return name(cell) + ": " + Numbers.full(weight(cell.row(), cell.column()));
    }

    @Override
    protected double computeMinHeight(double width) {
        return 6 * theme().em();
    }

    @Override
    protected double computePrefHeight(double width) {
        return 16 * theme().em();
    }

    /** The weights, {@code [TARGET, TIME]}, each from 0 to 1; null where there are none. */
    public ObjectProperty<@Nullable Tensor> weightsProperty() {
        return weights;
    }

    public void setWeights(@Nullable Tensor tensor) {
        if (tensor != null && tensor.shape().rank() != 2)
            throw new IllegalArgumentException("arcs take [TARGET, TIME], not " + tensor.shape());
        weights.set(tensor);
    }

    /** The tokens of the source, for the tip. */
    public ObjectProperty<List<String>> sourcesProperty() {
        return sources;
    }

    public void setSources(List<String> tokens) {
        sources.set(tokens);
    }

    /** The tokens of the target, for the tip. */
    public ObjectProperty<List<String>> targetsProperty() {
        return targets;
    }

    public void setTargets(List<String> tokens) {
        targets.set(tokens);
    }

    /** Whether target steps after the one at which the target's axis stands have no arcs yet. */
    public BooleanProperty hideFutureProperty() {
        return hideFuture;
    }

    /** Whether the weights of the step itself are computed. */
    public BooleanProperty currentComputedProperty() {
        return currentComputed;
    }

    /** What is said in the place of a number that is not computed yet. */
    public StringProperty emptyTextProperty() {
        return emptyText;
    }

    /** What is said in the place of the arcs where there are no weights. */
    public StringProperty noWeightsTextProperty() {
        return noWeightsText;
    }
}
