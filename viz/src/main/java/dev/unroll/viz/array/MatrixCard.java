package dev.unroll.viz.array;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.view.CanvasView;
import org.jspecify.annotations.Nullable;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.StringProperty;
import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/**
 * A weight matrix that stands once, beside a picture in which it is used many times: its name over its cells. While it is
 * used its frame and its name are lit, and so may be a row or a column of it.
 */
public final class MatrixCard extends VBox {
    private static final PseudoClass LIT = PseudoClass.getPseudoClass("lit");

    private final HeatMap map = new HeatMap();
    private final Label name = new Label();
    private final BooleanProperty lit = new SimpleBooleanProperty(this, "lit", false);

    /** A card without a matrix yet. */
    public MatrixCard() {
        getStyleClass().add("matrix-card");
        getStylesheets().add(CanvasView.stylesheet());
        name.getStyleClass().add("matrix-title");
        name.textProperty().bind(map.titleProperty());
        name.setMinHeight(USE_PREF_SIZE);
        map.setZoomable(false);
        map.setMinSize(0, 0);
        map.valuesProperty().addListener(o -> requestLayout());
        lit.addListener((o, old, now) -> pseudoClassStateChanged(LIT, now));
        VBox.setVgrow(map, Priority.ALWAYS);
        getChildren().addAll(name, map);
    }

    /** The matrix's cells: its values, labels, scale, selection and veil. */
    public HeatMap map() {
        return map;
    }

    /** The weights, with the names of their axes' entries in {@link #map}. */
    public void setValues(@Nullable Tensor weights) {
        map.setValues(weights);
    }

    /** The name of the matrix, as in {@code W_hh}; a screen reader says it too. */
    public StringProperty titleProperty() {
        return map.titleProperty();
    }

    public void setTitle(String text) {
        map.setTitle(text);
    }

    /** Whether the matrix is being used now. */
    public BooleanProperty litProperty() {
        return lit;
    }

    public void setLit(boolean value) {
        lit.set(value);
    }

    /** The row that is being used, or −1. */
    public void setLitRow(int row) {
        map.setLitRow(row);
    }

    /** The column that is being used, as that of the token that a one-hot vector picks, or −1. */
    public void setLitColumn(int column) {
        map.setLitColumn(column);
    }

    @Override
    protected double computePrefWidth(double height) {
        double em = name.getFont().getSize();
        return Math.clamp(map.columns() * 3.6, 7, 24) * em;
    }

    @Override
    protected double computePrefHeight(double width) {
        double em = name.getFont().getSize();
        return (Math.clamp(map.rows() * 1.9, 3, 14) + 3) * em;
    }

    @Override
    protected double computeMinWidth(double height) {
        return 6 * name.getFont().getSize();
    }

    @Override
    protected double computeMinHeight(double width) {
        return 6 * name.getFont().getSize();
    }
}
