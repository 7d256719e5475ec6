package dev.unroll.viz.array;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * A matrix, or a vector as one row, as a grid of coloured cells. It fits its room; the wheel and the keys +, − and 0 zoom,
 * dragging moves it. Small cells go through a pixel buffer, so a matrix of millions of numbers costs no more than its pixels.
 */
public final class HeatMap extends CellView {
    private static final double LARGEST_ZOOM = 400;
    private static final double LABEL = .85;
    private static final double SMALLEST_LABEL = 7.5;

    private final ObjectProperty<@Nullable Tensor> values = new SimpleObjectProperty<>(this, "values");
    private final ObjectProperty<ColorScale> scale = new SimpleObjectProperty<>(this, "scale", ColorScale.signed(1));
    private final ObjectProperty<List<String>> rowLabels = new SimpleObjectProperty<>(this, "rowLabels", List.of());
    private final ObjectProperty<List<String>> columnLabels =
            new SimpleObjectProperty<>(this, "columnLabels", List.of());
    private final ObjectProperty<@Nullable Predicate<Cell>> masked = new SimpleObjectProperty<>(this, "masked");
    private final StringProperty maskText = new SimpleStringProperty(this, "maskText", "masked");
    private final IntegerProperty litRow = new SimpleIntegerProperty(this, "litRow", -1);
    private final IntegerProperty litColumn = new SimpleIntegerProperty(this, "litColumn", -1);
    private final BooleanProperty turnsColumnLabels = new SimpleBooleanProperty(this, "turnsColumnLabels", false);
    private final BooleanProperty zoomable = new SimpleBooleanProperty(this, "zoomable", true);
    private final DoubleProperty zoom = new SimpleDoubleProperty(this, "zoom", 1);
    private double panX;
    private double panY;
    private double dragX;
    private double dragY;

    /** An empty heat map. */
    public HeatMap() {
        super("heat-map");
        repaintOn(values, scale, rowLabels, columnLabels, masked, maskText, litRow, litColumn, turnsColumnLabels, zoom);
        setOnScroll(this::wheel);
        setOnMousePressed(e -> {
            dragX = e.getX();
            dragY = e.getY();
        });
        setOnMouseDragged(this::drag);
        addEventHandler(KeyEvent.KEY_TYPED, this::zoomKey);
    }

    @Override
    protected int rows() {
        Tensor t = values.get();
        return t == null || t.length() == 0 ? 0 : t.shape().rows();
    }

    @Override
    protected int columns() {
        Tensor t = values.get();
        return t == null || t.length() == 0 ? 0 : t.shape().columns();
    }

    private float value(int row, int column) {
        Tensor t = values.get();
        return t == null ? Float.NaN : t.at(row * columns() + column);
    }

    @Override
    protected String describe(Cell cell) {
        return values.get() == null ? "" : name(cell) + ": " + Numbers.full(value(cell.row(), cell.column()));
    }

    @Override
    protected String name(Cell cell) {
        Tensor t = values.get();
        if (t == null) return "";
        Shape shape = t.shape();
        String column = name(shape.rank() == 0 ? Axis.ITEM : shape.axis(-1), cell.column(), columnLabels.get());
        return shape.rank() < 2 ? column : name(shape.axis(0), cell.row(), rowLabels.get()) + ", " + column;
    }

    private static String name(Axis axis, int index, List<String> labels) {
        return axis.label() + "=" + index + (index < labels.size() ? " (" + labels.get(index) + ")" : "");
    }

    /** Where the matrix lies: the left and top of its first cell and the size of a cell, in pixels. */
    private record Grid(
            double left,
            double top,
            double originX,
            double originY,
            double cellWidth,
            double cellHeight,
            boolean turned) {
        double x(int column) {
            return Math.round(originX + column * cellWidth);
        }

        double y(int row) {
            return Math.round(originY + row * cellHeight);
        }
    }

    private Grid grid(Theme theme) {
        double left = labelRoom(rowLabels.get(), theme.font(LABEL), getWidth());
        double width = (getWidth() - left) / Math.max(1, columns());
        double widest = widest(columnLabels.get(), theme.font(LABEL));
        boolean turned = turnsColumnLabels.get() && widest > width - 2 && width >= SMALLEST_LABEL;
        double top = columnLabels.get().isEmpty()
                ? 0
                : Math.ceil(turned ? Math.min(widest + .5 * theme.em(), .45 * getHeight()) : 1.4 * theme.em());
        double height = (getHeight() - top) / Math.max(1, rows());
        double largest = 14 * theme.em();
        double w = (rows() == 1 ? width : Math.min(width, largest)) * zoom.get(); // a strip fills its width
        double h = Math.min(height, largest * .6) * zoom.get();
        panX = Math.clamp(panX, Math.min(0, getWidth() - left - w * columns()), 0);
        panY = Math.clamp(panY, Math.min(0, getHeight() - top - h * rows()), 0);
        return new Grid(left, top, left + panX, top + panY, w, h, turned);
    }

    private static double labelRoom(List<String> labels, Font font, double width) {
        if (labels.isEmpty()) return 0;
        return Math.ceil(Math.min(widest(labels, font), width / 3))
                + Math.clamp(.04 * width, 6, 11); // an emphasised view has a bar there
    }

    private static double widest(List<String> labels, Font font) {
        double widest = 0;
        for (String label : labels) widest = Math.max(widest, Theme.width(label, font));
        return widest;
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        if (rows() == 0 || columns() == 0) return;
        Grid grid = grid(theme);
        int firstColumn = clampIndex((grid.left - grid.originX) / grid.cellWidth, columns());
        int lastColumn = clampIndex((getWidth() - grid.originX) / grid.cellWidth, columns());
        int firstRow = clampIndex((grid.top - grid.originY) / grid.cellHeight, rows());
        int lastRow = clampIndex((getHeight() - grid.originY) / grid.cellHeight, rows());
        gc.save();
        gc.beginPath();
        gc.rect(grid.left, grid.top, getWidth() - grid.left, getHeight() - grid.top);
        gc.clip();
        if (!CellPainter.hasGap(Math.min(grid.cellWidth, grid.cellHeight))) {
            pixels(gc, theme, grid);
        } else {
            CellPainter painter = new CellPainter(gc, theme, scale.get(), grid.cellWidth, grid.cellHeight);
            for (int r = firstRow; r <= lastRow; r++) {
                for (int c = firstColumn; c <= lastColumn; c++) {
                    double x = grid.x(c);
                    double y = grid.y(r);
                    double w = grid.x(c + 1) - x;
                    double h = grid.y(r + 1) - y;
                    Cell cell = new Cell(r, c);
                    if (isVeiled(cell))
                        CellPainter.veiled(gc, theme, x, y, w, h); // that it is masked may be the answer
                    else if (isMasked(cell)) CellPainter.masked(gc, theme, x, y, w, h);
                    else painter.paint(x, y, w, h, value(r, c));
                }
            }
        }
        frameLit(gc, theme, grid);
        outline(gc, theme, grid, getHovered(), false);
        outline(gc, theme, grid, getSelected(), true);
        gc.restore();
        labels(gc, theme, grid, firstRow, lastRow, firstColumn, lastColumn);
    }

    private static int clampIndex(double place, int count) {
        return Math.clamp((int) Math.floor(place), 0, count - 1);
    }

    private void pixels(GraphicsContext gc, Theme theme, Grid grid) {
        int left = (int) Math.max(grid.left, Math.round(grid.originX));
        int top = (int) Math.max(grid.top, Math.round(grid.originY));
        int width = (int) Math.min(getWidth(), grid.x(columns())) - left;
        int height = (int) Math.min(getHeight(), grid.y(rows())) - top;
        if (width <= 0 || height <= 0) return;
        int[] column = indices(width, x -> clampIndex((left + x + .5 - grid.originX) / grid.cellWidth, columns()));
        int[] row = indices(height, y -> clampIndex((top + y + .5 - grid.originY) / grid.cellHeight, rows()));
        int[] argb = new int[width * height];
        boolean plain = masked.get() == null && veiledProperty().get() == null; // else hatching differs within a cell
        for (int y = 0; y < height; y++) {
            if (plain && y > 0 && row[y] == row[y - 1]) {
                System.arraycopy(argb, (y - 1) * width, argb, y * width, width);
                continue;
            }
            for (int x = 0; x < width; x++) {
                argb[y * width + x] = plain && x > 0 && column[x] == column[x - 1]
                        ? argb[y * width + x - 1]
                        : argb(theme, new Cell(row[y], column[x]), left + x + top + y);
            }
        }
        WritableImage image = new WritableImage(width, height);
        image.getPixelWriter().setPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), argb, 0, width);
        gc.setImageSmoothing(false);
        gc.drawImage(image, left, top);
    }

    private int argb(Theme theme, Cell cell, int diagonal) {
        if (isVeiled(cell)) return argb(CellPainter.veil(theme));
        if (isMasked(cell)) return argb(diagonal % 5 == 0 ? theme.line() : theme.background());
        return scale.get().argb(value(cell.row(), cell.column()), theme.dark());
    }

    private static int argb(Color color) {
        return 0xff << 24
                | (int) Math.round(color.getRed() * 255) << 16
                | (int) Math.round(color.getGreen() * 255) << 8
                | (int) Math.round(color.getBlue() * 255);
    }

    private boolean isMasked(Cell cell) {
        Predicate<Cell> mask = masked.get();
        return mask != null && mask.test(cell);
    }

    @Override
    protected @Nullable String withheld(Cell cell) {
        return isMasked(cell) && !isVeiled(cell) ? maskText.get() : super.withheld(cell);
    }

    private static int[] indices(int count, IntUnaryOperator index) {
        int[] result = new int[count];
        for (int i = 0; i < count; i++) result[i] = index.applyAsInt(i);
        return result;
    }

    private void outline(GraphicsContext gc, Theme theme, Grid grid, @Nullable Cell cell, boolean selected) {
        if (cell == null || !contains(cell)) return;
        double x = grid.x(cell.column());
        double y = grid.y(cell.row());
        double w = Math.max(4, grid.x(cell.column() + 1) - x);
        double h = Math.max(4, grid.y(cell.row() + 1) - y);
        CellPainter.outline(gc, theme, x, y, w, h, selected);
    }

    /** Frames the row and the column that are in use. */
    private void frameLit(GraphicsContext gc, Theme theme, Grid grid) {
        double width = grid.x(columns()) - grid.x(0);
        double height = grid.y(rows()) - grid.y(0);
        int row = litRow.get();
        int column = litColumn.get();
        if (row >= 0 && row < rows()) {
            CellPainter.outline(gc, theme, grid.x(0), grid.y(row), width, grid.y(row + 1) - grid.y(row), true);
        }
        if (column >= 0 && column < columns()) {
            CellPainter.outline(
                    gc, theme, grid.x(column), grid.y(0), grid.x(column + 1) - grid.x(column), height, true);
        }
    }

    private void labels(GraphicsContext gc, Theme theme, Grid grid, int r0, int r1, int c0, int c1) {
        double em = theme.em();
        gc.setTextBaseline(VPos.CENTER);
        gc.setTextAlign(TextAlignment.RIGHT);
        double rowType = Math.clamp(.95 * grid.cellHeight, SMALLEST_LABEL, LABEL * em);
        int rowStride = (int) Math.ceil(1.05 * rowType / grid.cellHeight);
        for (int r = r0; r <= Math.min(r1, rowLabels.get().size() - 1); r++) {
            if (r % rowStride != 0 && r != litRow.get()) continue;
            double y = grid.originY + (r + .5) * grid.cellHeight;
            Font font = labelFont(gc, theme, rowType / em, r == litRow.get());
            if (y > grid.top) gc.fillText(Theme.elide(rowLabels.get().get(r), font, grid.left - 6), grid.left - 5, y);
        }
        if (grid.turned) {
            turnedLabels(gc, theme, grid, c0, Math.min(c1, columnLabels.get().size() - 1));
            return;
        }
        gc.setTextAlign(TextAlignment.CENTER);
        double widest = labelRoom(columnLabels.get(), theme.font(LABEL), 5 * em) - 4;
        double shrunk = Math.clamp((grid.cellWidth - 1) / widest, Math.min(1, SMALLEST_LABEL / (LABEL * em)), 1);
        int columnStride = Math.max(1, (int) Math.ceil(shrunk * widest / grid.cellWidth));
        for (int c = c0; c <= Math.min(c1, columnLabels.get().size() - 1); c++) {
            if (c % columnStride != 0 && c != litColumn.get()) continue;
            double x = grid.originX + (c + .5) * grid.cellWidth;
            Font font = labelFont(gc, theme, LABEL * shrunk, c == litColumn.get());
            String text = Theme.elide(columnLabels.get().get(c), font, Math.max(5 * em, grid.cellWidth));
            if (x > grid.left) gc.fillText(text, x, grid.top / 2);
        }
    }

    /** Names the columns upwards, each from the edge of the first row. */
    private void turnedLabels(GraphicsContext gc, Theme theme, Grid grid, int first, int last) {
        double ems = Math.min(LABEL, .95 * grid.cellWidth / theme.em());
        gc.setTextAlign(TextAlignment.LEFT);
        for (int c = first; c <= last; c++) {
            double x = grid.originX + (c + .5) * grid.cellWidth;
            if (x <= grid.left) continue;
            Font font = labelFont(gc, theme, ems, c == litColumn.get());
            gc.save();
            gc.translate(x, grid.top - 3);
            gc.rotate(-90);
            gc.fillText(Theme.elide(columnLabels.get().get(c), font, grid.top - 3), 0, 0);
            gc.restore();
        }
    }

    private static Font labelFont(GraphicsContext gc, Theme theme, double ems, boolean isLit) {
        Font font = isLit ? theme.bold(ems) : theme.font(ems);
        gc.setFont(font);
        gc.setFill(isLit ? theme.accent() : theme.muted());
        return font;
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        if (rows() == 0 || columns() == 0) return null;
        Grid grid = grid(theme());
        if (x < grid.left || y < grid.top) return null;
        Cell cell = new Cell((int) Math.floor((y - grid.originY) / grid.cellHeight), (int)
                Math.floor((x - grid.originX) / grid.cellWidth));
        return contains(cell) ? cell : null;
    }

    @Override
    protected void reveal(Cell cell) {
        Grid grid = grid(theme());
        double x = grid.originX + cell.column() * grid.cellWidth;
        double y = grid.originY + cell.row() * grid.cellHeight;
        panX += Math.max(0, grid.left - x) - Math.max(0, x + grid.cellWidth - getWidth());
        panY += Math.max(0, grid.top - y) - Math.max(0, y + grid.cellHeight - getHeight());
    }

    private void wheel(ScrollEvent event) {
        if (event.getDeltaY() == 0 || !zoomable.get()) return;
        zoomAround(event.getX(), event.getY(), Math.exp(event.getDeltaY() / 200));
        event.consume();
    }

    private void zoomKey(KeyEvent event) {
        double factor = switch (event.getCharacter()) {
            case "+", "=" -> 1.25;
            case "-" -> .8;
            case "0" -> 1 / zoom.get();
            default -> 0;
        };
        if (factor == 0 || !zoomable.get()) return;
        zoomAround(getWidth() / 2, getHeight() / 2, factor);
        event.consume();
    }

    private void zoomAround(double x, double y, double factor) {
        Grid grid = grid(theme());
        double before = zoom.get();
        zoom.set(Math.clamp(before * factor, 1, LARGEST_ZOOM));
        double ratio = zoom.get() / before;
        panX = (x - grid.left) - ((x - grid.left) - panX) * ratio;
        panY = (y - grid.top) - ((y - grid.top) - panY) * ratio;
        repaint();
    }

    private void drag(MouseEvent event) {
        panX += event.getX() - dragX;
        panY += event.getY() - dragY;
        dragX = event.getX();
        dragY = event.getY();
        repaint();
    }

    /** The numbers: a matrix, or a vector that is drawn as one row; of more axes all but the last are rows. */
    public ObjectProperty<@Nullable Tensor> valuesProperty() {
        return values;
    }

    public void setValues(@Nullable Tensor tensor) {
        values.set(tensor);
    }

    /** Which number has which colour. */
    public ObjectProperty<ColorScale> scaleProperty() {
        return scale;
    }

    public void setScale(ColorScale value) {
        scale.set(value);
    }

    /** The names of the rows, or none. */
    public ObjectProperty<List<String>> rowLabelsProperty() {
        return rowLabels;
    }

    public void setRowLabels(List<String> labels) {
        rowLabels.set(labels);
    }

    /** The names of the columns, or none. */
    public ObjectProperty<List<String>> columnLabelsProperty() {
        return columnLabels;
    }

    public void setColumnLabels(List<String> labels) {
        columnLabels.set(labels);
    }

    /** Which cells are masked, so that they are never computed, and are hatched; null for none. */
    public ObjectProperty<@Nullable Predicate<Cell>> maskedProperty() {
        return masked;
    }

    public void setMasked(@Nullable Predicate<Cell> mask) {
        masked.set(mask);
    }

    /** What is said in the place of a masked number. */
    public StringProperty maskTextProperty() {
        return maskText;
    }

    /** The row that is being used, framed in the accent colour, or −1. */
    public IntegerProperty litRowProperty() {
        return litRow;
    }

    public void setLitRow(int row) {
        litRow.set(row);
    }

    /** The column that is being used, framed in the accent colour, or −1. */
    public IntegerProperty litColumnProperty() {
        return litColumn;
    }

    public void setLitColumn(int column) {
        litColumn.set(column);
    }

    /** Whether the names of the columns are written upwards where they would not fit beside each other. */
    public BooleanProperty turnsColumnLabelsProperty() {
        return turnsColumnLabels;
    }

    /** Whether the wheel and the keys zoom; where they do not the wheel is left to what the map stands in. */
    public BooleanProperty zoomableProperty() {
        return zoomable;
    }

    public void setZoomable(boolean value) {
        zoomable.set(value);
    }

    /** How much the matrix is enlarged; at 1 it fits its room. */
    public DoubleProperty zoomProperty() {
        return zoom;
    }

    @Override
    protected double computePrefWidth(double height) {
        return 30 * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return 3 * theme().em();
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.min(24, Math.max(3, rows() * 2)) * theme().em();
    }
}
