package dev.unroll.viz.attention;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.text.TextAlignment;

/**
 * All heads of all layers as small pictures of what they attend to, the first layer at the bottom: a row for each layer, a picture for
 * each head, in each a row for each position and a column for each position looked at. A picture never has more points than
 * {@link #MOST_POINTS} on a side, however long the text is, so that 144 heads of 1,024 tokens cost what 144 small ones do. A cell's row
 * is the layer, from 0.
 */
public final class HeadsGrid extends CellView {
    /** How many points a picture has at most on a side. */
    public static final int MOST_POINTS = 32;

    private static final double FAINTEST = 1e-6;

    private final ObjectProperty<List<Tensor>> pictures = new SimpleObjectProperty<>(this, "pictures", List.of());
    private final ObjectProperty<ColorScale> scale =
            new SimpleObjectProperty<>(this, "scale", ColorScale.probability());
    private final StringProperty layerName = new SimpleStringProperty(this, "layerName", "layer");
    private final StringProperty headName = new SimpleStringProperty(this, "headName", "head");

    /** A grid of no heads. */
    public HeadsGrid() {
        super("heads-grid");
        repaintOn(pictures, scale, layerName, headName);
        pictures.addListener(o -> requestLayout());
    }

    /**
     * Small pictures of a layer's heads: each point is the largest weight of the square of weights that it stands for.
     *
     * @param weights {@code [HEAD, TIME, KEY]}
     * @return {@code [HEAD, TIME, KEY]} with at most {@link #MOST_POINTS} along the last two
     */
    public static Tensor pictures(Tensor weights) {
        int heads = weights.shape().size(0);
        int times = weights.shape().size(1);
        int keys = weights.shape().size(2);
        int rows = Math.min(times, MOST_POINTS);
        int columns = Math.min(keys, MOST_POINTS);
        Tensor small = Tensor.zeros(Shape.of(Axis.HEAD, heads, Axis.TIME, rows, Axis.KEY, columns));
        float[] from = weights.read();
        float[] to = small.write();
        for (int head = 0; head < heads; head++)
            for (int t = 0; t < times; t++) {
                int row = (head * rows + (int) ((long) t * rows / times)) * columns;
                int at = weights.offset() + (head * times + t) * keys;
                for (int key = 0; key < keys; key++) {
                    int point = row + (int) ((long) key * columns / keys);
                    to[point] = Math.max(to[point], from[at + key]);
                }
            }
        return small;
    }

    @Override
    protected int rows() {
        return pictures.get().size();
    }

    @Override
    protected int columns() {
        return pictures.get().isEmpty() ? 0 : pictures.get().getFirst().shape().size(0);
    }

    /** Where the pictures lie: the left and top of the grid and the pitch of its squares, in pixels. */
    private record Grid(double left, double top, double pitch) {}

    private Grid grid(Theme theme) {
        double left = 1.6 * theme.em();
        double top = 1.3 * theme.em();
        double pitch = Math.floor(
                Math.min((getWidth() - left) / Math.max(1, columns()), (getHeight() - top) / Math.max(1, rows())));
        return new Grid(left, top, Math.max(1, pitch));
    }

    private double x(Grid grid, int head) {
        return grid.left + head * grid.pitch;
    }

    /** Depth runs from the bottom to the top. */
    private double y(Grid grid, int layer) {
        return grid.top + (rows() - 1 - layer) * grid.pitch;
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        Grid grid = grid(theme);
        for (int layer = 0; layer < rows(); layer++) {
            for (int head = 0; head < columns(); head++) {
                double size = grid.pitch - (grid.pitch > 8 ? 2 : 1);
                if (isVeiled(new Cell(layer, head)))
                    CellPainter.veiled(gc, theme, x(grid, head), y(grid, layer), size + 1, size + 1);
                else picture(gc, theme, pictures.get().get(layer), head, x(grid, head), y(grid, layer), size);
            }
        }
        labels(gc, theme, grid);
        outline(gc, theme, grid, getHovered(), false);
        outline(gc, theme, grid, getSelected(), true);
    }

    private void picture(GraphicsContext gc, Theme theme, Tensor layer, int head, double x, double y, double size) {
        int n = layer.shape().size(1);
        int keys = layer.shape().size(2);
        int[] pixels = new int[n * keys];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < keys; j++) {
                float weight = layer.get(head, i, j);
                // What is masked, or next to nothing, is the ground on which the rest stands out.
                pixels[i * keys + j] = weight < FAINTEST ? 0 : scale.get().argb(weight, theme.dark());
            }
        WritableImage image = new WritableImage(keys, n);
        image.getPixelWriter().setPixels(0, 0, keys, n, PixelFormat.getIntArgbInstance(), pixels, 0, keys);
        gc.setFill(theme.background().interpolate(theme.line(), .25));
        gc.fillRect(x, y, size, size);
        gc.setImageSmoothing(size < n);
        gc.drawImage(image, x, y, size, size);
    }

    private void labels(GraphicsContext gc, Theme theme, Grid grid) {
        gc.setFont(theme.font(.8));
        gc.setFill(theme.muted());
        gc.setTextBaseline(VPos.CENTER);
        gc.setTextAlign(TextAlignment.RIGHT);
        int stride = Math.max(1, (int) Math.ceil(1.1 * theme.em() / grid.pitch));
        for (int layer = 0; layer < rows(); layer += stride)
            gc.fillText(Integer.toString(layer), grid.left - 5, y(grid, layer) + grid.pitch / 2);
        gc.setTextAlign(TextAlignment.CENTER);
        for (int head = 0; head < columns(); head += stride)
            gc.fillText(Integer.toString(head), x(grid, head) + grid.pitch / 2, grid.top / 2);
    }

    private void outline(GraphicsContext gc, Theme theme, Grid grid, @Nullable Cell cell, boolean selected) {
        if (cell == null || !contains(cell)) return;
        CellPainter.outline(
                gc,
                theme,
                x(grid, cell.column()) - 1,
                y(grid, cell.row()) - 1,
                grid.pitch + 1,
                grid.pitch + 1,
                selected);
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        Grid grid = grid(theme());
        int head = (int) Math.floor((x - grid.left) / grid.pitch);
        int fromTop = (int) Math.floor((y - grid.top) / grid.pitch);
        Cell cell = new Cell(rows() - 1 - fromTop, head);
        return contains(cell) ? cell : null;
    }

    @Override
    protected boolean upwards() {
        return true;
    }

    @Override
    protected String name(Cell cell) {
        return layerName.get() + " " + cell.row() + ", " + headName.get() + " " + cell.column();
    }

    @Override
    protected String describe(Cell cell) {
        return name(cell);
    }

    @Override
    protected double computePrefWidth(double height) {
        return 18 * theme().em();
    }

    @Override
    protected double computePrefHeight(double width) {
        return 18 * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return 8 * theme().em();
    }

    /** For each layer its heads, {@code [HEAD, TIME, KEY]}, as {@link #pictures(Tensor)} makes them. */
    public ObjectProperty<List<Tensor>> picturesProperty() {
        return pictures;
    }

    /** @throws IllegalArgumentException if a layer is no {@code [HEAD, TIME, KEY]} or larger than a picture may be */
    public void setPictures(List<Tensor> layers) {
        for (Tensor layer : layers)
            if (layer.shape().rank() != 3
                    || Math.max(layer.shape().size(1), layer.shape().size(2)) > MOST_POINTS)
                throw new IllegalArgumentException("a heads grid takes [HEAD, TIME, KEY] of at most " + MOST_POINTS
                        + " points, not " + layer.shape());
        pictures.set(List.copyOf(layers));
    }

    /** Which weight has which colour. */
    public ObjectProperty<ColorScale> scaleProperty() {
        return scale;
    }

    /** What a layer is called. */
    public StringProperty layerNameProperty() {
        return layerName;
    }

    /** What a head is called. */
    public StringProperty headNameProperty() {
        return headName;
    }
}
