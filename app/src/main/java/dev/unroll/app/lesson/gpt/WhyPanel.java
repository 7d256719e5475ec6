package dev.unroll.app.lesson.gpt;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.CellLayout;
import dev.unroll.app.lesson.Hands;
import dev.unroll.app.lesson.HandsBar;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.run.Position;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Intervention;
import dev.unroll.viz.array.HeatMap;
import dev.unroll.viz.attention.LensGrid;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.SignedBars;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;

/** Why a token is predicted: the logit lens, what each part of the stack adds to its logit, and what each token of the text does. */
final class WhyPanel implements Panel {
    private static final int MOST_CANDIDATES = 12;
    private static final String OFF = "block.%d/attention/headOutput[head=%d] = 0";

    private final StageKit<GptReading> kit;
    private final LensGrid lens;
    private final HeatMap parts;
    private final SignedBars leftOut;
    private final SignedBars gradient;
    private final HandsBar hands;
    private final ScorePanel score;
    private final PatchPanel patch;
    private final ChoiceBox<Integer> candidates = new ChoiceBox<>();
    private final Button off = new Button();
    private final Label sum;
    private final Label changed;
    private final VBox body = new VBox();
    private final List<Node> controls;
    private final VBox node;
    private final BooleanProperty ofLens = new SimpleBooleanProperty(this, "ofLens", false);
    private final BooleanProperty ofParts = new SimpleBooleanProperty(this, "ofParts", false);
    private final BooleanProperty ofScore = new SimpleBooleanProperty(this, "ofScore", false);
    private final BooleanProperty ofPatch = new SimpleBooleanProperty(this, "ofPatch", false);
    private @Nullable GptReading shown;
    private String part = "";
    private boolean showing;
    private int layer;
    private int head;

    WhyPanel(StageKit<GptReading> kit, TimeAxis axis) {
        this.kit = kit;
        lens = kit.bind("lens", new LensGrid(axis), "why/lens", CellLayout.MATRIX, _ -> {});
        parts = kit.bind("parts", new HeatMap(), "why/parts", CellLayout.MATRIX, _ -> {});
        leftOut = kit.bind("left-out", new SignedBars(axis), "why/leftOut", CellLayout.STEPS, _ -> {});
        gradient = kit.bind("gradient", new SignedBars(axis), "why/gradient", CellLayout.STEPS, _ -> {});
        for (var view : List.of(lens, parts, leftOut, gradient))
            view.titleProperty().bind(kit.messages().text("gpt." + view.getId()));
        parts.setZoomable(false);
        parts.selectedProperty().addListener((_, _, cell) -> select(cell));
        score = new ScorePanel(kit, axis);
        patch = new PatchPanel(kit, axis);
        hands = new HandsBar(kit, GptLesson.HAND, false);
        sum = kit.texts().quote("why/parts", this::sum);
        changed = kit.texts().quote("before/probabilities", this::changed);
        off.setId("head-off");
        off.setOnAction(_ -> switchOff());
        candidates.setId("candidate");
        candidates.setConverter(new CandidateNames());
        candidates.setOnAction(_ -> {
            if (!showing && candidates.getValue() != null)
                kit.turn(GptLesson.CANDIDATE, candidates.getValue().toString());
        });
        HBox asked = new HBox(kit.texts().heading("gpt.candidate"), candidates);
        asked.getStyleClass().add("gpt-bar");
        controls = List.of(kit.controls().choices(GptLesson.WHY), asked, score.chosen(), off, patch.head());
        score.chosen().visibleProperty().bind(ofScore.or(ofPatch));
        off.visibleProperty().bind(ofPatch.not());
        asked.visibleProperty().bind(ofScore.not());
        ofPatch.subscribe(is -> {
            if (!is) patch.head().setVisible(false);
        });
        for (Node one : List.of(asked, score.chosen(), off, patch.head()))
            one.managedProperty().bind(one.visibleProperty());
        VBox.setVgrow(body, Priority.ALWAYS);
        node = new VBox(body, hands, changed);
        kit.legend("gpt.legend.probability", lens.scaleProperty(), ofLens);
        kit.legend("gpt.legend.parts", parts.scaleProperty(), ofParts);
    }

    /** A candidate as it is read, for its id. */
    private final class CandidateNames extends StringConverter<Integer> {
        @Override
        public String toString(@Nullable Integer id) {
            GptReading now = shown;
            if (id == null || now == null || id >= now.tokens().size()) return "";
            return "‘" + TokenStrip.display(now.tokens().get(id)) + "’";
        }

        @Override
        public Integer fromString(String name) {
            throw new UnsupportedOperationException("candidates are chosen, not typed");
        }
    }

    private void select(@Nullable Cell cell) {
        GptReading now = shown;
        if (cell == null || now == null || cell.column() >= now.heads()) return;
        kit.turn(Map.of(
                GptLesson.BLOCK,
                Integer.toString(row(now, cell.row())),
                GptLesson.HEAD,
                Integer.toString(cell.column())));
    }

    private static int row(GptReading now, int row) {
        return Math.clamp(row, 0, now.layers() - 1);
    }

    private void switchOff() {
        GptReading now = shown;
        if (now == null) return;
        String typed = String.format(OFF, layer, head);
        Hands changed = isOff(now)
                ? now.hands().without(Intervention.parse(typed))
                : now.hands().with(typed);
        kit.turn(GptLesson.HAND, changed.typed());
    }

    private boolean isOff(GptReading now) {
        Intervention off = Intervention.parse(String.format(OFF, layer, head));
        return now.hands().concern(off.name(), off.where());
    }

    private String sum() {
        GptReading now = shown;
        Reasons why = now == null ? null : now.reasons();
        if (now == null || why == null) return "";
        double blocks = IntStream.range(0, why.parts().length())
                .mapToDouble(why.parts()::at)
                .sum();
        return kit.messages()
                .get(
                        "gpt.sum",
                        Numbers.brief(why.embedding()),
                        Numbers.brief(blocks),
                        Numbers.brief(why.bias()),
                        Numbers.brief(why.logit()),
                        TokenStrip.display(now.tokens().get(why.token())));
    }

    /** The likeliest tokens before and after what was changed by hand. */
    private String changed() {
        GptReading now = shown;
        Tensor before = now == null ? null : now.ownProbabilities();
        if (now == null || before == null) return "";
        Tensor after = now.probabilities();
        List<String> told = new ArrayList<>();
        IntStream.range(0, before.length())
                .boxed()
                .sorted((a, b) ->
                        Float.compare(Math.max(before.at(b), after.at(b)), Math.max(before.at(a), after.at(a))))
                .limit(6)
                .forEach(id -> told.add("‘" + TokenStrip.display(now.tokens().get(id)) + "’ "
                        + Numbers.compact(before.at(id)) + " ▸ " + Numbers.compact(after.at(id))));
        return kit.messages().get("gpt.changed", String.join("   ", told));
    }

    @Override
    public List<Node> controls() {
        return controls;
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(GptReading reading, KnobValues values) {
        shown = reading;
        layer = Math.min(values.get(GptLesson.BLOCK), reading.layers() - 1);
        head = Math.min(values.get(GptLesson.HEAD), reading.heads() - 1);
        off.setText(kit.messages().get(isOff(reading) ? "gpt.on" : "gpt.off", layer, head));
        open(values.get(GptLesson.WHY));
        hands.show(reading.hands(), reading.names());
        Reasons why = reading.reasons();
        if (why == null) return;
        candidates(reading, why);
        List<String> layers = new ArrayList<>(List.of(kit.messages().get("gpt.embedding")));
        for (int i = 0; i < reading.layers(); i++) layers.add(kit.messages().get("gpt.block") + " " + i);
        lens.setLayers(layers);
        lens.setPredictions(
                Arrays.stream(why.lens())
                        .map(row -> Arrays.stream(row)
                                .mapToObj(reading.tokens()::get)
                                .toList())
                        .toList(),
                why.lensProbability());
        parts.setScale(ColorScale.signed(why.parts()));
        parts.setValues(why.parts());
        parts.setRowLabels(layers.subList(1, layers.size()));
        parts.setColumnLabels(columns(reading.heads()));
        leftOut.setValues(why.leftOut());
        gradient.setValues(why.gradient());
        score.name(reading);
        if (why.score() != null) score.show(reading, why.score());
        if (why.patch() != null) patch.show(reading, why.patch(), layers, layer, head);
    }

    private List<String> columns(int heads) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < heads; i++) names.add(kit.messages().get("gpt.headName") + " " + i);
        names.add(kit.messages().get("gpt.attentionBias"));
        names.add("MLP");
        return names;
    }

    private void candidates(GptReading reading, Reasons why) {
        showing = true;
        List<Integer> ids = new ArrayList<>(reading.drawing().choice().candidates().stream()
                .limit(MOST_CANDIDATES)
                .map(candidate -> candidate.id())
                .toList());
        if (!ids.contains(why.token())) ids.add(why.token());
        candidates.getItems().setAll(ids);
        candidates.setValue(why.token());
        showing = false;
    }

    private void open(String wanted) {
        if (wanted.equals(part)) return;
        part = wanted;
        ofLens.set(wanted.equals("lens"));
        ofParts.set(wanted.equals("parts"));
        ofScore.set(wanted.equals("score"));
        ofPatch.set(wanted.equals("patch"));
        List<? extends Node> opened = switch (wanted) {
            case "parts" -> List.of(parts, sum);
            case "inputs" -> List.of(leftOut, gradient);
            case "score" -> List.of(score);
            case "patch" -> List.of(patch);
            default -> List.of(lens);
        };
        opened.forEach(child -> VBox.setVgrow(child, child instanceof Label ? Priority.NEVER : Priority.ALWAYS));
        body.getChildren().setAll(opened);
    }

    @Override
    public void stand(Position position) {
        for (var view : List.of(lens, leftOut, gradient))
            view.hideFutureProperty().set(position.inPass());
        patch.stand(position.timeStep());
    }
}
