package dev.unroll.app.lesson.transformer;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.CellLayout;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.array.HeatMap;
import dev.unroll.viz.attention.TransformerPicture.Kind;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** The inside of one box: its matrices in the order in which they are computed, a row for each token; of attention, those of one head. */
final class BoxPanel extends VBox {
    private static final int MOST = 7;

    /** The matrices whose rows are named, so that the others have more room. */
    private static final List<String> NAMED = List.of("token", "query", "key", "weights", "preactivation");

    private final StageKit<TransformerReading> kit;
    private final List<Slot> slots = new ArrayList<>();
    private final HBox maps = new HBox();
    private final Label what = new Label();
    private final SimpleIntegerProperty lastHead = new SimpleIntegerProperty(this, "lastHead", 0);
    private int head;

    /** A place for a matrix. */
    private final class Slot implements CellLayout {
        private final HeatMap map = new HeatMap();
        private final Label title = new Label();
        private final VBox node = new VBox(title, map);
        private String name = "";
        private boolean ofHead;

        @Override
        public int[] index(Cell cell) {
            return ofHead ? new int[] {head, cell.row(), cell.column()} : new int[] {cell.row(), cell.column()};
        }

        @Override
        public @Nullable Cell cell(int[] index) {
            if (!ofHead) return new Cell(index[0], index[1]);
            return index[0] == head ? new Cell(index[1], index[2]) : null;
        }
    }

    BoxPanel(StageKit<TransformerReading> kit) {
        this.kit = kit;
        for (int i = 0; i < MOST; i++) {
            Slot slot = new Slot();
            kit.bind("inside-" + i, slot.map, () -> slot.name, () -> Quantity.VALUE, slot, _ -> {});
            slot.map.maskTextProperty().bind(kit.messages().text("transformer.masked"));
            slot.title.getStyleClass().add("stage-heading");
            slot.map.setMinHeight(0);
            VBox.setVgrow(slot.map, Priority.ALWAYS);
            HBox.setHgrow(slot.node, Priority.ALWAYS);
            slot.node.setMinWidth(0);
            slots.add(slot);
        }
        HBox tools =
                new HBox(what, kit.heading("knob.oneHead"), kit.controls().index(TransformerLesson.HEAD, lastHead));
        tools.getStyleClass().add("tools");
        maps.getStyleClass().add("maps");
        VBox.setVgrow(maps, Priority.ALWAYS);
        getChildren().addAll(tools, maps);
    }

    /** The names of the matrices, in order. */
    private static List<String> names(BoxRow row, List<BoxRow> tower) {
        String part = row.part();
        return switch (row.kind()) {
            case EMBEDDING -> List.of(part + "/token", part + "/place", row.name());
            case ATTENTION, CROSS_ATTENTION ->
                List.of(
                        part + "/query",
                        part + "/key",
                        part + "/scores",
                        part + "/weights",
                        part + "/value",
                        part + "/headOutput",
                        part + "/output");
            case FEED_FORWARD ->
                List.of(part + "/preactivation", part + "/activation", part + "/output", part + "/residual");
            case NORM -> List.of(tower.get(tower.size() - 2).name(), row.name());
        };
    }

    void show(TransformerReading reading, KnobValues values, boolean ofDecoder, int row, String title) {
        List<BoxRow> tower = reading.tower(ofDecoder);
        BoxRow box = tower.get(row);
        what.setText(title);
        lastHead.set(box.attends() ? reading.heads() - 1 : 0);
        head = Math.min(values.get(TransformerLesson.HEAD), reading.heads() - 1);
        List<String> names = names(box, tower);
        boolean same = maps.getChildren().size() == names.size();
        for (int i = 0; i < MOST; i++) {
            Slot slot = slots.get(i);
            slot.name = i < names.size() ? names.get(i) : "";
            if (i < names.size()) fill(slot, reading, ofDecoder, box);
        }
        if (!same)
            maps.getChildren()
                    .setAll(slots.subList(0, names.size()).stream()
                            .map(slot -> slot.node)
                            .toList());
        kit.mark();
    }

    private void fill(Slot slot, TransformerReading reading, boolean ofDecoder, BoxRow box) {
        Tensor all = reading.tensor(slot.name);
        slot.ofHead = all.shape().rank() == 3;
        Tensor shown = slot.ofHead ? all.slice(head) : all;
        String last = slot.name.substring(slot.name.lastIndexOf('/') + 1);
        boolean isWeights = last.equals("weights");
        boolean ofPairs = isWeights || last.equals("scores");
        slot.title.setText(
                kit.messages().has("transformer.map." + last) ? kit.messages().get("transformer.map." + last) : last);
        boolean ofSource =
                box.kind() == Kind.CROSS_ATTENTION && List.of("key", "value").contains(last);
        List<String> rows =
                ofSource || !ofDecoder ? reading.now().sources() : reading.now().reads();
        List<String> columns = box.kind() == Kind.ATTENTION && ofDecoder
                ? reading.now().reads()
                : reading.now().sources();
        slot.map.setRowLabels(NAMED.contains(last) ? rows : List.of());
        slot.map.setColumnLabels(ofPairs ? columns : List.of());
        slot.map.setMasked(
                ofPairs && ofDecoder && box.kind() == Kind.ATTENTION ? cell -> cell.column() > cell.row() : null);
        slot.map.setScale(
                isWeights
                        ? ColorScale.probability()
                        : scale(shown, slot.map.maskedProperty().get() != null));
        slot.map.setValues(shown);
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
