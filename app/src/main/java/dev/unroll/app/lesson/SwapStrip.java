package dev.unroll.app.lesson;

import dev.unroll.app.knobs.Knob;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.color.Palette;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.TimeAxis;
import org.jspecify.annotations.Nullable;

import java.util.List;
import javafx.scene.layout.VBox;

/** By how many nats a loss changes when a token before it is swapped for another one: what needs no calculus. There only when asked for. */
public final class SwapStrip extends VBox {
    private final SequenceMatrix swaps;

    /** @param asked whether tokens are swapped; it stands beside the legends */
    public SwapStrip(StageKit<?> kit, TimeAxis axis, Knob<Boolean> asked) {
        swaps = kit.named("swaps", new SequenceMatrix(axis));
        swaps.setScale(new ColorScale(Palette.PROBABILITY, 1e-6, 1, true));
        setVisible(false);
        managedProperty().bind(visibleProperty());
        getChildren().addAll(kit.texts().heading("swaps.heading"), swaps);
        kit.legend("swaps.legend", swaps.scaleProperty(), visibleProperty());
        kit.beside(kit.controls().toggle(asked));
    }

    /**
     * Shows changes.
     *
     * @param models what the models are called
     * @param changes of each of them, {@code [TIME]}; null where tokens are not swapped
     */
    public void show(List<String> models, List<? extends @Nullable Tensor> changes) {
        int rows = changes.size();
        int steps = 0;
        for (Tensor one : changes) {
            if (one == null) {
                setVisible(false);
                return;
            }
            steps = one.length();
        }
        setVisible(true);
        Tensor all = Tensor.zeros(Shape.of(Axis.TIME, steps, Axis.ITEM, rows));
        for (int i = 0; i < all.length(); i++) {
            Tensor of = changes.get(i % rows);
            if (of != null) all.write()[i] = of.at(i / rows);
        }
        swaps.setRowLabels(models);
        swaps.setValues(all);
    }
}
