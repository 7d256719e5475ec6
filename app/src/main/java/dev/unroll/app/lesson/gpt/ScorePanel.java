package dev.unroll.app.lesson.gpt;

import dev.unroll.app.lesson.CellLayout;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.attention.WeightBars;
import dev.unroll.viz.chart.SumBars;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.CellView;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.IntStream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** One score of one head, split into its units, and in the first block into what token and position add to it. */
final class ScorePanel extends VBox {
    private final StageKit<GptReading> kit;
    private final WeightBars weights;
    private final SumBars units;
    private final SumBars origins;
    private final Label words;
    private final Label origin;
    private final HBox chosen;
    private final ObjectProperty<List<String>> blocks = new SimpleObjectProperty<>(List.of());
    private final ObjectProperty<List<String>> heads = new SimpleObjectProperty<>(List.of());
    private int block;
    private int head;
    private int query;
    private int key;

    ScorePanel(StageKit<GptReading> kit, TimeAxis axis) {
        this.kit = kit;
        weights = bind("score-weights", new WeightBars(axis), "weights", CellLayout.STEPS.at(() -> head, () -> query));
        units = bind("score-units", new SumBars(), "scores", ofScore());
        origins = bind("score-origins", new SumBars(), "scores", ofScore());
        kit.onClick(weights, cell -> kit.turn(GptLesson.KEY, Integer.toString(cell.column())));
        for (SumBars bars : List.of(units, origins)) {
            bars.sumLabelProperty().bind(kit.messages().text("gpt.score.sum"));
            bars.referenceLabelProperty().bind(kit.messages().text("gpt.score.mean"));
            VBox.setVgrow(bars, Priority.ALWAYS);
        }
        words = kit.texts().words("gpt.score.words", this::told);
        origin = new Label();
        origin.setWrapText(true);
        origin.getStyleClass().add("stage-words");
        for (Label label : List.of(words, origin)) {
            label.setMinHeight(USE_PREF_SIZE);
            label.visibleProperty().bind(units.veiledProperty().isNull()); // they tell the score
        }
        origins.managedProperty().bind(origins.visibleProperty());
        chosen = new HBox(
                kit.controls().choice(GptLesson.BLOCK, blocks), kit.controls().choice(GptLesson.HEAD, heads));
        chosen.getStyleClass().add("gpt-bar");
        getChildren().addAll(weights, words, units, origin, origins);
        getStyleClass().add("gpt-score");
    }

    private <V extends CellView> V bind(String id, V view, String part, CellLayout layout) {
        view.titleProperty().bind(kit.messages().text("gpt." + id));
        return kit.bind(id, view, () -> "block." + block + "/attention/" + part, () -> Quantity.VALUE, layout, _ -> {});
    }

    /** Each bar is a term of the same number, whose arithmetic lists them. */
    private CellLayout ofScore() {
        return new CellLayout() {
            @Override
            public int[] index(Cell cell) {
                return new int[] {head, query, key};
            }

            @Override
            public @Nullable Cell cell(int[] index) {
                return null;
            }
        };
    }

    private List<?> told(GptReading now) {
        ScoreReading score = now.reasons() == null ? null : now.reasons().score();
        if (score == null) return List.of();
        return List.of(
                token(now, score.query()),
                token(now, score.key()),
                score.units().shape().columns(),
                Numbers.brief(sum(score.units().slice(score.key()))),
                Numbers.brief(score.score()));
    }

    private static String token(GptReading now, int t) {
        return "‘" + TokenStrip.display(now.token(t)) + "’ (t = " + t + ")";
    }

    private static double sum(Tensor terms) {
        return IntStream.range(0, terms.length()).mapToDouble(terms::at).sum();
    }

    /** Which head it is, to stand beside the tabs. */
    HBox chosen() {
        return chosen;
    }

    /** Names the heads that there are. */
    void name(GptReading reading) {
        blocks.set(named("gpt.block", reading.layers()));
        heads.set(named("gpt.headName", reading.heads()));
    }

    void show(GptReading reading, ScoreReading score) {
        block = score.block();
        head = score.head();
        query = score.query();
        key = score.key();
        weights.setWeights(score.weights());
        units.setTerms(score.units().slice(key));
        units.setReference(ScoreReading.mean(score.units()));
        units.setLabels(IntStream.range(0, score.units().shape().columns())
                .mapToObj(i -> "q" + i + "·k" + i)
                .toList());
        Tensor bars = score.bars();
        origins.setVisible(bars != null);
        origins.setTerms(bars == null ? null : bars.slice(key));
        origins.setReference(bars == null ? null : ScoreReading.mean(bars));
        origins.setLabels(IntStream.range(0, ScoreReading.BARS)
                .mapToObj(i -> kit.messages().get("gpt.origin." + i))
                .toList());
        origin.setText(
                bars == null
                        ? kit.messages().get("gpt.score.mixed")
                        : kit.messages()
                                .get(
                                        "gpt.score.origins",
                                        Numbers.brief(sum(bars.slice(key))),
                                        Numbers.brief(score.score())));
    }

    private List<String> named(String what, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> kit.messages().get(what) + " " + i)
                .toList();
    }
}
