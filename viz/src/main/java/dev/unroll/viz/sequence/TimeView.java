package dev.unroll.viz.sequence;

import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.Orientation;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * A view whose columns are the steps of a {@link TimeAxis}. Where not all of them fit the wheel, upright or sideways, and
 * dragging scroll the axis; Ctrl and the wheel zoom it around the pointer. With few columns type and cells grow.
 */
@SuppressWarnings("this-escape") // Handlers are only called once the view is shown.
public abstract class TimeView extends CellView {
    private static final double LARGEST_ROWS = 1.6;

    private final BooleanProperty hideFuture = new SimpleBooleanProperty(this, "hideFuture", false);
    private final BooleanProperty currentComputed = new SimpleBooleanProperty(this, "currentComputed", true);
    private final StringProperty emptyText = new SimpleStringProperty(this, "emptyText", "not computed yet");
    private final TimeAxis axis;
    private double dragX;

    /** A view on the given axis. */
    protected TimeView(String styleClass, TimeAxis axis) {
        super(styleClass);
        this.axis = axis;
        repaintOn(
                hideFuture,
                currentComputed,
                emptyText,
                axis.countProperty(),
                axis.positionProperty(),
                axis.backwardProperty(),
                axis.hoveredProperty(),
                axis.columnWidthProperty(),
                axis.scrollProperty(),
                axis.gutterProperty());
        hoveredProperty().addListener((o, old, now) -> axis.hoveredProperty().set(now == null ? -1 : now.column()));
        sceneProperty().addListener((o, old, now) -> {
            if (now == null) axis.leave(this);
        });
        for (Observable cause : List.of(axis.countProperty(), axis.zoomProperty(), axis.minColumnWidthProperty())) {
            cause.addListener(o -> requestLayout()); // for the height depends on the width of a column
        }
        setOnScroll(this::wheel);
        setOnMousePressed(e -> dragX = e.getX());
        setOnMouseDragged(this::drag);
        setMinWidth(0);
    }

    /** The axis that this view shares. */
    public final TimeAxis axis() {
        return axis;
    }

    /** Of how many steps there are data; while others are on their way these may be fewer than the axis has, or more. */
    protected abstract int steps();

    /** The last step of which there are data and of which something can be seen, or −1. */
    protected final int lastShown() {
        return Math.min(axis.lastVisible(), steps() - 1);
    }

    /** Whether step {@code t} has been computed at the playback position; if not its column is left empty. */
    public final boolean isComputed(int t) {
        int position = axis.getPosition();
        if (axis.isBackward() && t != position) return !hideFuture.get() || position < 0 || t > position;
        return isComputed(t, position, hideFuture.get(), currentComputed.get());
    }

    /** Whether step {@code t} has been computed where playback stands at {@code position}, or at −1 nowhere. */
    public static boolean isComputed(int t, int position, boolean hideFuture, boolean currentComputed) {
        if (t == position) return currentComputed;
        return !hideFuture || position < 0 || t < position;
    }

    /** Whether what a cell shows has been computed at the playback position; where a row is computed at once, sooner than its column. */
    protected boolean isComputed(Cell cell) {
        return isComputed(cell.column());
    }

    @Override
    protected @Nullable String withheld(Cell cell) {
        return isComputed(cell) ? super.withheld(cell) : emptyText.get();
    }

    @Override
    protected String name(Cell cell) {
        return "t=" + cell.column();
    }

    /** The names that stand left of the first column, which need room there. */
    protected abstract List<String> gutterLabels();

    /** Paints the view; what lies left of the gutter's edge is for labels. */
    protected abstract void paintColumns(GraphicsContext gc, Theme theme);

    /** Paints the labels in the gutter. */
    protected abstract void paintGutter(GraphicsContext gc, Theme theme);

    @Override
    protected final void paint(GraphicsContext gc, Theme theme) {
        axis.enter(this, new TimeAxis.Room(getWidth(), gutterRoom(theme)));
        gc.save();
        gc.beginPath();
        gc.rect(axis.getGutter() - 2, 0, getWidth(), getHeight());
        gc.clip();
        paintColumns(gc, theme);
        gc.restore();
        paintGutter(gc, theme);
    }

    /** Frames the column of playback where columns are narrow, for a tint behind the cells is not seen there. */
    protected final void framePosition(GraphicsContext gc, Theme theme) {
        framePosition(gc, theme, 0, getHeight());
    }

    /** As {@link #framePosition(GraphicsContext, Theme)}, between two heights: numbers and names beyond them are not struck through. */
    protected final void framePosition(GraphicsContext gc, Theme theme, double top, double bottom) {
        int t = axis.getPosition();
        if (axis.getColumnWidth() >= 1.5 * theme.em() || t < 0 || t >= axis.getCount()) return;
        gc.setStroke(theme.accent());
        gc.setLineWidth(1.5);
        Lines.frame(gc, axis.left(t) - 1, top + 1, axis.left(t + 1) - axis.left(t) + 1, bottom - top - 2);
    }

    private double gutterRoom(Theme theme) {
        Font font = labelFont(theme);
        double widest = 0;
        for (String label : gutterLabels()) widest = Math.max(widest, Theme.width(label, font));
        return widest == 0 ? 0 : Math.min(widest, 9 * theme.em()) + theme.em(); // an emphasised view has a bar there
    }

    /** The font of labels in the gutter. */
    protected static Font labelFont(Theme theme) {
        return theme.font(.85);
    }

    /** Writes a label in the gutter at height {@code y}. */
    protected final void label(GraphicsContext gc, Theme theme, String text, double y) {
        label(gc, theme, labelFont(theme), text, y);
    }

    /** As {@link #label(GraphicsContext, Theme, String, double)}, in another font. */
    protected final void label(GraphicsContext gc, Theme theme, Font font, String text, double y) {
        gc.setFont(font);
        gc.setFill(theme.muted());
        gc.setTextAlign(TextAlignment.RIGHT);
        gc.setTextBaseline(VPos.CENTER);
        double room = axis.getGutter() - .7 * theme.em();
        gc.fillText(Theme.elide(text, font, room + 1), axis.getGutter() - .5 * theme.em(), y);
    }

    /** Tints the column of playback and, more faintly, the one under the pointer. */
    protected final void tintColumns(GraphicsContext gc, Theme theme) {
        tint(gc, theme.accent().deriveColor(0, 1, 1, .14), axis.getPosition());
        if (axis.getHovered() != axis.getPosition())
            tint(gc, theme.muted().deriveColor(0, 1, 1, .12), axis.getHovered());
    }

    private void tint(GraphicsContext gc, Color color, int t) {
        if (t < 0 || t >= axis.getCount()) return;
        gc.setFill(color);
        gc.fillRect(axis.left(t), 0, axis.left(t + 1) - axis.left(t), getHeight());
    }

    /** Outlines the hovered and the selected cell, whose rows begin at {@code rowTop} and are {@code rowHeight} high. */
    protected final void outlineCells(GraphicsContext gc, Theme theme, double rowTop, double rowHeight) {
        outline(gc, theme, getHovered(), rowTop, rowHeight, false);
        outline(gc, theme, getSelected(), rowTop, rowHeight, true);
    }

    private void outline(
            GraphicsContext gc, Theme theme, @Nullable Cell cell, double rowTop, double rowHeight, boolean selected) {
        if (cell == null || !contains(cell)) return;
        double x = axis.left(cell.column());
        double y = Math.round(rowTop + cell.row() * rowHeight);
        double w = axis.left(cell.column() + 1) - x;
        double h = Math.round(rowTop + (cell.row() + 1) * rowHeight) - y;
        CellPainter.outline(gc, theme, x, y, Math.max(3, w), Math.max(3, h), selected);
    }

    /** The cell in the column at {@code x} and in the row at {@code y}, where rows begin at {@code rowTop}, or null. */
    protected final @Nullable Cell cellAt(double x, double y, double rowTop, double rowHeight) {
        int t = axis.stepAt(x);
        if (t < 0 || t >= steps() || rows() == 0 || y < rowTop) return null;
        int row = (int) Math.floor((y - rowTop) / rowHeight);
        return row < rows() ? new Cell(row, t) : null;
    }

    @Override
    protected final int columns() {
        return axis.getCount();
    }

    @Override
    protected final void reveal(Cell cell) {
        axis.reveal(cell.column());
    }

    /** Whether the columns of steps that playback has not reached are left empty, as not computed yet. */
    public final BooleanProperty hideFutureProperty() {
        return hideFuture;
    }

    public final void setHideFuture(boolean value) {
        hideFuture.set(value);
    }

    /**
     * Whether what this view shows is computed already at the playback position itself; if not that column is left empty
     * too. A step's hidden state comes before its prediction, and its prediction before its loss.
     */
    public final BooleanProperty currentComputedProperty() {
        return currentComputed;
    }

    public final void setCurrentComputed(boolean value) {
        currentComputed.set(value);
    }

    /** What is said in the place of a number that is not computed yet. */
    public final StringProperty emptyTextProperty() {
        return emptyText;
    }

    private void wheel(ScrollEvent event) {
        double sideways =
                Math.abs(event.getDeltaX()) > Math.abs(event.getDeltaY()) ? event.getDeltaX() : event.getDeltaY();
        if (event.isShortcutDown()) axis.zoomAround(event.getX(), Math.exp(event.getDeltaY() / 200));
        else if (axis.overflows()) axis.scrollTo(axis.scrollProperty().get() - sideways);
        else return;
        event.consume();
    }

    private void drag(MouseEvent event) {
        if (!axis.overflows()) return;
        axis.scrollTo(axis.scrollProperty().get() + (event.getX() - dragX) * scrollPerPixel());
        dragX = event.getX();
        event.consume();
    }

    /** By how many pixels the axis is scrolled when the pointer is dragged right by one. */
    protected double scrollPerPixel() {
        return -1;
    }

    /** How much larger than usual rows and their type are in columns of this width, from 1 to {@code most}. */
    protected static double growth(Theme theme, double columnWidth, double most) {
        return Math.clamp(columnWidth / (7 * theme.em()), 1, most);
    }

    /** The growth of rows, up to 1.6, at the columns' present width. */
    protected final double rowGrowth() {
        return growth(theme(), axis.getColumnWidth(), LARGEST_ROWS);
    }

    /** The growth of rows in a view of a width that it may not have yet; −1 is the present one. */
    protected final double rowGrowthIn(double width) {
        return growth(theme(), axis.columnWidthIn(width < 0 ? getWidth() : width), LARGEST_ROWS);
    }

    /** Heights depend on the width, for type grows with the columns. */
    @Override
    public final Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computePrefWidth(double height) {
        return 40 * theme().em();
    }
}
