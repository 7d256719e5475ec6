package dev.unroll.app.lesson;

import dev.unroll.app.knobs.Knob;
import dev.unroll.app.lesson.MatricesPanel.Matrix;
import dev.unroll.engine.trace.EmbeddingSum;
import dev.unroll.engine.trace.Towers;
import dev.unroll.engine.trace.Towers.Box;
import dev.unroll.engine.trace.Towers.Kind;
import dev.unroll.engine.trace.Trace;
import dev.unroll.viz.color.ColorScale;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/**
 * The inside of one box of an encoder or a decoder: its matrices in the order in which they are computed, a row for each token; of
 * attention, those of one head. The views go by {@code inside-0} and so on.
 */
public final class BoxPanel extends VBox {
    private static final int MOST = 7;

    private final StageKit<?> kit;
    private final MatricesPanel maps;
    private final Label what = new Label();
    private final SimpleIntegerProperty lastHead = new SimpleIntegerProperty(this, "lastHead", 0);

    /** @param head whose matrices are shown; where there are fewer it is the last */
    public BoxPanel(StageKit<?> kit, Knob<Integer> head) {
        this.kit = kit;
        maps = new MatricesPanel(kit, "inside", MOST);
        HBox tools = new HBox(
                what, kit.texts().heading(head.titleKey()), kit.controls().index(head, lastHead));
        tools.getStyleClass().add("tools");
        VBox.setVgrow(maps, Priority.ALWAYS);
        getChildren().addAll(tools, maps);
    }

    /** Adds the parts of which the lowest boxes are the sum, {@code encoder/token}, {@code encoder/place} and the decoder's. */
    public static void addTo(NamedNumbers numbers, Trace trace) {
        for (String tower : List.of("encoder", "decoder")) {
            EmbeddingSum sum = EmbeddingSum.of(trace, tower);
            numbers.add(tower + "/token", "√d · E", sum.tokens()).add(tower + "/place", "position", sum.positions());
        }
    }

    /**
     * Shows a box.
     *
     * @param reading with what {@link #addTo} adds
     * @param title what the box is called
     */
    public void show(TranslationReading reading, Towers towers, Box box, int head, String title) {
        Box attention = towers.of(false, Kind.ATTENTION).getFirst();
        int last = reading.trace().value(attention.part() + "/weights").shape().size(0) - 1;
        what.setText(title);
        lastHead.set(box.attends() ? last : 0);
        List<String> names = new ArrayList<>(towers.matrices(box));
        if (box.kind() == Kind.EMBEDDING) names.addAll(0, List.of(box.part() + "/token", box.part() + "/place"));
        List<Matrix> matrices =
                names.stream().map(name -> matrix(name, box, reading.now())).toList();
        maps.show(reading, matrices, Math.min(head, last));
    }

    private Matrix matrix(String name, Box box, TranslationTrace now) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        String key = "towers.map." + last;
        boolean ofPairs = List.of("scores", "weights").contains(last);
        boolean crosses = box.kind() == Kind.CROSS_ATTENTION;
        boolean itself = box.kind() == Kind.ATTENTION && box.ofDecoder();
        boolean ofSource =
                !box.ofDecoder() || crosses && List.of("key", "value").contains(last);
        return new Matrix(
                name,
                kit.messages().has(key) ? kit.messages().get(key) : last,
                ofSource ? now.sources() : now.reads(),
                !ofPairs ? List.of() : itself ? now.reads() : now.sources(),
                ofPairs && itself,
                last.equals("weights") ? ColorScale.probability() : null);
    }
}
