package dev.unroll.app.lesson.gpt;

import dev.unroll.app.lesson.CellLayout;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.array.VectorStrip;
import dev.unroll.viz.attention.WeightBars;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.view.CellView;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.geometry.Orientation;
import javafx.geometry.VPos;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.RowConstraints;
import javafx.scene.layout.VBox;

/**
 * One block at one token: keys, scores, mask, weights and values of one head in their tokens' columns, the query and the head's output
 * beside them, and at the right the token's vector on its way through the block.
 */
final class BlockPanel extends GridPane {
    /** The vector on its way, by the ends of the names. */
    private static final List<String> WAY = List.of(
            "norm1", "attention/output", "attention/residual", "norm2", "mlp/activation", "mlp/output", "mlp/residual");

    private final StageKit<GptReading> kit;
    private final SequenceMatrix keys;
    private final SequenceMatrix scores;
    private final WeightBars weights;
    private final SequenceMatrix values;
    private final VectorStrip query;
    private final VectorStrip output;
    private final Map<String, VectorStrip> way = new LinkedHashMap<>();
    private @Nullable GptReading shown;
    private int layer;
    private int head;
    private int at;

    BlockPanel(StageKit<GptReading> kit, TimeAxis axis) {
        this.kit = kit;
        keys = bind("keys", new SequenceMatrix(axis), "attention/key", ofAll());
        scores = bind("scores", new SequenceMatrix(axis), "attention/scores", ofKeys());
        weights = bind("weights", new WeightBars(axis), "attention/weights", ofKeys());
        values = bind("values", new SequenceMatrix(axis), "attention/value", ofAll());
        query = bind("query", new VectorStrip(Orientation.VERTICAL), "attention/query", ofUnits());
        output = bind("head-output", new VectorStrip(Orientation.VERTICAL), "attention/headOutput", ofUnits());
        HBox through = new HBox();
        through.getStyleClass().add("gpt-way");
        for (String part : WAY) {
            String id = part.replace('/', '-');
            VectorStrip strip = bind(id, new VectorStrip(Orientation.VERTICAL), part, ofVector());
            way.put(part, strip);
            Label name = kit.texts().heading("gpt.way." + id);
            name.setWrapText(true);
            VBox column = new VBox(name, strip);
            VBox.setVgrow(strip, Priority.ALWAYS);
            through.getChildren().add(column);
        }
        getStyleClass().add("gpt-block");
        row(0, Priority.NEVER, null, heading("query"));
        row(1, Priority.ALWAYS, keys, query);
        row(2, Priority.NEVER, scores, null);
        row(3, Priority.SOMETIMES, weights, heading("head-output"));
        row(4, Priority.ALWAYS, values, output);
        add(through, 2, 0, 1, 5);
        ColumnConstraints first = new ColumnConstraints();
        first.setHgrow(Priority.ALWAYS);
        getColumnConstraints().setAll(first, new ColumnConstraints(), new ColumnConstraints());
    }

    /** What stands under it is called so. */
    private Label heading(String of) {
        Label heading = kit.texts().heading("gpt.block." + of);
        heading.setWrapText(true);
        GridPane.setValignment(heading, VPos.BOTTOM);
        return heading;
    }

    private void row(int row, Priority grow, @Nullable Region left, @Nullable Region beside) {
        if (left != null) add(left, 0, row);
        if (beside != null) add(beside, 1, row);
        RowConstraints constraints = new RowConstraints();
        constraints.setVgrow(grow);
        getRowConstraints().add(constraints);
    }

    private <V extends CellView> V bind(String id, V view, String part, CellLayout layout) {
        view.titleProperty().bind(kit.messages().text("gpt.block." + id));
        return kit.bind(id, view, () -> name(part), () -> Quantity.VALUE, layout, _ -> {});
    }

    private String name(String part) {
        return "block." + layer + "/" + part;
    }

    /** The head's vector of each token, {@code [HEAD, KEY, UNIT]}. */
    private CellLayout ofAll() {
        return CellLayout.COLUMNS.at(() -> head);
    }

    /** The head's number for each token that is looked at from here, {@code [HEAD, TIME, KEY]}. */
    private CellLayout ofKeys() {
        return CellLayout.STEPS.at(() -> head, () -> at);
    }

    /** The head's vector here, {@code [HEAD, TIME, UNIT]}. */
    private CellLayout ofUnits() {
        return CellLayout.UNITS.at(() -> head, () -> at);
    }

    /** The vector here, {@code [TIME, UNIT]}. */
    private CellLayout ofVector() {
        return CellLayout.UNITS.at(() -> at);
    }

    void show(GptReading reading, int ofLayer, int ofHead) {
        shown = reading;
        layer = ofLayer;
        head = ofHead;
        show();
    }

    void stand(Position position) {
        at = position.timeStep();
        if (shown != null && getScene() != null) show();
    }

    private void show() {
        GptReading now = shown;
        if (now == null || at >= now.timeSteps()) return;
        Tensor k = value("attention/key").slice(head);
        Tensor v = value("attention/value").slice(head);
        Tensor s = value("attention/scores").slice(head).slice(at);
        keys.setScale(ColorScale.signed(k));
        keys.setValues(k);
        scores.setScale(ColorScale.signed(s));
        scores.setMaskedFrom(at + 1);
        scores.setValues(s.reshape(Shape.of(Axis.TIME, s.length(), Axis.ITEM, 1)));
        weights.setWeights(value("attention/weights").slice(head).slice(at));
        values.setScale(ColorScale.signed(v));
        values.setValues(v);
        strip(query, value("attention/query").slice(head).slice(at));
        strip(output, value("attention/headOutput").slice(head).slice(at));
        way.forEach((part, strip) -> strip(strip, value(part).slice(at)));
        kit.mark();
    }

    private static void strip(VectorStrip strip, Tensor vector) {
        strip.setScale(ColorScale.signed(vector));
        strip.setValues(vector);
    }

    private Tensor value(String part) {
        GptReading now = shown;
        if (now == null) throw new IllegalStateException("nothing is shown");
        return now.trace().value(name(part));
    }
}
