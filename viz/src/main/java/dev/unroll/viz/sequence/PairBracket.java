package dev.unroll.viz.sequence;

import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.VPos;
import javafx.geometry.VerticalDirection;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/** A bracket that joins two columns of the time axis, with a text between them that says what they have in common. */
public final class PairBracket extends TimeView {
    private final ObjectProperty<@Nullable StepPair> pair = new SimpleObjectProperty<>(this, "pair");
    private final ObjectProperty<VerticalDirection> opening =
            new SimpleObjectProperty<>(this, "opening", VerticalDirection.DOWN);

    /** A bracket that joins nothing yet, on the given axis. */
    public PairBracket(TimeAxis axis) {
        super("pair-bracket", axis);
        setFocusTraversable(false);
        repaintOn(pair, opening);
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        StepPair joined = pair.get();
        if (joined == null) return;
        int a = Math.min(joined.first(), joined.second());
        int b = Math.max(joined.first(), joined.second());
        if (a < 0 || b >= axis().getCount() || b < axis().firstVisible() || a > axis().lastVisible()) return;
        boolean down = opening.get() == VerticalDirection.DOWN;
        double height = getHeight();
        double em = theme.em();
        double line = Math.round(down ? height - .65 * em : .65 * em);
        double tip = down ? height - 1 : 1;
        double from = Math.round(axis().x(a));
        double to = Math.round(axis().x(b));
        gc.setStroke(theme.accent());
        gc.setLineWidth(2);
        double round = Math.min(.5 * em, (to - from) / 2);
        gc.beginPath();
        gc.moveTo(from, tip);
        gc.arcTo(from, line, from + round, line, Math.min(round, Math.abs(tip - line)));
        gc.arcTo(to, line, to, tip, Math.min(round, Math.abs(tip - line)));
        gc.lineTo(to, tip);
        gc.stroke();
        Font font = theme.font(.9);
        double half = Theme.width(getText(), font) / 2;
        double right = axis().getGutter() + axis().available();
        double middle = Math.clamp(
                (from + to) / 2, axis().getGutter() + half, Math.max(axis().getGutter() + half, right - half));
        gc.setFont(font);
        gc.setFill(theme.ink());
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(getText(), middle, down ? (line - 1) / 2 : (line + 1 + height) / 2);
    }

    @Override
    protected void paintGutter(GraphicsContext gc, Theme theme) {}

    @Override
    protected List<String> gutterLabels() {
        return List.of();
    }

    @Override
    protected int rows() {
        return 0;
    }

    @Override
    protected int steps() {
        return axis().getCount();
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        return null;
    }

    @Override
    protected String describe(Cell cell) {
        return "";
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(2 * theme().em());
    }

    @Override
    protected double computeMaxHeight(double width) {
        return computePrefHeight(width);
    }

    /** The two steps that are joined; null, or one below 0, draws nothing. */
    public ObjectProperty<@Nullable StepPair> pairProperty() {
        return pair;
    }

    public void setPair(int first, int second) {
        pair.set(new StepPair(first, second));
    }

    /** Where the columns are: below the bracket or above it. */
    public ObjectProperty<VerticalDirection> openingProperty() {
        return opening;
    }

    public void setOpening(VerticalDirection direction) {
        opening.set(direction);
    }

    /** What the two have in common; a screen reader says it too. */
    public StringProperty textProperty() {
        return titleProperty();
    }

    public String getText() {
        return getTitle();
    }

    public void setText(String text) {
        setTitle(text);
    }
}
