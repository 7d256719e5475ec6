package dev.unroll.app.lesson;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.array.HeatMap;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/**
 * Matrices side by side in the order in which they are computed, each under what it is called, in two rows where they are many. Of those that every head has one of, one
 * head's are shown. The views go by an id and their number, from 0.
 */
public final class MatricesPanel extends VBox {
    private static final int MOST_IN_A_ROW = 4;

    private final StageKit<?> kit;
    private final List<Slot> slots = new ArrayList<>();
    private int head;
    private int laidOut;

    /**
     * A matrix.
     *
     * @param name under which it stands: {@code [TIME, UNIT]}, or with an axis of heads before these
     * @param title what it is called
     * @param rows names its rows; empty where these are not named
     * @param columns names its columns likewise
     * @param causal whether what is right of the diagonal is masked
     * @param scale its colours; null for signed numbers as large as they are
     */
    public record Matrix(
            String name,
            String title,
            List<String> rows,
            List<String> columns,
            boolean causal,
            @Nullable ColorScale scale) {}

    /** A place for a matrix. */
    private final class Slot implements CellLayout {
        private final HeatMap map = new HeatMap();
        private final Label title = new Label();
        private final VBox node = new VBox(title, map);
        private final CellLayout ofHead = CellLayout.MATRIX.at(() -> head);
        private String name = "";
        private boolean isOfHead;

        private Slot(String id) {
            kit.bind(id, map, () -> name, () -> Quantity.VALUE, this, _ -> {});
            map.maskTextProperty().bind(kit.messages().text("matrices.masked"));
            title.getStyleClass().add("stage-heading");
            map.turnsColumnLabelsProperty().set(true);
            map.setMinHeight(0);
            VBox.setVgrow(map, Priority.ALWAYS);
            HBox.setHgrow(node, Priority.ALWAYS);
            node.setMinWidth(0);
        }

        @Override
        public int[] index(Cell cell) {
            return (isOfHead ? ofHead : CellLayout.MATRIX).index(cell);
        }

        @Override
        public @Nullable Cell cell(int[] index) {
            return (isOfHead ? ofHead : CellLayout.MATRIX).cell(index);
        }

        private void show(Matrix matrix, Tensor all) {
            name = matrix.name;
            isOfHead = all.shape().rank() == 3;
            Tensor values = isOfHead ? all.slice(head) : all;
            title.setText(matrix.title);
            map.setRowLabels(matrix.rows);
            map.setColumnLabels(matrix.columns);
            map.setMasked(matrix.causal ? cell -> cell.column() > cell.row() : null);
            map.setScale(matrix.scale == null ? scale(values, matrix.causal) : matrix.scale);
            map.setValues(values);
        }
    }

    /**
     * No matrices.
     *
     * @param id what the views are called, with a hyphen and a number behind it
     * @param most how many there are at most
     */
    public MatricesPanel(StageKit<?> kit, String id, int most) {
        this.kit = kit;
        for (int i = 0; i < most; i++) slots.add(new Slot(id + "-" + i));
        getStyleClass().add("maps");
    }

    /**
     * Shows matrices.
     *
     * @param ofHead whose are shown of those that every head has one of
     */
    public void show(Traced reading, List<Matrix> matrices, int ofHead) {
        head = ofHead;
        for (int i = 0; i < slots.size(); i++) {
            if (i < matrices.size()) slots.get(i).show(matrices.get(i), reading.tensor(matrices.get(i).name));
            else slots.get(i).name = "";
        }
        if (laidOut != matrices.size()) layOut(matrices.size());
        kit.mark();
    }

    private void layOut(int count) {
        laidOut = count;
        getChildren().clear();
        int each = count <= MOST_IN_A_ROW ? count : (count + 1) / 2;
        for (int first = 0; first < count; first += each) {
            HBox row = new HBox();
            row.getStyleClass().add("maps-row");
            for (Slot slot : slots.subList(first, Math.min(count, first + each)))
                row.getChildren().add(slot.node);
            VBox.setVgrow(row, Priority.ALWAYS);
            getChildren().add(row);
        }
    }

    /** What is masked has no part in the scale. */
    private static ColorScale scale(Tensor values, boolean causal) {
        if (!causal) return ColorScale.signed(values);
        Tensor seen = values.copy();
        int columns = seen.shape().columns();
        for (int i = 0; i < seen.length(); i++) if (i % columns > i / columns) seen.write()[i] = 0;
        return ColorScale.signed(seen);
    }
}
