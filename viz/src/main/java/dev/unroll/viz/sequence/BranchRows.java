package dev.unroll.viz.sequence;

import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Lines;
import dev.unroll.viz.view.Numbers;
import dev.unroll.viz.view.Theme;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

/**
 * A text and the branches that leave it, each in a row of its own whose tokens stand in the columns of the axis; at the left stands how
 * likely each is. Where there are more branches than rows, those around the one in view are shown.
 */
public final class BranchRows extends TimeView {
    private static final int MOST_ROWS = 5;

    private final ObjectProperty<List<Branch>> branches = new SimpleObjectProperty<>(this, "branches", List.of());
    private final IntegerProperty view = new SimpleIntegerProperty(this, "view", 0);

    /**
     * A branch.
     *
     * @param parent the row that it leaves, or −1
     * @param from the step of its first token of its own
     * @param tokens its tokens from there on
     * @param probability how likely it is
     */
    public record Branch(int parent, int from, List<String> tokens, double probability) {
        /** The step after its last. */
        public int to() {
            return from + tokens.size();
        }
    }

    /** No branches, on the given axis. */
    public BranchRows(TimeAxis axis) {
        super("branch-rows", axis);
        repaintOn(branches, view);
        branches.addListener(o -> requestLayout());
    }

    @Override
    protected int rows() {
        return branches.get().size();
    }

    @Override
    protected int steps() {
        return branches.get().stream().mapToInt(Branch::to).max().orElse(0);
    }

    private int shownRows() {
        return Math.min(MOST_ROWS, rows());
    }

    /** The first branch that is shown. */
    private int firstRow() {
        return Math.clamp(view.get() - MOST_ROWS / 2, 0, Math.max(0, rows() - MOST_ROWS));
    }

    private double rowHeight(Theme theme) {
        return Math.round(1.55 * theme.em());
    }

    private double middle(Theme theme, int branch) {
        return (branch - firstRow() + .5) * rowHeight(theme) + 2;
    }

    private static String probability(Branch branch) {
        return Double.isNaN(branch.probability) ? "" : "P = " + Numbers.brief(branch.probability);
    }

    @Override
    protected List<String> gutterLabels() {
        return branches.get().stream().map(BranchRows::probability).toList();
    }

    @Override
    protected void paintGutter(GraphicsContext gc, Theme theme) {
        for (int i = firstRow(); i < firstRow() + shownRows(); i++)
            label(gc, theme, probability(branches.get().get(i)), middle(theme, i));
    }

    @Override
    protected void paintColumns(GraphicsContext gc, Theme theme) {
        tintColumns(gc, theme);
        for (int i = firstRow(); i < firstRow() + shownRows(); i++) branch(gc, theme, i);
        outlineCells(gc, theme, 2 - firstRow() * rowHeight(theme), rowHeight(theme));
    }

    /** The rows that lead to the branch in view, and how far each of them does. */
    private boolean inView(int branch, int t) {
        int row = view.get();
        int to = Integer.MAX_VALUE;
        while (row >= 0 && row < rows()) {
            Branch at = branches.get().get(row);
            if (row == branch) return t < to;
            to = at.from;
            row = at.parent;
        }
        return false;
    }

    private void branch(GraphicsContext gc, Theme theme, int row) {
        Branch branch = branches.get().get(row);
        double y = middle(theme, row);
        Color faint = theme.muted().deriveColor(0, 1, 1, .5);
        boolean own = inView(row, branch.from);
        if (branch.parent >= 0 && !branch.tokens.isEmpty()) {
            double x = axis().left(branch.from);
            double from = branch.parent < firstRow() ? 0 : middle(theme, branch.parent);
            gc.setStroke(own ? theme.accent() : faint);
            gc.setLineWidth(own ? 2 : 1);
            gc.strokePolyline(new double[] {x, x, axis().x(branch.from)}, new double[] {Math.min(from, y), y, y}, 3);
        }
        for (int t = Math.max(branch.from, axis().firstVisible());
                t < Math.min(branch.to(), axis().lastVisible() + 1);
                t++) line(gc, theme, branch, row, t, faint);
        for (int t = Math.max(branch.from, axis().firstVisible());
                t < Math.min(branch.to(), axis().lastVisible() + 1);
                t++) token(gc, theme, branch, row, t);
    }

    private void line(GraphicsContext gc, Theme theme, Branch branch, int row, int t, Color faint) {
        boolean seen = inView(row, t);
        if (t <= branch.from) return;
        gc.setStroke(seen ? theme.accent() : faint);
        gc.setLineWidth(seen ? 2 : 1);
        Lines.line(gc, axis().x(t - 1), middle(theme, row), axis().x(t), middle(theme, row));
    }

    private void token(GraphicsContext gc, Theme theme, Branch branch, int row, int t) {
        boolean seen = inView(row, t);
        double y = middle(theme, row);
        String text = isVeiled(new Cell(row, t)) ? "?" : TokenStrip.display(branch.tokens.get(t - branch.from));
        Font font = seen ? theme.bold(.9) : theme.font(.9);
        double width = Math.min(Theme.width(text, font) + 3, axis().getColumnWidth() - 1);
        gc.setFill(theme.background());
        gc.fillRect(axis().x(t) - width / 2, y - .6 * theme.em(), width, 1.2 * theme.em());
        gc.setFont(font);
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.setFill(seen ? theme.ink() : theme.muted());
        gc.fillText(Theme.elide(text, font, axis().getColumnWidth() + 1), axis().x(t), y);
    }

    @Override
    protected @Nullable Cell cellAt(double x, double y) {
        Theme theme = theme();
        int t = axis().stepAt(x);
        int row = firstRow() + (int) Math.floor((y - 2) / rowHeight(theme));
        if (t < 0 || y < 2 || row >= firstRow() + shownRows()) return null;
        Branch branch = branches.get().get(row);
        return t < branch.from || t >= branch.to() ? null : new Cell(row, t);
    }

    @Override
    protected String describe(Cell cell) {
        if (cell.row() >= rows()) return "";
        Branch branch = branches.get().get(cell.row());
        int at = cell.column() - branch.from;
        String token = at < 0 || at >= branch.tokens.size() ? "" : TokenStrip.display(branch.tokens.get(at));
        return name(cell) + ": ‘" + token + "’, " + probability(branch);
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computePrefHeight(double width) {
        return shownRows() * rowHeight(theme()) + 4;
    }

    /** The branches, in the order in which they were written. */
    public void setBranches(List<Branch> all) {
        branches.set(List.copyOf(all));
    }

    /** Which branch is in view. */
    public void setView(int branch) {
        view.set(branch);
    }
}
