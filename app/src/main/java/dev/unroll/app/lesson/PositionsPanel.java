package dev.unroll.app.lesson;

import dev.unroll.engine.embedding.GramMatrix;
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

/**
 * What tells a model its positions: some units as curves over the positions, and the dot product of every two positions. The views go by
 * {@code position-curves} and {@code position-dots}; guides name {@link #addTo the numbers}.
 */
public final class PositionsPanel extends HBox {
    private static final String TABLE = "pe";
    private static final String DOTS = "pe.dot";

    private final UnitCurves curves = new UnitCurves();
    private final HeatMap dots = new HeatMap();

    /** A panel of no positions. */
    public PositionsPanel(StageKit<?> kit) {
        kit.named("position-curves", curves);
        kit.bind("position-dots", dots, DOTS, CellLayout.MATRIX, this::setDots);
        curves.titleProperty().bind(kit.messages().text("positions.title"));
        dots.titleProperty().bind(kit.messages().text("positions.dots"));
        Region left = StageTexts.under(kit.texts().heading("positions.curves"), curves);
        Region right = StageTexts.under(kit.texts().heading("positions.dots"), dots);
        for (Region one : List.of(left, right)) HBox.setHgrow(one, Priority.ALWAYS);
        kit.legend("positions.legend", dots.scaleProperty(), visibleProperty());
        getStyleClass().add("positions");
        getChildren().addAll(left, right);
    }

    /**
     * Adds {@code pe}, {@code [TIME, UNIT]}, and {@code pe.dot}, {@code [TIME, KEY]}.
     *
     * @param table the vectors that tell positions, {@code [TIME, UNIT]}; null where none are told, and nothing is added
     */
    public static void addTo(NamedNumbers numbers, @Nullable Tensor table) {
        if (table == null) return;
        numbers.add(TABLE, "PE", table).add(DOTS, "PE · PE", GramMatrix.of(table));
    }

    private void setDots(@Nullable Tensor all) {
        if (all != null) dots.setScale(ColorScale.signed(all));
        dots.setValues(all);
    }

    /** Shows what was measured: the fastest units and slower ones. */
    public void show(NamedNumbers numbers) {
        Tensor table = numbers.get(TABLE);
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
