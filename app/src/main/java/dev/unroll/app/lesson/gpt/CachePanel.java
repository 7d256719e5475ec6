package dev.unroll.app.lesson.gpt;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.StageTexts;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.attention.CacheCells;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Keys and values of all layers and positions, with a cache and without, and what each took a moment ago. */
final class CachePanel implements Panel {
    private static final String KEY = "/attention/key";

    private final CacheCells kept;
    private final CacheCells again;
    private final StageKit<GptReading> kit;
    private final VBox node;
    private @Nullable CacheReading shown;

    CachePanel(StageKit<GptReading> kit, TimeAxis axis) {
        this.kit = kit;
        kept = cells("cache", axis, true);
        again = cells("no-cache", axis, false);
        Label with = kit.texts()
                .quote("cache/with", () -> told("gpt.cache.with", cache -> List.of(milliseconds(cache.with()))));
        Label without = kit.texts()
                .quote(
                        "cache/without",
                        () -> told("gpt.cache.without", cache -> List.of(milliseconds(cache.without()))));
        Label sum = kit.texts().quote("cache/without", () -> told("gpt.cache.sum", CachePanel::sum));
        VBox above = StageTexts.under(with, kept);
        VBox below = StageTexts.under(without, again);
        for (var half : List.of(above, below)) VBox.setVgrow(half, Priority.ALWAYS);
        node = new VBox(above, below, sum, legend());
        node.getStyleClass().add("gpt-cache");
    }

    /** What the two kinds of cells are. */
    private HBox legend() {
        HBox legend = new HBox();
        legend.getStyleClass().add("cache-legend");
        for (String kind : List.of("computed", "read")) {
            Region cell = new Region();
            cell.getStyleClass().add("cache-" + kind);
            Label name = kit.texts().heading("gpt.cache." + kind);
            name.setGraphic(cell);
            legend.getChildren().add(name);
        }
        return legend;
    }

    private CacheCells cells(String id, TimeAxis axis, boolean keeps) {
        CacheCells cells = kit.bindParts(id, new CacheCells(axis), CachePanel::place, CachePanel::cell);
        cells.keptProperty().set(keeps);
        cells.titleProperty().bind(kit.messages().text("gpt.cache." + (keeps ? "kept" : "again")));
        return cells;
    }

    private CacheCells.Words words() {
        return new CacheCells.Words(
                kit.messages().get("gpt.block"),
                kit.messages().get("gpt.cache.computed"),
                kit.messages().get("gpt.cache.read"),
                kit.messages().get("gpt.cache.empty"));
    }

    /** The first number of a key stands for all keys and values of a layer and position. */
    private static Place place(Cell cell) {
        return new Place(
                "block." + cell.row() + KEY,
                List.of(Axis.HEAD, Axis.KEY, Axis.UNIT),
                List.of(0, cell.column(), 0),
                Quantity.VALUE);
    }

    private static @Nullable Cell cell(Place place) {
        boolean key = place.name().matches("block\\.\\d+" + KEY);
        return key ? new Cell(Integer.parseInt(place.name().replaceAll("\\D", "")), place.along(Axis.KEY)) : null;
    }

    private String told(String key, Function<CacheReading, List<?>> arguments) {
        CacheReading now = shown;
        return now == null ? "" : kit.messages().get(key, arguments.apply(now).toArray());
    }

    private static String milliseconds(double seconds) {
        return Numbers.brief(seconds * 1e3);
    }

    private static List<?> sum(CacheReading cache) {
        return List.of(cache.kept(), cache.token(), Numbers.brief(cache.without() / cache.with()));
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(GptReading reading, KnobValues values) {
        shown = reading.cache();
        int layers = reading.layers();
        CacheCells.Words words = words();
        for (CacheCells cells : List.of(kept, again)) {
            cells.setWords(words);
            cells.setLayers(layers);
        }
    }

    @Override
    public void stand(Position position) {
        // the cells follow the axis
    }
}
