package dev.unroll.viz.sequence;

import dev.unroll.engine.profile.Profile;
import dev.unroll.engine.profile.Work;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;

/**
 * A pass over a text as it was measured: time runs upward, the tokens stand side by side, and each operation is a bar over those for
 * which it is made. What must be done token by token becomes a staircase, what is done for all at once a block. Operations on the longest
 * chain of those that wait for one another are drawn in full colour, the others pale.
 *
 * <p>A cell's row is an operation by its number, and its column a token.
 */
public final class WorkTimeline extends TimeView {
    private final ObjectProperty<@Nullable Profile> profile = new SimpleObjectProperty<>(this, "profile");
    private final DoubleProperty longest = new SimpleDoubleProperty(this, "longest", 1);
    private final DoubleProperty until = new SimpleDoubleProperty(this, "until", Double.POSITIVE_INFINITY);
    private final ObjectProperty<Words> words = new SimpleObjectProperty<>(this, "words", Words.ENGLISH);

    /**
     * How an operation is told of.
     *
     * @param forward of the forward pass
     * @param backward of the backward pass
     * @param all made for all tokens at once
     * @param onChain lies on the longest chain
     */
    public record Words(String forward, String backward, String all, String onChain) {
        /** In English. */
        public static final Words ENGLISH =
                new Words("forward", "backward", "all tokens at once", "on the longest chain");
    }

    /** A view on the given axis. */
    public WorkTimeline(TimeAxis axis) {
        super("work-timeline", axis);
        repaintOn(profile, longest, until, words);
    }

    private List<Work> work() {
        Profile now = profile.get();
        return now == null ? List.of() : now.work();
    }

    @Override
    protected int steps() {
        Profile now = profile.get();
        return now == null ? 0 : now.positions();
    }

    @Override
    protected int rows() {
        return work().size();
    }

    private double bottom() {
        return getHeight() - .5 * theme().em();
    }

    private double y(double seconds) {
        double top = .7 * theme().em();
        return bottom() - (bottom() - top) * seconds / longest.get();
    }

    @Override
    protected List<String> gutterLabels() {
        return ticks().stream().map(WorkTimeline::time).toList();
    }

    private List<Double> ticks() {
        double room = Math.max(1, bottom() / (2.6 * theme().em()));
        double least = longest.get() / room;
        double unit = Math.pow(10, Math.floor(Math.log10(least)));
        double ratio = least / unit;
        double stride = unit * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; i * stride <= longest.get() * 1.0001 && i < 100; i++) ticks.add(i * stride);
        return ticks;
    }

    /** A time in the unit in which it is a short number. */
    public static String time(double seconds) {
        if (seconds == 0) return "0";
        return seconds < 1e-3
                ? Numbers.tick(seconds * 1e6) + " µs"
                : seconds < 1 ? Numbers.tick(seconds * 1e3) + " ms" : Numbers.tick(seconds) + " s";
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        gc.setStroke(theme.line());
        gc.setLineWidth(1);
        for (double tick : ticks()) {
            double y = Math.round(y(tick)) + .5;
            Lines.line(gc, axis().left(0), y, axis().left(axis().getCount()), y);
        }
        tintColumns(gc, theme);
        for (Work one : work()) if (one.start() < until.get()) bar(gc, theme, one);
        double now = until.get();
        if (now < longest.get()) {
            gc.setStroke(theme.accent());
            gc.setLineWidth(2);
            Lines.line(gc, axis().left(0), Math.round(y(now)), axis().left(axis().getCount()), Math.round(y(now)));
        }
        for (Cell cell : new Cell[] {getHovered(), getSelected()}) outline(gc, theme, cell);
    }

    /**
     * The colour of an operation, for whoever explains it.
     *
     * @param onChain whether it lies on the longest chain
     */
    public static Color color(Theme theme, boolean backward, boolean onChain) {
        Color color = CategoricalPalette.color(backward ? 1 : 0, theme.dark());
        return onChain ? color : color.interpolate(theme.background(), .55);
    }

    private void bar(GraphicsContext gc, Theme theme, Work one) {
        double from = left(one);
        double to = right(one);
        double top = Math.round(y(Math.min(one.end(), until.get())));
        double height = Math.max(1, Math.round(y(one.start())) - top);
        gc.setFill(color(theme, one.backward(), one.onChain()));
        gc.fillRect(from, top, to - from, height);
        if (height < 4) return;
        gc.setFill(theme.background()); // so that one bar is told from the next
        gc.fillRect(from, top, to - from, 1);
    }

    private double left(Work one) {
        return axis().left(one.step() == Work.ALL_POSITIONS ? 0 : one.step());
    }

    private double right(Work one) {
        return axis().left(one.step() == Work.ALL_POSITIONS ? steps() : one.step() + 1);
    }

    private void outline(GraphicsContext gc, Theme theme, @Nullable Cell cell) {
        if (cell == null || !contains(cell)) return;
        Work one = work().get(cell.row());
        double top = y(one.end());
        gc.setStroke(cell.equals(getSelected()) ? theme.accent() : theme.ink());
        gc.setLineWidth(1.5);
        Lines.frame(gc, left(one), top - 1, right(one) - left(one), Math.max(3, y(one.start()) - top + 2));
    }

    @Override
    protected void paintGutter(GraphicsContext gc, Theme theme) {
        for (double tick : ticks()) label(gc, theme, time(tick), Math.max(.55 * theme.em(), y(tick)));
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        int t = axis().stepAt(x);
        if (t < 0 || t >= steps()) return null;
        for (int i = 0; i < rows(); i++) {
            Work one = work().get(i);
            if (one.covers(t) && one.start() < until.get() && y <= y(one.start()) && y >= y(one.end()) - .5)
                return new Cell(i, t);
        }
        return null;
    }

    @Override
    protected String name(Cell cell) {
        if (cell.row() >= rows()) return "";
        Work one = work().get(cell.row());
        String where = one.step() == Work.ALL_POSITIONS ? words.get().all : "t=" + one.step();
        return one.kernels() + " · " + (one.backward() ? words.get().backward : words.get().forward) + " · " + where;
    }

    @Override
    protected String describe(Cell cell) {
        if (cell.row() >= rows()) return "";
        Work one = work().get(cell.row());
        String chain = one.onChain() ? " · " + words.get().onChain : "";
        return name(cell) + String.format(": %s, %,d FLOP", time(one.seconds()), one.flops()) + chain;
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(8 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(22 * theme().em());
    }

    /** What was measured. */
    public ObjectProperty<@Nullable Profile> profileProperty() {
        return profile;
    }

    /** The time at the upper edge, in seconds, so that several views can stand on one scale. */
    public DoubleProperty longestProperty() {
        return longest;
    }

    /** Up to when is shown what was done, in seconds from the beginning of the pass. */
    public DoubleProperty untilProperty() {
        return until;
    }

    /** The words of tips. */
    public ObjectProperty<Words> wordsProperty() {
        return words;
    }
}
