package dev.unroll.app.lesson.gpt;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.CellLayout;
import dev.unroll.app.lesson.Operation;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.attention.CrossMatrix;
import dev.unroll.viz.attention.HeadsGrid;
import dev.unroll.viz.attention.ResidualStream;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import dev.unroll.viz.view.Numbers;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The stack: the residual stream beside all heads; one head as a matrix, or the inside of one block, in the place of the stream. */
final class StackPanel implements Panel {
    private static final Pattern ADDED = Pattern.compile("block\\.(\\d+)/(attention|mlp)/output");

    private final StageKit<GptReading> kit;
    private final ResidualStream stream;
    private final HeadsGrid heads;
    private final CrossMatrix matrix;
    private final BlockPanel block;
    private final HBox body = new HBox();
    private final VBox right;
    private final HBox parts;
    private final BooleanProperty ofHead = new SimpleBooleanProperty(this, "ofHead", false);
    private final BooleanProperty ofBlock = new SimpleBooleanProperty(this, "ofBlock", false);
    private @Nullable GptReading shown;
    private int layer;
    private int head;
    private String part = "";

    StackPanel(StageKit<GptReading> kit, TimeAxis axis) {
        this.kit = kit;
        stream = kit.bindParts("stream", new ResidualStream(axis), this::place, StackPanel::cell);
        heads = kit.named("heads", new HeadsGrid());
        matrix = new CrossMatrix(axis, axis);
        matrix.setCausal(true);
        kit.bind(
                "head",
                matrix,
                () -> weights(layer),
                () -> Quantity.VALUE,
                CellLayout.MATRIX.at(() -> head),
                this::setWeights);
        heads.veiledProperty().bind(matrix.veiledProperty().map(_ -> cell -> cell.equals(new Cell(layer, head))));
        block = new BlockPanel(kit, axis);
        stream.selectedProperty().addListener((_, _, cell) -> look(cell));
        heads.selectedProperty().addListener((_, _, cell) -> {
            if (cell != null && (cell.row() != layer || cell.column() != head)) choose(cell, part);
        });
        heads.setOnActivate(cell -> {
            choose(cell, part.equals("stream") ? "head" : part);
        });
        Label allHeads = kit.texts().heading("gpt.heads");
        right = new VBox(allHeads, heads, kit.texts().quote("stack/looks", this::told));
        right.getStyleClass().add("gpt-heads");
        parts = kit.controls().choices(GptLesson.STACK);
        body.getStyleClass().add("gpt-stack");
        words();
        var onStage = body.sceneProperty().isNotNull(); // else another tab is open
        kit.legend("gpt.legend.weight", matrix.scaleProperty(), Bindings.and(ofHead, onStage));
        kit.beside(kit.texts().heading("gpt.block.colors"), Bindings.and(ofBlock, onStage));
    }

    private void words() {
        for (var view : List.of(stream, heads, matrix))
            view.titleProperty().bind(kit.messages().text("gpt." + view.getId()));
        heads.layerNameProperty().bind(kit.messages().text("gpt.block"));
        heads.headNameProperty().bind(kit.messages().text("gpt.headName"));
        matrix.maskTextProperty().bind(kit.messages().text("gpt.masked"));
    }

    static String weights(int layer) {
        return "block." + layer + "/attention/weights";
    }

    private void setWeights(@Nullable Tensor all) {
        matrix.setWeights(all == null || head >= all.shape().size(0) ? null : all.slice(head));
    }

    /** Of a large model only the block that is looked at can be explained. */
    private void look(@Nullable Cell cell) {
        GptReading now = shown;
        if (cell != null && now != null && now.large() && cell.row() / 2 != layer)
            kit.turn(GptLesson.BLOCK, Integer.toString(cell.row() / 2));
    }

    private void choose(Cell cell, String opened) {
        kit.turn(Map.of(
                GptLesson.BLOCK,
                Integer.toString(cell.row()),
                GptLesson.HEAD,
                Integer.toString(cell.column()),
                GptLesson.STACK,
                opened));
    }

    /** The number furthest from 0 stands for the vector that is added. */
    private @Nullable Place place(Cell cell) {
        GptReading now = shown;
        if (now == null || cell.row() >= 2 * now.layers()) return null;
        String name = StackReading.parts(now.layers()).get(cell.row()) + "/output";
        boolean there = now.trace().names().contains(name);
        return there ? Operation.strongest(now, name, Quantity.VALUE, cell.column()) : null;
    }

    private static @Nullable Cell cell(Place place) {
        Matcher added = ADDED.matcher(place.name());
        if (!added.matches()) return null;
        int row = 2 * Integer.parseInt(added.group(1)) + (added.group(2).equals("mlp") ? 1 : 0);
        return new Cell(row, place.along(Axis.TIME));
    }

    /** What the chosen head looks at most from the token at which the screen stands. */
    private String told() {
        GptReading now = shown;
        if (now == null) return "";
        StackReading stack = now.stack();
        if (stack == null) return "";
        int most = (int) stack.looks().get(layer, head);
        float weight = now.trace().value(weights(layer)).get(head, now.at(), most);
        return kit.messages()
                .get(
                        "gpt.looks",
                        layer,
                        head,
                        TokenStrip.display(now.token(now.at())),
                        TokenStrip.display(now.token(most)),
                        now.at() - most,
                        Numbers.compact(weight));
    }

    @Override
    public List<Node> controls() {
        return List.of(parts);
    }

    @Override
    public Region node() {
        return body;
    }

    @Override
    public void show(GptReading reading, KnobValues values) {
        shown = reading;
        layer = Math.min(values.get(GptLesson.BLOCK), reading.layers() - 1);
        head = Math.min(values.get(GptLesson.HEAD), reading.heads() - 1);
        open(values.get(GptLesson.STACK));
        StackReading stack = reading.stack();
        if (stack == null) return;
        stream.setStream(stack.stream());
        stream.setAdded(stack.added());
        stream.setLayers(layers(reading));
        stream.setPredicted(
                Arrays.stream(stack.predicted()).mapToObj(reading.tokens()::get).toList());
        heads.setPictures(stack.heads());
        heads.setSelected(new Cell(layer, head));
        matrix.setTargets(reading.names().steps());
        setWeights(reading.trace().value(weights(layer)));
        block.show(reading, layer, head);
    }

    private List<String> layers(GptReading reading) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < reading.layers(); i++)
            for (String part : List.of("attention", "mlp"))
                names.add(kit.messages().get("gpt.layer." + part, i));
        return names;
    }

    /** What is not shown leaves the scene, so that it takes no part in the width of the columns. */
    private void open(String wanted) {
        if (wanted.equals(part)) return;
        part = wanted;
        ofHead.set(wanted.equals("head"));
        ofBlock.set(wanted.equals("block"));
        Region opened = switch (wanted) {
            case "head" -> matrix;
            case "block" -> block;
            default -> stream;
        };
        HBox.setHgrow(opened, Priority.ALWAYS);
        List<Node> children = wanted.equals("block") ? List.of(opened) : List.of(opened, right);
        body.getChildren().setAll(children);
    }

    @Override
    public void stand(Position position) {
        for (var view : List.of(stream.hideFutureProperty(), matrix.hideFutureProperty())) view.set(position.inPass());
        block.stand(position);
    }
}
