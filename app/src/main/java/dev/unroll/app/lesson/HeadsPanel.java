package dev.unroll.app.lesson;

import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.attention.HeadsGrid;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** All heads of a model as small pictures, those of each kind of attention in a grid of their own. */
public final class HeadsPanel extends HBox {
    private final Map<String, HeadsGrid> grids = new LinkedHashMap<>();

    /** Told which head was clicked. */
    @FunctionalInterface
    public interface Chosen {
        /** A head of the kind of attention whose grid goes by an id. */
        void choose(String id, int layer, int head);
    }

    /**
     * Grids without heads.
     *
     * @param family of the texts: {@code layer} and {@code head}, and for each grid one of its id
     * @param ids what the grids go by
     */
    public HeadsPanel(StageKit<?> kit, String family, List<String> ids, Chosen chosen) {
        for (String id : ids) {
            HeadsGrid grid = kit.named(id, new HeadsGrid());
            kit.title(family, grid);
            grid.layerNameProperty().bind(kit.messages().text(family + ".layer"));
            grid.headNameProperty().bind(kit.messages().text(family + ".head"));
            grid.setOnActivate(cell -> chosen.choose(id, cell.row(), cell.column()));
            grids.put(id, grid);
            Region column = StageTexts.under(kit.texts().heading(family + "." + id), grid);
            HBox.setHgrow(column, Priority.ALWAYS);
            getChildren().add(column);
        }
        kit.legend("heads.legend", grids.get(ids.getFirst()).scaleProperty(), visibleProperty());
        getStyleClass().add("heads");
    }

    /**
     * Shows the heads of one kind of attention.
     *
     * @param weights {@code [HEAD, TIME, KEY]} of each layer, the lowest first
     */
    public void show(String id, List<Tensor> weights) {
        grids.get(id).setPictures(weights.stream().map(HeadsGrid::pictures).toList());
    }
}
