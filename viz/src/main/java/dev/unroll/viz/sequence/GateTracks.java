package dev.unroll.viz.sequence;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.CategoricalPalette.Gate;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.TextAlignment;

/**
 * What the gates and states of one unit do over the steps of the time axis, a track below the other, each in its colour and filled
 * from 0. Where something was set by hand, a mark stands there; what there would have been without it is a dashed line, and the
 * difference is hatched.
 *
 * <p>A cell's row is a track, its column a step.
 */
public final class GateTracks extends TimeView {
    private final ObjectProperty<List<Track>> tracks = new SimpleObjectProperty<>(this, "tracks", List.of());
    private final ObjectProperty<Set<Cell>> held = new SimpleObjectProperty<>(this, "held", Set.of());

    /**
     * A number at each step.
     *
     * @param symbol what it is, in a letter or two
     * @param gate whose colour it has; null for a state
     * @param values {@code [TIME]}
     * @param unchanged {@code [TIME]}, as they would be without what was set by hand; null if nothing was
     * @param low the number at the bottom of the track, not above 0
     * @param high the number at its top, above 0
     */
    public record Track(
            String symbol,
            @Nullable Gate gate,
            Tensor values,
            @Nullable Tensor unchanged,
            double low,
            double high) {}

    /** No tracks yet, on the given axis. */
    public GateTracks(TimeAxis axis) {
        super("gate-tracks", axis);
        repaintOn(tracks, held);
        tracks.addListener(o -> requestLayout());
    }

    @Override
    protected int rows() {
        return tracks.get().size();
    }

    @Override
    protected int steps() {
        return tracks.get().isEmpty() ? 0 : tracks.get().getFirst().values.length();
    }

    private double rowHeight() {
        return getHeight() / Math.max(1, rows());
    }

    private static Color color(Track track, Theme theme) {
        return track.gate == null ? theme.ink() : track.gate.color(theme.dark());
    }

    @Override
    protected List<String> gutterLabels() {
        // With room for the bold type that they are written in.
        return tracks.get().stream().map(track -> label(track) + "   ").toList();
    }

    /** The symbol, with the range of a state, which is not known beforehand. */
    private static String label(Track track) {
        return track.gate == null ? track.symbol + "  ±" + Numbers.brief(track.high) : track.symbol;
    }

    @Override
    protected void paintGutter(GraphicsContext gc, Theme theme) {
        for (int row = 0; row < rows(); row++) {
            Track track = tracks.get().get(row);
            gc.setFont(theme.bold(.95));
            gc.setFill(color(track, theme));
            gc.setTextAlign(TextAlignment.RIGHT);
            gc.setTextBaseline(VPos.CENTER);
            gc.fillText(label(track), axis().getGutter() - .5 * theme.em(), (row + .5) * rowHeight());
        }
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        tintColumns(gc, theme);
        for (int row = 0; row < rows(); row++) track(gc, theme, row);
        framePosition(gc, theme);
        outlineCells(gc, theme, 0, rowHeight());
    }

    private void track(GraphicsContext gc, Theme theme, int row) {
        Track track = tracks.get().get(row);
        double top = Math.round(row * rowHeight()) + 2;
        double height = Math.max(2, Math.round((row + 1) * rowHeight()) - 1 - top);
        double zero = top + height * track.high / (track.high - track.low);
        ToDoubleFunction<Double> y =
                value -> Math.clamp(zero - value * height / (track.high - track.low), top, top + height);
        Color color = color(track, theme);
        gc.setFill(color.deriveColor(0, 1, 1, .06));
        gc.fillRect(
                axis().left(axis().firstVisible()),
                top,
                axis().left(axis().lastVisible() + 1) - axis().left(axis().firstVisible()),
                height);
        for (int t = axis().firstVisible(); t <= lastShown(); t++) {
            double x = axis().left(t);
            double width = axis().left(t + 1) - x;
            if (!isComputed(t)) continue;
            if (isVeiled(new Cell(row, t))) {
                CellPainter.veiled(gc, theme, x, top, width, height);
                continue;
            }
            bar(gc, theme, track, t, x, width, zero, y);
            if (held.get().contains(new Cell(row, t))) hand(gc, theme, x + width / 2, top);
        }
        gc.setStroke(theme.line());
        gc.setLineWidth(1);
        Lines.line(
                gc,
                axis().getGutter(),
                Math.round(zero) + .5,
                axis().left(axis().lastVisible() + 1),
                Math.round(zero) + .5);
    }

    private void bar(
            GraphicsContext gc,
            Theme theme,
            Track track,
            int t,
            double x,
            double width,
            double zero,
            ToDoubleFunction<Double> y) {
        double value = track.values.at(t);
        if (!Double.isFinite(value)) return;
        Color color = color(track, theme);
        double at = y.applyAsDouble(value);
        gc.setFill(color.deriveColor(0, 1, 1, .38));
        gc.fillRect(x, Math.min(at, zero), width, Math.abs(at - zero));
        gc.setFill(color);
        gc.fillRect(x, Math.round(at) - 1, width, 2.5);
        Tensor before = track.unchanged;
        if (before != null && before.at(t) != track.values.at(t)) {
            double was = y.applyAsDouble((double) before.at(t));
            gc.setFill(theme.accent().deriveColor(0, 1, 1, .25));
            gc.fillRect(x, Math.min(at, was), width, Math.abs(at - was));
            gc.setStroke(theme.accent());
            gc.setLineWidth(1.5);
            gc.setLineDashes(3, 2);
            Lines.line(gc, x, Math.round(was) + .5, x + width, Math.round(was) + .5);
            gc.setLineDashes((double[]) null);
        }
        String text = Numbers.compact(value);
        if (width < 3.2 * theme.em() || rowHeight() < 1.3 * theme.em()) return;
        gc.setFont(theme.font(.8));
        gc.setFill(theme.ink());
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(
                text,
                x + width / 2,
                Math.clamp(
                        at + (at < zero ? .7 : -.7) * theme.em(),
                        y.applyAsDouble(track.high) + .5 * theme.em(),
                        y.applyAsDouble(track.low) - .5 * theme.em()));
    }

    /** Something was set by hand here. */
    private static void hand(GraphicsContext gc, Theme theme, double x, double top) {
        gc.setFill(theme.accent());
        gc.fillPolygon(new double[] {x - 5, x + 5, x}, new double[] {top - 2, top - 2, top + 6}, 3);
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        return cellAt(x, y, 0, rowHeight());
    }

    @Override
    protected String name(Cell cell) {
        return tracks.get().get(cell.row()).symbol + ", " + super.name(cell);
    }

    @Override
    protected String describe(Cell cell) {
        Track track = tracks.get().get(cell.row());
        if (cell.column() >= track.values.length()) return "";
        float value = track.values.at(cell.column());
        String text = name(cell) + ": " + Numbers.full(value);
        Tensor before = track.unchanged;
        if (before == null || before.at(cell.column()) == value) return text;
        return text + "   ← " + Numbers.full(before.at(cell.column())) + "   Δ "
                + Numbers.brief(value - before.at(cell.column()));
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(Math.max(1, rows()) * 1.25 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(Math.max(1, rows()) * 1.8 * theme().em());
    }

    /** The tracks, from top to bottom, all of as many steps. */
    public ObjectProperty<List<Track>> tracksProperty() {
        return tracks;
    }

    public void setTracks(List<Track> list) {
        tracks.set(List.copyOf(list));
    }

    /** Where something was set by hand. */
    public ObjectProperty<Set<Cell>> heldProperty() {
        return held;
    }

    public void setHeld(Set<Cell> cells) {
        held.set(Set.copyOf(cells));
    }
}
