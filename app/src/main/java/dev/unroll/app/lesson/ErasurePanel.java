package dev.unroll.app.lesson;

import dev.unroll.app.knobs.Knob;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.array.VectorStrip;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.Palette;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import javafx.geometry.Orientation;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/**
 * How many words of a translation change when one unit of what an encoder hands on is erased, for each unit alone (representation
 * erasure, Li, Monroe and Jurafsky 2016). The view goes by {@code units}.
 */
public final class ErasurePanel extends VBox {
    private static final double MOST_WORDS = 6;

    private final VectorStrip strip = new VectorStrip(Orientation.HORIZONTAL);
    private final Measuring<Tensor> measuring;
    private final StageKit<?> kit;
    private @Nullable Tensor changed;
    private int size;

    /**
     * Nothing measured yet.
     *
     * @param erased the units that are erased, as {@link UnitSet} has it
     * @param eraser whether a click elsewhere erases a unit
     */
    public ErasurePanel(StageKit<?> kit, Knob<String> erased, Knob<Boolean> eraser) {
        this.kit = kit;
        kit.named("units", strip);
        strip.titleProperty().bind(kit.messages().text("units.title"));
        strip.setScale(new ColorScale(Palette.PROBABILITY, 0, MOST_WORDS, false));
        strip.veiledProperty().bind(kit.hidden("changed").map(is -> is ? _ -> true : null));
        Label found = kit.texts().quote("changed", this::found);
        found.visibleProperty().bind(kit.hidden("changed").not());
        strip.setOnActivate(cell -> kit.turn(erased, Integer.toString(cell.column())));
        measuring = new Measuring<>(kit, "measure-units", "units.words", this::show);
        Button half = kit.controls().button("half", "units.half", () -> kit.turn(erased, "0-" + (size / 2 - 1)));
        half.setMinWidth(USE_PREF_SIZE);
        HBox tools = new HBox(kit.controls().toggle(eraser), half, found);
        tools.getStyleClass().add("tools");
        getChildren().addAll(tools, strip, measuring);
        kit.legend("units.legend", strip.scaleProperty(), visibleProperty());
        getStyleClass().add("units-panel");
    }

    private void show(@Nullable Tensor measured) {
        changed = measured;
        strip.setValues(measured);
        kit.texts().requote();
    }

    private String found() {
        Tensor now = changed;
        if (now == null) return "";
        int without = 0;
        for (float words : now.toArray()) if (words == 0) without++;
        return kit.messages().get("units.found", without, now.length());
    }

    /**
     * Measures when asked, and by itself where this sentence has not been with these weights; ends what is being measured where nobody
     * looks any more.
     *
     * @param copy translates with the model as it is now, on any thread; null where nobody looks
     * @param read the sentence, read by it
     * @param states the names of what is handed on after the last step, {@code [TIME, UNIT]}
     */
    public void show(@Nullable TracedTranslator copy, TranslationTrace read, List<String> states) {
        if (copy == null) {
            measuring.forget();
            return;
        }
        String now = read.sentence();
        size = read.trace().value(states.getFirst()).shape().columns();
        List<Object> of = List.of(now, Weights.of(copy.model()));
        if (measuring.follow(of, report -> measure(copy, now, states, report))) show(null);
    }

    private static void measure(
            TracedTranslator translator, String sentence, List<String> states, Measuring.Report<Tensor> report) {
        TranslationTrace plain = translator.free(sentence);
        int size = plain.trace().value(states.getFirst()).shape().columns();
        float[] changed = new float[size];
        for (int unit = 0; unit < size; unit++) {
            TranslationTrace other = translator.free(sentence, new UnitSet(Set.of(unit)).erased(plain.trace(), states));
            changed[unit] = other.differences(plain);
            report.tell((unit + 1.) / size, Tensor.of(Shape.of(Axis.UNIT, size), changed.clone()));
        }
    }
}
