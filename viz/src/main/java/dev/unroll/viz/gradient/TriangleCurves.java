package dev.unroll.viz.gradient;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/**
 * The triangle of the gradients of all losses at all states, and beside it the row and the column of the chosen cell as curves; with the
 * row what would be left if every step multiplied by the same factor, as a dashed line. Until a cell is chosen the last row is shown.
 */
@SuppressWarnings("this-escape") // Listeners are only called once the values are set.
public final class TriangleCurves extends HBox {
    private final TimeAxis axis = new TimeAxis();
    private final TimeAxis curveAxis = new TimeAxis();
    private final GradientTriangle triangle = new GradientTriangle(axis);
    private final FlowCurve curve = new FlowCurve(curveAxis);
    private final ObjectProperty<@Nullable Tensor> values = new SimpleObjectProperty<>(this, "values");
    private final DoubleProperty expectedFactor = new SimpleDoubleProperty(this, "expectedFactor", Double.NaN);
    private final StringProperty rowLabel = new SimpleStringProperty(this, "rowLabel", "L at t =");
    private final StringProperty columnLabel = new SimpleStringProperty(this, "columnLabel", "h at t =");
    private final StringProperty expectedLabel = new SimpleStringProperty(this, "expectedLabel", "expected");

    /** No triangle yet. */
    public TriangleCurves() {
        getStyleClass().add("triangle-curves");
        getChildren().addAll(triangle, curve);
        HBox.setHgrow(triangle, Priority.ALWAYS);
        HBox.setHgrow(curve, Priority.ALWAYS);
        curve.setTitle("|∂L/∂h|");
        for (TimeAxis one : List.of(axis, curveAxis))
            one.minColumnWidthProperty().set(1); // the shape is what counts
        triangle.selectedProperty().subscribe(_ -> curves());
        for (StringProperty label : List.of(rowLabel, columnLabel, expectedLabel)) label.subscribe(_ -> curves());
    }

    private void curves() {
        Tensor all = values.get();
        if (all == null) {
            curve.setSeries(List.of());
            return;
        }
        int steps = all.shape().size(0);
        Cell chosen = triangle.getSelected();
        Cell cell = chosen == null || chosen.row() >= steps ? null : chosen;
        int row = cell == null ? steps - 1 : cell.row();
        List<FlowCurve.Series> series = new ArrayList<>();
        series.add(
                new FlowCurve.Series(rowLabel.get() + " " + row, all.slice(row).range(0, row + 1)));
        if (Double.isFinite(expectedFactor.get()))
            series.add(new FlowCurve.Series(expectedLabel.get(), 0, expected(all, row), true));
        if (cell != null)
            series.add(new FlowCurve.Series(
                    columnLabel.get() + " " + cell.column(), cell.column(), column(all, cell.column()), false));
        curve.setLossAt(row);
        curve.setSeries(series);
    }

    private Tensor expected(Tensor all, int row) {
        Tensor expected = Tensor.zeros(Shape.of(Axis.TIME, row + 1));
        for (int s = 0; s <= row; s++)
            expected.write()[s] = (float) (all.get(row, row) * Math.pow(expectedFactor.get(), row - s));
        return expected;
    }

    /** The gradient of each later loss at one state. */
    private static Tensor column(Tensor all, int s) {
        int steps = all.shape().size(0);
        Tensor column = Tensor.zeros(Shape.of(Axis.TIME, steps - s));
        for (int t = s; t < steps; t++) column.write()[t - s] = all.get(t, s);
        return column;
    }

    /**
     * Shows a triangle.
     *
     * @param sizes {@code [TARGET, TIME]}; null for none
     * @param factor what each step is expected to multiply a gradient by; NaN if nothing is expected
     */
    public void setValues(@Nullable Tensor sizes, double factor) {
        values.set(sizes);
        expectedFactor.set(factor);
        int steps = sizes == null ? 0 : sizes.shape().size(0);
        axis.setCount(steps);
        curveAxis.setCount(steps);
        triangle.setValues(sizes);
        if (sizes != null) triangle.setScale(ColorScale.gradientOf(sizes));
        curves();
    }

    /** The triangle. */
    public GradientTriangle triangle() {
        return triangle;
    }

    /** The diagram beside it. */
    public FlowCurve curve() {
        return curve;
    }

    /** What the rows of the triangle are. */
    public StringProperty lossLabelProperty() {
        return triangle.titleProperty();
    }

    /** What stands before the step of the chosen row. */
    public StringProperty rowLabelProperty() {
        return rowLabel;
    }

    /** What stands before the step of the chosen column. */
    public StringProperty columnLabelProperty() {
        return columnLabel;
    }

    /** What the dashed line is called. */
    public StringProperty expectedLabelProperty() {
        return expectedLabel;
    }
}
