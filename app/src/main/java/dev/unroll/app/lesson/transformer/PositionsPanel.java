package dev.unroll.app.lesson.transformer;

import dev.unroll.app.lesson.CellLayout;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.array.HeatMap;
import dev.unroll.viz.chart.UnitCurves;
import dev.unroll.viz.color.ColorScale;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** What tells positions: some units as curves over the positions, and the dot product of every two positions. */
final class PositionsPanel extends HBox {
    private static final String TABLE = "pe";

    private final UnitCurves curves = new UnitCurves();
    private final HeatMap dots = new HeatMap();

    PositionsPanel(StageKit<TransformerReading> kit) {
        kit.named("position-curves", curves);
        kit.bind("position-dots", dots, "pe.dot", CellLayout.MATRIX, this::setDots);
        curves.titleProperty().bind(kit.messages().text("transformer.position"));
        dots.titleProperty().bind(kit.messages().text("transformer.dots"));
        Region left = StageKit.under(kit.heading("transformer.curves"), curves);
        Region right = StageKit.under(kit.heading("transformer.dots"), dots);
        for (Region one : List.of(left, right)) HBox.setHgrow(one, Priority.ALWAYS);
        getStyleClass().add("positions");
        getChildren().addAll(left, right);
    }

    private void setDots(@Nullable Tensor all) {
        if (all != null) dots.setScale(ColorScale.signed(all));
        dots.setValues(all);
    }

    void show(TransformerReading reading) {
        Tensor table = reading.numbers().get(TABLE);
        curves.setValues(table);
        if (table == null) return;
        int units = table.shape().columns();
        curves.setUnits(Stream.concat(
                        Stream.of(0, 1),
                        IntStream.of(units / 8, units / 4, units / 2).boxed())
                .map(unit -> Math.min(unit, units - 1))
                .distinct()
                .toList());
    }
}
