package dev.unroll.viz.explain;

import dev.unroll.engine.trace.Place;
import dev.unroll.viz.explain.TermTable.Term;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.css.PseudoClass;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A term of a sum: its arithmetic, its value, and a bar to the left or the right by its sign. */
final class TermRow extends Pane {
    private final Consumer<Place> onFollow;
    private final List<Node> pieces = new ArrayList<>();
    private final Label result = PieceNodes.label("arithmetic-product");
    private final Tooltip tip = PieceNodes.tip("");
    private final SignedBar bar = new SignedBar();
    private double[] columns = {};
    private int key = -1;

    TermRow(Consumer<Place> onFollow) {
        this.onFollow = onFollow;
        getStyleClass().add("arithmetic-term");
        result.setTooltip(tip);
    }

    void show(Term term) {
        key = term.key();
        PieceNodes.show(term.pieces(), pieces, onFollow);
        result.setText(term.result());
        result.setAccessibleText(term.full());
        tip.setText(term.full());
        bar.show(term.share());
        List<Node> all = new ArrayList<>(pieces);
        if (!term.result().isEmpty()) all.add(result);
        all.add(bar);
        if (!getChildren().equals(all)) getChildren().setAll(all);
        requestLayout();
    }

    int key() {
        return key;
    }

    List<Node> pieces() {
        return pieces;
    }

    /** How many parts stand beside one another, the result among them. */
    int parts() {
        return getChildren().size() - 1;
    }

    private boolean isAligned(double[] widths) {
        return widths.length > 0 && (parts() == 1 || parts() == widths.length);
    }

    /** Makes columns as wide as this row needs them; a single number stands in the column of the results. */
    void widen(double[] widths) {
        if (!isAligned(widths)) return;
        int first = widths.length - parts();
        for (int i = 0; i < parts(); i++)
            widths[first + i] =
                    Math.max(widths[first + i], Line.width(getChildren().get(i), Double.MAX_VALUE));
    }

    void align(double[] widths) {
        columns = widths;
        Pos position = isAligned(widths) ? Pos.TOP_RIGHT : Pos.TOP_LEFT;
        for (Node piece : pieces) if (piece instanceof VBox box) box.setAlignment(position);
        requestLayout();
    }

    private boolean hasBarBeside(double width, double[] widths) {
        double used = 0;
        for (double column : widths) used += column;
        return isAligned(widths) && used + bar.minWidth(-1) <= width;
    }

    double height(double width, double[] widths) {
        Insets around = getInsets();
        double height = around.getTop() + around.getBottom() + arrange(width, widths, false);
        return height + (hasBarBeside(width, widths) ? 0 : bar.under());
    }

    /** Puts the parts into their columns, or in lines one below the other. */
    private double arrange(double width, double[] widths, boolean apply) {
        double top = getInsets().getTop();
        List<Node> parts = getChildren().subList(0, parts());
        if (!isAligned(widths)) return Line.arrange(parts, 0, top, width, 0, apply);
        double above = 0;
        double below = 0;
        for (Node part : parts) {
            double w = Line.width(part, width);
            double h = Math.ceil(part.prefHeight(w));
            part.resize(w, h);
            above = Math.max(above, part.getBaselineOffset());
            below = Math.max(below, h - part.getBaselineOffset());
        }
        if (apply) {
            double right = 0;
            int first = widths.length - parts.size();
            for (int i = 0; i < widths.length; i++) {
                right += widths[i];
                if (i < first) continue;
                Node part = parts.get(i - first);
                double w = Line.width(part, width);
                part.relocate(right - w, Math.round(top + above - part.getBaselineOffset()));
            }
        }
        return Math.ceil(above + below);
    }

    @Override
    protected void layoutChildren() {
        double height = arrange(getWidth(), columns, true);
        double top = getInsets().getTop();
        if (hasBarBeside(getWidth(), columns)) {
            double used = 0;
            for (double column : columns) used += column;
            double line = bar.prefHeight(-1);
            bar.resizeRelocate(used, top, getWidth() - used, line);
        } else bar.resizeRelocate(0, top + height, getWidth(), bar.under());
    }

    /** A bar from the middle: to the right if positive, to the left if negative. */
    private static final class SignedBar extends Region {
        private static final PseudoClass NEGATIVE = PseudoClass.getPseudoClass("negative");

        private final Region bar = new Region();
        private final Region zero = new Region();
        private double share;

        SignedBar() {
            getStyleClass().add("arithmetic-bar");
            bar.getStyleClass().add("length");
            zero.getStyleClass().add("zero");
            getChildren().addAll(bar, zero);
        }

        void show(double newShare) {
            share = Double.isFinite(newShare) ? Math.clamp(newShare, -1, 1) : 0;
            bar.pseudoClassStateChanged(NEGATIVE, share < 0);
            requestLayout();
        }

        /** Its height where it has no room beside the numbers. */
        double under() {
            return Math.ceil(prefHeight(-1) / 2);
        }

        @Override
        protected void layoutChildren() {
            double inset = Math.min(8, getWidth() / 10);
            double middle = Math.round(inset + (getWidth() - inset) / 2);
            double length = Math.round(Math.abs(share) * (getWidth() - middle));
            double height = getHeight();
            bar.resizeRelocate(
                    share < 0 ? middle - length : middle, Math.round(height * .3), length, Math.round(height * .45));
            zero.resizeRelocate(middle, Math.round(height * .1), 1, Math.round(height * .85));
        }
    }
}
