package dev.unroll.viz.explain;

import dev.unroll.engine.trace.Place;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.layout.Pane;

/**
 * The terms of a sum, one below the other: what is multiplied, what comes out, and a bar by its size and sign. Where all fits,
 * like parts stand in columns; where not, the terms wrap. A row is the same node as long as it shows the same term.
 */
final class TermTable extends Pane {
    /**
     * A term in words.
     *
     * @param key its number in the sum
     * @param result what comes out; empty if the term is a single number
     * @param share its size as a part of the largest, with its sign
     */
    record Term(int key, List<Piece> pieces, String result, double share, String full) {}

    private final Consumer<Place> onFollow;
    private final List<TermRow> rows = new ArrayList<>();

    TermTable(Consumer<Place> onFollow) {
        this.onFollow = onFollow;
        getStyleClass().add("arithmetic-table");
    }

    /** Shows terms from top to bottom. */
    void show(List<Term> terms) {
        Map<Integer, TermRow> present = new HashMap<>();
        for (TermRow row : rows) present.put(row.key(), row);
        List<TermRow> shown = new ArrayList<>();
        for (Term term : terms) {
            TermRow row = present.remove(term.key());
            if (row == null) row = new TermRow(onFollow);
            row.show(term);
            shown.add(row);
        }
        if (!shown.equals(rows)) {
            rows.clear();
            rows.addAll(shown);
            // Rows that only change places are not taken out of the scene, so that they keep the keyboard.
            getChildren().setAll(List.<Node>copyOf(shown));
        }
        requestLayout();
    }

    /** The terms shown, by their numbers in the sum. */
    List<Integer> keys() {
        return rows.stream().map(TermRow::key).toList();
    }

    List<TermRow> rows() {
        return rows;
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computePrefHeight(double width) {
        double inside = width < 0 ? Double.MAX_VALUE : width;
        double[] columns = columns(inside);
        double height = 0;
        for (TermRow row : rows) height += row.height(inside, columns);
        return height;
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected void layoutChildren() {
        double[] columns = columns(getWidth());
        double y = 0;
        for (TermRow row : rows) {
            double height = row.height(getWidth(), columns);
            row.align(columns);
            row.resizeRelocate(0, y, getWidth(), height);
            y += height;
        }
    }

    /** The width of each column, the result's last; none if they do not fit, so that the rows wrap. */
    private double[] columns(double width) {
        int most = rows.stream().mapToInt(TermRow::parts).max().orElse(0);
        double[] columns = new double[most];
        for (TermRow row : rows) row.widen(columns);
        double total = 0;
        for (double column : columns) total += column;
        return total <= width ? columns : new double[0];
    }
}
