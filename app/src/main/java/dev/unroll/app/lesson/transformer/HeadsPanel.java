package dev.unroll.app.lesson.transformer;

import dev.unroll.app.lesson.StageKit;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.attention.HeadsGrid;
import dev.unroll.viz.attention.TransformerPicture.Kind;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** All heads of all layers: those of the encoder, of the decoder, and those with which the decoder attends to the encoder. */
final class HeadsPanel extends HBox {
    private final StageKit<TransformerReading> kit;
    private final List<Part> parts = new ArrayList<>();

    /** The heads of one kind. */
    private record Part(HeadsGrid grid, boolean ofDecoder, Kind kind) {
        List<Integer> rows(TransformerReading reading) {
            List<BoxRow> tower = reading.tower(ofDecoder);
            List<Integer> rows = new ArrayList<>();
            for (int row = 0; row < tower.size(); row++) if (tower.get(row).kind() == kind) rows.add(row);
            return rows;
        }
    }

    HeadsPanel(StageKit<TransformerReading> kit) {
        this.kit = kit;
        part("heads-encoder", false, Kind.ATTENTION);
        part("heads-decoder", true, Kind.ATTENTION);
        part("heads-cross", true, Kind.CROSS_ATTENTION);
        getStyleClass().add("heads");
    }

    private void part(String id, boolean ofDecoder, Kind kind) {
        HeadsGrid grid = kit.named(id, new HeadsGrid());
        grid.titleProperty().bind(kit.messages().text("transformer." + id));
        grid.layerNameProperty().bind(kit.messages().text("transformer.layer"));
        grid.headNameProperty().bind(kit.messages().text("transformer.head"));
        Part part = new Part(grid, ofDecoder, kind);
        parts.add(part);
        grid.setOnActivate(cell -> open(part, cell.row(), cell.column()));
        Region column = StageKit.under(kit.heading("transformer." + id), grid);
        HBox.setHgrow(column, Priority.ALWAYS);
        getChildren().add(column);
    }

    /** Opens the matrices of one head. */
    private void open(Part part, int layer, int head) {
        int row = row(part, layer);
        kit.turn(TransformerLesson.BOX, (part.ofDecoder ? "d" : "e") + row);
        kit.turn(TransformerLesson.HEAD, Integer.toString(head));
        kit.turn(TransformerLesson.PANEL, "inside");
    }

    /** The row of a layer's box in its tower: after the embedding come two boxes for each layer of the encoder, three for the decoder's. */
    private static int row(Part part, int layer) {
        int perLayer = part.ofDecoder ? 3 : 2;
        return 1 + perLayer * layer + (part.kind == Kind.CROSS_ATTENTION ? 1 : 0);
    }

    void show(TransformerReading reading) {
        for (Part part : parts) {
            List<Tensor> pictures = part.rows(reading).stream()
                    .map(row -> HeadsGrid.pictures(reading.trace()
                            .value(reading.tower(part.ofDecoder).get(row).part() + "/weights")))
                    .toList();
            part.grid.setPictures(pictures);
        }
    }
}
