package dev.unroll.app.lesson.transformer;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.BoxPanel;
import dev.unroll.app.lesson.HeadsPanel;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.PositionsPanel;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.TowersPanel;
import dev.unroll.app.run.Position;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Towers.Box;
import dev.unroll.engine.trace.Towers.Kind;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import javafx.css.PseudoClass;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Both towers with all their numbers, and below what is inside a box, all heads, positions or norms. */
final class TransformerStage implements LessonStage<TransformerReading> {
    private static final PseudoClass OPEN = PseudoClass.getPseudoClass("open");

    /** The heads of the encoder, of the decoder, and those with which the decoder attends to the encoder. */
    private static final List<String> HEADS = List.of("heads-encoder", "heads-decoder", "heads-cross");

    private final StageKit<TransformerReading> kit;
    private final TowersPanel towers;
    private final BoxPanel inside;
    private final HeadsPanel heads;
    private final PositionsPanel positions;
    private final Region folds;
    private final VBox node = new VBox();
    private @Nullable TransformerReading shown;

    TransformerStage(StageKit<TransformerReading> kit) {
        this.kit = kit;
        towers = new TowersPanel(kit, box -> kit.turn(TransformerLesson.BOX, box.id()));
        inside = new BoxPanel(kit, TransformerLesson.HEAD);
        heads = new HeadsPanel(kit, "transformer", HEADS, this::open);
        positions = new PositionsPanel(kit);
        folds = kit.controls().folds(TransformerLesson.PANEL, List.of(inside, heads, positions, norms()));
        VBox.setVgrow(towers.node(), Priority.ALWAYS);
        Label clock = kit.texts().quote("moments.writing", this::moments);
        clock.setId("clock");
        Button shuffle = kit.controls().button("shuffle", "knob.shuffle", this::shuffle);
        Label shuffled = kit.texts().remark("shuffle.change", "transformer.shuffled", TransformerStage::shuffled);
        FlowPane above = new FlowPane(kit.controls().choices(TransformerLesson.MODE), clock, shuffle, shuffled);
        above.getStyleClass().add("lines");
        node.getStyleClass().add("transformer-stage");
        node.getChildren().addAll(above, towers.node(), folds);
    }

    private void shuffle() {
        TransformerReading now = shown;
        if (now != null) kit.turn(TransformerLesson.SHUFFLE, Integer.toString(((int) now.number("shuffle") + 1) % 10));
    }

    private static List<?> shuffled(TransformerReading now) {
        return now.number("shuffle") == 0
                ? List.of()
                : List.of(now.brief("shuffle.change").getFirst(), now.number("shuffle.words"));
    }

    private Region norms() {
        Label words = kit.texts().words("transformer.norms", reading -> {
            List<Box> boxes = reading.towers().encoder();
            String beforeLast = boxes.get(boxes.size() - 2).name();
            return reading.brief("size.encoder/embedding", "size." + beforeLast, "size.memory");
        });
        words.setMinHeight(Region.USE_PREF_SIZE);
        return new VBox(words);
    }

    /** Opens the matrices of one head. */
    private void open(String ofHeads, int layer, int head) {
        TransformerReading now = shown;
        if (now == null) return;
        kit.turn(Map.of(
                TransformerLesson.BOX,
                boxes(now, ofHeads).get(layer).id(),
                TransformerLesson.HEAD,
                Integer.toString(head),
                TransformerLesson.PANEL,
                "inside"));
    }

    /** The boxes with some of the heads, one for each layer. */
    private static List<Box> boxes(TransformerReading now, String ofHeads) {
        Kind kind = ofHeads.equals("heads-cross") ? Kind.CROSS_ATTENTION : Kind.ATTENTION;
        return now.towers().of(!ofHeads.equals("heads-encoder"), kind);
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(TransformerReading reading, KnobValues values) {
        shown = reading;
        towers.show(reading, reading.towers(), reading.clock());
        String panel = values.get(TransformerLesson.PANEL);
        node.pseudoClassStateChanged(OPEN, !panel.equals("closed"));
        boolean leads = List.of("inside", "positions").contains(panel);
        VBox.setVgrow(folds, leads ? Priority.ALWAYS : Priority.NEVER);
        switch (panel) {
            case "inside" -> {
                Box box = reading.towers().box(values.get(TransformerLesson.BOX));
                inside.show(reading, reading.towers(), box, values.get(TransformerLesson.HEAD), towers.title(box));
            }
            case "heads" -> HEADS.forEach(one -> heads.show(one, weights(reading, one)));
            case "positions" -> positions.show(reading.numbers());
            default -> {}
        }
        kit.mark();
    }

    private static List<Tensor> weights(TransformerReading now, String ofHeads) {
        return boxes(now, ofHeads).stream()
                .map(box -> now.trace().value(box.part() + "/weights"))
                .toList();
    }

    private String moments() {
        TransformerReading now = shown;
        if (now == null) return "";
        String key = now.clock().writing() ? "transformer.clock.writing" : "transformer.clock.training";
        return kit.messages().get(key, now.timeSteps());
    }

    @Override
    public void stand(Position at) {
        towers.stand(at);
    }
}
