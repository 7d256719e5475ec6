package dev.unroll.app.lesson.gpt;

import dev.unroll.app.lesson.Hands;
import dev.unroll.app.lesson.Measuring;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.LogitLens;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Values of another text put into this one's pass: all states of the residual stream in turn, and by hand a state or a head's output. */
final class PatchPanel extends VBox {
    private static final String HEAD = "block.%d/attention/headOutput[head=%d, t=%d] = " + Hands.OTHER;
    private static final String STATE = "%s[t=%d] = " + Hands.OTHER;

    private final StageKit<GptReading> kit;
    private final TokenStrip other;
    private final SequenceMatrix grid;
    private final Measuring<Tensor> measuring;
    private final Label words = new Label();
    private final Button head = new Button();
    private @Nullable GptReading shown;
    private @Nullable PatchReading asked;
    private int step;
    private int block;
    private int chosenHead;

    PatchPanel(StageKit<GptReading> kit, TimeAxis axis) {
        this.kit = kit;
        other = kit.named("other-tokens", new TokenStrip(axis));
        other.titleProperty().bind(kit.messages().text("gpt.patch.other"));
        grid = kit.named("patch-grid", new SequenceMatrix(axis));
        grid.setTallestRow(6);
        grid.setScale(ColorScale.probability());
        grid.setOnActivate(this::put);
        measuring = new Measuring<>(kit, "measure-patches", "gpt.patch.measure", this::show);
        words.setWrapText(true);
        words.setMinHeight(USE_PREF_SIZE);
        words.getStyleClass().add("stage-words");
        head.setId("patch-head");
        head.setMinWidth(USE_PREF_SIZE);
        head.setOnAction(_ -> put(String.format(HEAD, block, chosenHead, step)));
        VBox.setVgrow(grid, Priority.ALWAYS);
        for (var one : List.of(other, grid, measuring)) one.managedProperty().bind(one.visibleProperty());
        getChildren().addAll(words, other, measuring, grid);
        getStyleClass().add("gpt-score");
    }

    /** What takes a head’s output from the other text, to stand beside the tabs. */
    Button head() {
        return head;
    }

    /** Takes the state of a cell, whose rows have the last layer at the top. */
    private void put(Cell cell) {
        GptReading now = shown;
        if (now == null || cell.row() > now.layers()) return;
        int layer = now.layers() - cell.row();
        put(String.format(STATE, LogitLens.name(layer), cell.column()));
    }

    private void put(String place) {
        GptReading now = shown;
        PatchReading patch = asked;
        if (now == null || patch == null) return;
        if (now.large()) {
            kit.say("gpt.patch.large");
            return;
        }
        kit.turn(Map.of(
                GptLesson.CANDIDATE,
                Integer.toString(patch.token()), // another may be drawn now
                GptLesson.HAND,
                now.hands().with(place).typed()));
    }

    private void show(Tensor probabilities) {
        int layers = probabilities.shape().size(0);
        int steps = probabilities.shape().size(1);
        Tensor columns = Tensor.zeros(Shape.of(Axis.TIME, steps, Axis.ITEM, layers));
        for (int t = 0; t < steps; t++)
            for (int row = 0; row < layers; row++)
                columns.write()[t * layers + row] = probabilities.get(layers - 1 - row, t);
        grid.setValues(columns);
    }

    /** @param layers what the states of the stream are called, from the bottom */
    void show(GptReading reading, PatchReading patch, List<String> layers, int ofBlock, int ofHead) {
        shown = reading;
        block = ofBlock;
        chosenHead = ofHead;
        boolean fits = patch.fits();
        for (var one : List.of(other, grid, measuring)) one.setVisible(fits);
        head.setVisible(fits);
        words.setText(words(reading, patch));
        asked = patch;
        if (!fits) {
            measuring.forget();
            return;
        }
        if (measuring.follow(patch.question(), patch::measure)) grid.setValues(null);
        other.setTokens(
                Arrays.stream(patch.other()).mapToObj(reading.tokens()::get).toList());
        grid.setRowLabels(layers.reversed());
        grid.titleProperty().set(kit.messages().get("gpt.patch.grid", token(reading, patch.token())));
        stand(step);
    }

    private String words(GptReading reading, PatchReading patch) {
        if (patch.unknown() != null) return kit.messages().get(patch.unknown());
        if (patch.length() == 0) return kit.messages().get("gpt.patch.none", patch.ids().length);
        if (!patch.fits()) return kit.messages().get("gpt.patch.length", patch.length(), patch.ids().length);
        return kit.messages().get("gpt.patch.words", token(reading, patch.token()));
    }

    private static String token(GptReading reading, int id) {
        return TokenStrip.display(reading.tokens().get(id));
    }

    /** The head's output is taken where the pointer of the grid stands, or else at the step of the screen. */
    void stand(int timeStep) {
        GptReading now = shown;
        Cell selected = grid.getSelected();
        step = timeStep;
        if (now == null || timeStep >= now.timeSteps()) return;
        if (selected != null && selected.column() < now.timeSteps()) step = selected.column();
        head.setText(
                kit.messages().get("gpt.patch.head", block, chosenHead, TokenStrip.display(now.token(step)), step));
    }
}
