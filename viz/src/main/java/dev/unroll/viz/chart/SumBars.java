package dev.unroll.viz.chart;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.export.Tabulated;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * Numbers that are added up, as bars upwards from a line where they are positive and downwards where they are negative; behind them, set
 * apart, what their sum is. Where there is something to compare them with, a short line stands where each of those numbers is. A cell's column is
 * the number's place; the sum is the last one.
 */
public final class SumBars extends CellView implements Tabulated {
    private final ObjectProperty<@Nullable Tensor> terms = new SimpleObjectProperty<>(this, "terms");
    private final ObjectProperty<@Nullable Tensor> reference = new SimpleObjectProperty<>(this, "reference");
    private final ObjectProperty<List<String>> labels = new SimpleObjectProperty<>(this, "labels", List.of());
    private final StringProperty sumLabel = new SimpleStringProperty(this, "sumLabel", "Σ");

    private final StringProperty referenceLabel = new SimpleStringProperty(this, "referenceLabel", "reference");

    /** No numbers yet. */
    public SumBars() {
        super("sum-bars");
        repaintOn(terms, reference, labels, sumLabel, referenceLabel);
    }

    private int count() {
        Tensor all = terms.get();
        return all == null ? 0 : all.length();
    }

    /** The numbers in their order, and then their sum. */
    private double value(int column) {
        return value(terms.get(), column);
    }

    private boolean compared() {
        Tensor other = reference.get();
        return other != null && other.length() == count();
    }

    private static double value(@Nullable Tensor all, int column) {
        if (all == null) return Double.NaN;
        if (column < all.length()) return all.at(column);
        double sum = 0;
        for (int i = 0; i < all.length(); i++) sum += all.at(i);
        return sum;
    }

    private String label(int column) {
        if (column == count()) return sumLabel.get();
        return column < labels.get().size() ? labels.get().get(column) : Integer.toString(column);
    }

    @Override
    protected int rows() {
        return Math.min(1, count());
    }

    @Override
    protected int columns() {
        return count() == 0 ? 0 : count() + 1;
    }

    private double pitch() {
        return Math.max(1, getWidth() - sumRoom(theme())) / Math.max(1, count());
    }

    private double left(int column) {
        return column == count() ? getWidth() - sumRoom(theme()) : column * pitch();
    }

    private double width(int column) {
        return column == count() ? sumRoom(theme()) : pitch();
    }

    @Override
    protected void paint(GraphicsContext gc, Theme theme) {
        if (count() == 0) return;
        double em = theme.em();
        double top = getTitle().isEmpty() ? 0 : 1.4 * em;
        gc.setTextBaseline(VPos.TOP);
        gc.setTextAlign(TextAlignment.LEFT);
        gc.setFont(theme.font(.9));
        gc.setFill(theme.muted());
        gc.fillText(compared() ? getTitle() + "   ▬ " + referenceLabel.get() : getTitle(), .4 * em, 0);
        double bottom = getHeight() - 1.3 * em;
        double most = 0;
        double least = 0;
        for (int i = 0; i < count(); i++) {
            double other = compared() ? value(reference.get(), i) : 0;
            most = Math.max(most, Math.max(value(i), other));
            least = Math.min(least, Math.min(value(i), other));
        }
        double room = bottom - top - 2.6 * em; // a number above the highest bar and one below the lowest
        double scale = most - least > 0 ? Math.max(1, room) / (most - least) : 0;
        double zero = Math.round(top + 1.3 * em + most * scale) + .5;
        for (int i = 0; i < count(); i++) column(gc, theme, i, zero, scale, top, bottom);
        sum(gc, theme, zero, top, bottom);
        gc.setStroke(theme.muted());
        gc.setLineWidth(1);
        Lines.line(gc, 0, zero, left(count()), zero);
        outline(gc, theme, getHovered(), false, top, bottom);
        outline(gc, theme, getSelected(), true, top, bottom);
    }

    private void column(
            GraphicsContext gc, Theme theme, int column, double zero, double scale, double top, double bottom) {
        double middle = left(column) + pitch() / 2;
        if (isVeiled(new Cell(0, column))) {
            CellPainter.veiled(gc, theme, left(column) + 1, top, pitch() - 2, bottom - top);
        } else {
            double value = value(column);
            double length = value * scale;
            double width = pitch() > 6 ? Math.min(.7 * pitch(), 5 * theme.em()) : Math.max(1, pitch() - 1);
            gc.setFill(ColorScale.signed(1).color(Math.signum(value) * .75, theme.dark()));
            gc.fillRect(middle - width / 2, Math.min(zero, zero - length), width, Math.abs(length));
            double other = compared() ? scale * value(reference.get(), column) : length;
            if (compared()) line(gc, theme, middle, width, zero - other);
            Font small = theme.font(.8);
            if (Theme.width("−0.00", small) + 2 < pitch()) {
                number(
                        gc,
                        theme,
                        small,
                        Numbers.compact(value),
                        middle,
                        zero - numberEnd(length, other, 1.3 * theme.em()),
                        length < 0 ? VPos.TOP : VPos.BOTTOM);
            }
        }
        below(gc, theme, column, middle);
    }

    /** The number stands at the end of its bar; beyond the line of what it is compared with only where that would run through it. */
    private static double numberEnd(double length, double other, double room) {
        double beyond = length < 0 ? length - other : other - length;
        return beyond > 0 && beyond < room ? other : length;
    }

    private static void number(
            GraphicsContext gc, Theme theme, Font font, String text, double middle, double y, VPos side) {
        gc.setFont(font);
        gc.setFill(theme.ink());
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(side);
        gc.fillText(text, middle, y + (side == VPos.TOP ? 3 : side == VPos.BOTTOM ? -3 : 0));
    }

    /** The sum is told and not drawn: beside it the bars of many terms would be too short to be seen. */
    private void sum(GraphicsContext gc, Theme theme, double zero, double top, double bottom) {
        double middle = sumMiddle(theme);
        boolean hidden = isVeiled(new Cell(0, count()));
        String text = "= " + (hidden ? "?" : Numbers.compact(value(count())));
        number(
                gc,
                theme,
                theme.bold(1.1),
                text,
                middle,
                Math.clamp(zero, top + theme.em(), bottom - 2 * theme.em()),
                VPos.CENTER);
        if (!hidden && compared())
            number(
                    gc,
                    theme,
                    theme.font(.8),
                    "▬ " + Numbers.compact(value(reference.get(), count())),
                    middle,
                    Math.clamp(zero, top + theme.em(), bottom - 2 * theme.em()) + theme.em(),
                    VPos.TOP);
        below(gc, theme, count(), middle);
    }

    private double sumMiddle(Theme theme) {
        return getWidth() - sumRoom(theme) / 2;
    }

    private static double sumRoom(Theme theme) {
        return Math.ceil(5.5 * theme.em());
    }

    /** A line that is seen on a bar and beside it. */
    private static void line(GraphicsContext gc, Theme theme, double middle, double width, double y) {
        gc.setStroke(theme.background());
        gc.setLineWidth(4);
        Lines.line(gc, middle - .65 * width, y, middle + .65 * width, y);
        gc.setStroke(theme.ink());
        gc.setLineWidth(2);
        Lines.line(gc, middle - .65 * width, y, middle + .65 * width, y);
    }

    /** A label for every column, or for as many as there is room for. */
    private void below(GraphicsContext gc, Theme theme, int column, double middle) {
        Font font = theme.font(.8);
        double widest = 0;
        for (int i = 0; i < count(); i++) widest = Math.max(widest, Theme.width(label(i), font));
        int stride = (int) Math.max(1, Math.ceil((widest + 4) / pitch()));
        if (column < count() && column % stride != 0) return;
        gc.setFont(font);
        gc.setFill(theme.muted());
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.BOTTOM);
        double half = Theme.width(label(column), font) / 2;
        gc.fillText(label(column), Math.clamp(middle, half, Math.max(half, getWidth() - half)), getHeight());
    }

    private void outline(
            GraphicsContext gc, Theme theme, @Nullable Cell cell, boolean selected, double top, double bottom) {
        if (cell == null || !contains(cell)) return;
        CellPainter.outline(gc, theme, left(cell.column()), top, width(cell.column()), bottom - top, selected);
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        if (count() == 0 || x < 0 || x > getWidth()) return null;
        return new Cell(0, Math.min((int) Math.floor(x / pitch()), count()));
    }

    @Override
    protected String name(Cell cell) {
        return label(cell.column());
    }

    @Override
    protected String describe(Cell cell) {
        String told = name(cell) + ": " + Numbers.full(value(cell.column()));
        if (!compared()) return told;
        return told + ", " + referenceLabel.get() + ": " + Numbers.full(value(reference.get(), cell.column()));
    }

    @Override
    public List<List<Object>> table() {
        List<List<Object>> lines = new ArrayList<>(List.of(List.of("term", "value")));
        for (int i = 0; i < columns(); i++) lines.add(List.of(label(i), value(i)));
        return lines;
    }

    @Override
    protected double computePrefWidth(double height) {
        return 30 * theme().em();
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(7 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(11 * theme().em());
    }

    /** The numbers, of any shape, in row-major order. */
    public void setTerms(@Nullable Tensor tensor) {
        terms.set(tensor);
    }

    /** As many numbers to compare them with, or null. */
    public void setReference(@Nullable Tensor tensor) {
        reference.set(tensor);
    }

    /** What they are compared with. */
    public StringProperty referenceLabelProperty() {
        return referenceLabel;
    }

    /** What each number is called; those that are not named are counted. */
    public void setLabels(List<String> names) {
        labels.set(List.copyOf(names));
    }

    /** What the sum is called. */
    public StringProperty sumLabelProperty() {
        return sumLabel;
    }
}
