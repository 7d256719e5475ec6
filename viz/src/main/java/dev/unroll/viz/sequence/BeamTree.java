package dev.unroll.viz.sequence;

import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellPainter;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * What a beam search looked at, as a tree: a column for each step, in it the sequences of that step by their last token and the
 * logarithm of their probability, the likeliest at the top, each joined to the one that it goes on from. The best sequence is in the accent
 * colour; what was given up stays, faint and crossed out. A cell's column is the step and its row the rank there.
 */
public final class BeamTree extends TimeView {
    private static final int MOST_ROWS = 10;
    private static final double TALLEST = 8;

    private final ObjectProperty<List<List<Sequence>>> columns = new SimpleObjectProperty<>(this, "columns", List.of());
    private final ObjectProperty<List<String>> tokens = new SimpleObjectProperty<>(this, "tokens", List.of());
    private final BooleanProperty outcomeShown = new SimpleBooleanProperty(this, "outcomeShown", true);
    private final StringProperty keptText = new SimpleStringProperty(this, "keptText", "goes on");
    private final StringProperty finishedText = new SimpleStringProperty(this, "finishedText", "ends here");
    private final StringProperty droppedText = new SimpleStringProperty(this, "droppedText", "given up");

    /** What became of a sequence. */
    public enum Fate {
        /** It went on. */
        KEPT,
        /** It ended. */
        FINISHED,
        /** Others were better. */
        DROPPED
    }

    /**
     * A sequence that was looked at.
     *
     * @param ids its tokens
     * @param logProbability the logarithm of its probability
     * @param parent its row in the column before, or −1
     * @param fate what became of it
     * @param best whether the sequence that was found begins with it
     */
    public record Sequence(int[] ids, double logProbability, int parent, Fate fate, boolean best) {
        int token() {
            return ids[ids.length - 1];
        }

        boolean isDropped() {
            return fate == Fate.DROPPED;
        }
    }

    /** No search, on the given axis, whose steps are those of the search. */
    public BeamTree(TimeAxis axis) {
        super("beam-tree", axis);
        repaintOn(columns, tokens, outcomeShown, keptText, finishedText, droppedText);
        columns.addListener(o -> requestLayout());
    }

    @Override
    protected int steps() {
        return columns.get().size();
    }

    @Override
    protected int rows() {
        return columns.get().stream().mapToInt(List::size).max().orElse(0);
    }

    private double rowHeight() {
        return Math.min(getHeight() / Math.max(1, rows()), TALLEST * theme().em());
    }

    private double middle(int row) {
        return (row + .5) * rowHeight();
    }

    @Override
    protected List<String> gutterLabels() {
        return List.of();
    }

    @Override
    protected void paintGutter(GraphicsContext gc, Theme theme) {}

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        tintColumns(gc, theme);
        for (boolean best : new boolean[] {false, true})
            for (int t = axis().firstVisible(); t <= lastShown(); t++)
                for (int row = 0; row < columns.get().get(t).size(); row++)
                    if (columns.get().get(t).get(row).best == best && isComputed(t)) line(gc, theme, t, row);
        for (int t = axis().firstVisible(); t <= lastShown(); t++)
            for (int row = 0; row < columns.get().get(t).size(); row++) if (isComputed(t)) node(gc, theme, t, row);
        outlineCells(gc, theme, 0, rowHeight());
    }

    private double half(Theme theme) {
        return Math.min(.4 * axis().getColumnWidth(), 4.2 * growth(theme) * theme.em());
    }

    private void line(GraphicsContext gc, Theme theme, int t, int row) {
        Sequence shown = columns.get().get(t).get(row);
        if (shown.parent < 0 || t == 0) return;
        boolean best = isBest(shown);
        gc.setStroke(best ? theme.accent() : theme.muted().deriveColor(0, 1, 1, shown.isDropped() ? .35 : .9));
        gc.setLineWidth(best ? 3 : shown.isDropped() ? 1 : 1.6);
        double half = half(theme);
        double from = axis().x(t - 1) + half;
        double to = axis().x(t) - half;
        double middle = (from + to) / 2;
        gc.beginPath();
        gc.moveTo(from, middle(shown.parent));
        gc.bezierCurveTo(middle, middle(shown.parent), middle, middle(row), to, middle(row));
        gc.stroke();
    }

    private boolean isBest(Sequence shown) {
        return shown.best && outcomeShown.get();
    }

    /** Where there is room type and chips are larger than usual by so much. */
    private double growth(Theme theme) {
        return Math.clamp(rowHeight() / (3.2 * theme.em()), 1, 1.7);
    }

    private void node(GraphicsContext gc, Theme theme, int t, int row) {
        Sequence shown = columns.get().get(t).get(row);
        double half = half(theme);
        double height = Math.min(rowHeight() - 3, 2.7 * growth(theme) * theme.em());
        double x = Math.round(axis().x(t) - half);
        double y = Math.round(middle(row) - height / 2);
        double width = 2 * half;
        if (isVeiled(new Cell(row, t))) {
            CellPainter.veiled(gc, theme, x, y, width, height);
            return;
        }
        Color ground = theme.background().interpolate(theme.line(), shown.isDropped() ? .12 : .5);
        boolean best = isBest(shown);
        gc.setFill(best ? theme.accent().interpolate(theme.background(), .78) : ground);
        gc.fillRoundRect(x, y, width, height, 8, 8);
        boolean ends = shown.fate == Fate.FINISHED;
        if (ends || best) {
            gc.setStroke(best ? theme.accent() : theme.muted());
            gc.setLineWidth(ends ? 2.5 : 1.2);
            gc.strokeRoundRect(x, y, width, height, 8, 8);
        }
        words(gc, theme, shown, axis().x(t), middle(row), width, height);
    }

    private void words(
            GraphicsContext gc, Theme theme, Sequence shown, double x, double y, double width, double height) {
        double em = growth(theme) * theme.em();
        boolean both = height >= 2.1 * em && outcomeShown.get();
        Font font = fitting(theme, shown, width - 4);
        String token = Theme.elide(text(shown), font, width - 4);
        Color ink = shown.isDropped() ? theme.muted().interpolate(theme.ink(), .45) : theme.ink();
        double line = both ? y - .5 * em : y;
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.setFont(font);
        gc.setFill(ink);
        gc.fillText(token, x, line);
        if (shown.isDropped()) {
            double half = Math.max(Theme.width(token, font) / 2 + 2, .7 * em);
            gc.setStroke(theme.muted());
            gc.setLineWidth(1);
            Lines.line(gc, x - half, Math.round(line) + .5, x + half, Math.round(line) + .5);
        }
        if (!both) return;
        gc.setFont(theme.font(.8 * growth(theme)));
        gc.setFill(theme.muted());
        gc.fillText(Numbers.compact(shown.logProbability), x, y + .65 * em);
    }

    /** As large as there is room for the token in its chip. */
    private Font fitting(Theme theme, Sequence shown, double room) {
        double usual = shown.isDropped() ? .85 : .95;
        double most = usual * growth(theme);
        double width = Theme.width(text(shown), shown.isDropped() ? theme.font(most) : theme.bold(most));
        double ems = Math.max(.8 * usual, most * Math.min(1, room / Math.max(1, width)));
        return shown.isDropped() ? theme.font(ems) : theme.bold(ems);
    }

    private String text(Sequence shown) {
        return shown.token() < tokens.get().size()
                ? TokenStrip.display(tokens.get().get(shown.token()))
                : Integer.toString(shown.token());
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        Cell cell = cellAt(x, y, 0, rowHeight());
        return cell == null || cell.row() >= columns.get().get(cell.column()).size() ? null : cell;
    }

    @Override
    protected String describe(Cell cell) {
        if (cell.column() >= steps()
                || cell.row() >= columns.get().get(cell.column()).size()) return "";
        Sequence shown = columns.get().get(cell.column()).get(cell.row());
        StringBuilder sequence = new StringBuilder();
        for (int id : shown.ids)
            sequence.append(id < tokens.get().size() ? tokens.get().get(id) : Integer.toString(id))
                    .append(' ');
        String fate = switch (shown.fate) {
            case KEPT -> keptText.get();
            case FINISHED -> finishedText.get();
            case DROPPED -> droppedText.get();
        };
        String said = "‘" + sequence.toString().strip() + "’";
        return outcomeShown.get() ? said + ": log P = " + Numbers.full(shown.logProbability) + ", " + fate : said;
    }

    @Override
    protected double computeMinHeight(double width) {
        return Math.ceil(Math.clamp(rows(), 1, MOST_ROWS) * 1.3 * theme().em());
    }

    @Override
    protected double computePrefHeight(double width) {
        return Math.ceil(Math.clamp(rows(), 3, MOST_ROWS) * 2.8 * theme().em());
    }

    /** For each step the sequences that are shown, the likeliest first; empty where nothing is searched. */
    public ObjectProperty<List<List<Sequence>>> columnsProperty() {
        return columns;
    }

    /** @throws IllegalArgumentException if a sequence goes on from none of the step before */
    public void setColumns(List<List<Sequence>> steps) {
        for (int t = 0; t < steps.size(); t++) {
            int before = t == 0 ? 0 : steps.get(t - 1).size();
            if (steps.get(t).stream().anyMatch(one -> one.parent >= before || one.ids.length == 0))
                throw new IllegalArgumentException("a sequence of step " + t + " goes on from none of the step before");
        }
        columns.set(List.copyOf(steps));
    }

    /** The texts of the vocabulary. */
    public ObjectProperty<List<String>> tokensProperty() {
        return tokens;
    }

    public void setTokens(List<String> vocabulary) {
        tokens.set(vocabulary);
    }

    /** Whether the sequence that was found stands out, and all tell how likely they are; not while that is to be guessed. */
    public BooleanProperty outcomeShownProperty() {
        return outcomeShown;
    }

    /** What is said of a sequence that went on. */
    public StringProperty keptTextProperty() {
        return keptText;
    }

    /** What is said of a sequence that ended. */
    public StringProperty finishedTextProperty() {
        return finishedText;
    }

    /** What is said of a sequence that was given up. */
    public StringProperty droppedTextProperty() {
        return droppedText;
    }
}
