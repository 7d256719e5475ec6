package dev.unroll.viz.chart;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.Palette;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.ScrollEvent;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * How closely each unit follows something, from −1 to 1, as bars to either side of 0, the closest first whichever its sign; those of
 * which nothing can be said come last. One of the units is chosen. The wheel and the arrow keys reach those that do not fit. A cell's row
 * is a rank.
 */
@SuppressWarnings("this-escape") // Handlers are only called once the view is shown.
public final class CorrelationBars extends CellView {
    private final ObjectProperty<@Nullable Tensor> correlations = new SimpleObjectProperty<>(this, "correlations");
    private final IntegerProperty chosen = new SimpleIntegerProperty(this, "chosen", -1);
    private List<Integer> order = List.of();
    private int top;

    /** No bars yet. */
    public CorrelationBars() {
        super("correlation-bars");
        repaintOn(correlations, chosen);
        correlations.addListener(o -> rank());
        setOnScroll(this::wheel);
    }

    private void rank() {
        Tensor r = correlations.get();
        order = r == null
                ? List.of()
                : IntStream.range(0, r.length())
                        .boxed()
                        .sorted(Comparator.comparingDouble(unit -> Float.isNaN(r.at(unit)) ? 1 : -Math.abs(r.at(unit))))
                        .toList();
        top = 0;
    }

    /** The unit in the {@code row}th place from the top. */
    public int unit(int row) {
        return order.get(row);
    }

    /** The place of a unit from the top, or −1. */
    public int row(int unit) {
        return order.indexOf(unit);
    }

    @Override
    protected int rows() {
        return order.size();
    }

    @Override
    protected int columns() {
        return Math.min(1, rows());
    }

    private double rowHeight() {
        return Math.round(1.6 * theme().em());
    }

    private int fitting() {
        return Math.max(1, (int) (getHeight() / rowHeight()));
    }

    private void scrollTo(int row) {
        top = Math.clamp(row, 0, Math.max(0, rows() - fitting()));
        repaint();
    }

    private void wheel(ScrollEvent event) {
        if (rows() <= fitting()) return;
        scrollTo(top - (int) Math.signum(event.getDeltaY()) * 2);
        event.consume();
    }

    @Override
    protected void reveal(Cell cell) {
        if (cell.row() < top) scrollTo(cell.row());
        else if (cell.row() >= top + fitting()) scrollTo(cell.row() - fitting() + 1);
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        Tensor r = correlations.get();
        if (r == null) return;
        double em = theme.em();
        Font font = theme.font(.9);
        double left = Math.ceil(Theme.width("h[000]", font) + em);
        double right = Math.ceil(Theme.width("−0.00", font) + .4 * em);
        double half = Math.max(2, (getWidth() - left - right) / 2);
        double zero = Math.round(left + half) + .5;
        double height = rowHeight();
        gc.setTextBaseline(VPos.CENTER);
        for (int row = top; row < Math.min(rows(), top + fitting() + 1); row++) {
            double y = (row - top) * height;
            double middle = y + height / 2;
            int unit = order.get(row);
            float value = r.at(unit);
            if (unit == chosen.get()) {
                gc.setFill(theme.accent().deriveColor(0, 1, 1, .18));
                gc.fillRoundRect(0, y + 1, getWidth(), height - 2, 6, 6);
            }
            gc.setFont(font);
            gc.setFill(theme.ink());
            gc.setTextAlign(TextAlignment.RIGHT);
            gc.fillText("h[" + unit + "]", left - .4 * em, middle);
            Cell cell = new Cell(row, 0);
            if (isVeiled(cell)) {
                CellPainter.veiled(gc, theme, left, y + 2, getWidth() - left, height - 4);
                continue;
            }
            if (!Float.isNaN(value)) {
                double length = value * half;
                gc.setFill(Palette.DIVERGING.color(value < 0 ? .15 : .85, theme.dark()));
                gc.fillRect(Math.min(zero, zero + length), y + .2 * height, Math.max(1, Math.abs(length)), .6 * height);
            }
            gc.setFont(font);
            gc.setFill(Float.isNaN(value) ? theme.muted() : theme.ink());
            gc.setTextAlign(TextAlignment.RIGHT);
            gc.fillText(Float.isNaN(value) ? "–" : Numbers.compact(value), getWidth() - 2, middle);
            if (cell.equals(getHovered()) || cell.equals(getSelected()))
                CellPainter.outline(gc, theme, 0, y + 1, getWidth(), height - 1, cell.equals(getSelected()));
        }
        gc.setStroke(theme.muted());
        gc.setLineWidth(1);
        Lines.line(gc, zero, 0, zero, Math.min(getHeight(), (rows() - top) * height));
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        int row = top + (int) Math.floor(y / rowHeight());
        return row < 0 || row >= rows() ? null : new Cell(row, 0);
    }

    @Override
    protected String name(Cell cell) {
        return "h[" + order.get(cell.row()) + "]";
    }

    @Override
    protected String describe(Cell cell) {
        Tensor r = correlations.get();
        return r == null ? "" : name(cell) + ": r = " + Numbers.full(r.at(order.get(cell.row())));
    }

    @Override
    protected double computePrefWidth(double height) {
        return 17 * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(5 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(Math.clamp(rows(), 4, 16) * 1.6 * theme().em());
    }

    /** The correlation of each unit, {@code [UNIT]}; NaN where there is none. */
    public ObjectProperty<@Nullable Tensor> correlationsProperty() {
        return correlations;
    }

    public void setCorrelations(@Nullable Tensor tensor) {
        correlations.set(tensor);
    }

    /** The unit that is chosen, or −1. */
    public IntegerProperty chosenProperty() {
        return chosen;
    }

    public void setChosen(int unit) {
        chosen.set(unit);
    }
}
