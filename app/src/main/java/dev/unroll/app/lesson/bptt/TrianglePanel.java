package dev.unroll.app.lesson.bptt;

import dev.unroll.app.lesson.StageKit;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.gradient.FlowCurve;
import dev.unroll.viz.gradient.GradientTriangle;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/** The triangle of all losses and all states, and beside it its chosen row and column as curves. */
final class TrianglePanel extends HBox {
    private final StageKit<Flow> kit;
    private final TimeAxis axis = new TimeAxis();
    private final GradientTriangle triangle;
    private final FlowCurve curve;
    private @Nullable Flow shown;

    TrianglePanel(StageKit<Flow> kit) {
        this.kit = kit;
        triangle = kit.named("triangle", new GradientTriangle(axis));
        TimeAxis beside = new TimeAxis();
        beside.countProperty().bind(axis.countProperty());
        curve = kit.named("curve-of-row", new FlowCurve(beside));
        triangle.titleProperty().bind(kit.messages().text("bptt.triangle"));
        curve.titleProperty().bind(kit.messages().text("bptt.size"));
        triangle.selectedProperty().subscribe(_ -> curves());
        getStyleClass().add("triangle");
        getChildren().addAll(triangle, curve);
        HBox.setHgrow(triangle, Priority.ALWAYS);
        HBox.setHgrow(curve, Priority.ALWAYS);
    }

    void show(Flow flow) {
        shown = flow;
        axis.setCount(flow.text().timeSteps());
        Tensor values = flow.triangle();
        triangle.setValues(values);
        if (values != null) triangle.setScale(ColorScale.gradientOf(values));
        curves();
    }

    private void curves() {
        Flow flow = shown;
        Tensor values = flow == null ? null : flow.triangle();
        if (flow == null || values == null) {
            curve.setSeries(List.of());
            return;
        }
        int steps = values.shape().size(0);
        Cell cell = triangle.getSelected();
        int row = cell == null || cell.row() >= steps ? flow.timeSteps() - 1 : cell.row();
        List<FlowCurve.Series> series = new ArrayList<>();
        series.add(new FlowCurve.Series(
                kit.messages().get("bptt.row", row), values.slice(row).range(0, row + 1)));
        series.add(new FlowCurve.Series(kit.messages().get("bptt.expected"), 0, expected(flow, values, row), true));
        if (cell != null && cell.column() < steps)
            series.add(new FlowCurve.Series(
                    kit.messages().get("bptt.column", cell.column()),
                    cell.column(),
                    column(values, cell.column()),
                    false));
        curve.setLossAt(row);
        curve.setSeries(series);
    }

    /** What is left where every step multiplies by the spectral radius and the mean slope of tanh. */
    private static Tensor expected(Flow flow, Tensor values, int row) {
        Tensor expected = Tensor.zeros(Shape.of(Axis.TIME, row + 1));
        for (int s = 0; s <= row; s++)
            expected.write()[s] = (float) (values.get(row, row) * Math.pow(flow.radius() * flow.slope(), row - s));
        return expected;
    }

    /** The gradient of each later loss at one state. */
    private static Tensor column(Tensor values, int s) {
        int steps = values.shape().size(0);
        Tensor column = Tensor.zeros(Shape.of(Axis.TIME, steps - s));
        for (int t = s; t < steps; t++) column.write()[t - s] = values.get(t, s);
        return column;
    }
}
