package dev.unroll.app.lesson.rnn;

import dev.unroll.app.knobs.KnobValues;
import dev.unroll.app.lesson.LessonStage;
import dev.unroll.app.lesson.StageKit;
import dev.unroll.app.lesson.TextColumns;
import dev.unroll.app.lesson.TextTrace;
import dev.unroll.app.run.Position;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.trace.GradientFlow;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.UnrolledNetwork;

import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The unrolled network on the time axis, the state as a path in the plane, and the weights that all steps share. */
final class RnnStage implements LessonStage<TextTrace> {
    private static final String HIDDEN = "layer.0/hiddenState";

    private final TextColumns columns;
    private final UnrolledNetwork network;
    private final SimpleBooleanProperty backward = new SimpleBooleanProperty(this, "backward", false);
    private final VBox node = new VBox();

    RnnStage(StageKit<TextTrace> kit) {
        columns = new TextColumns(kit, 3);
        network = new UnrolledNetwork(columns.axis());
        kit.bind(
                "network",
                columns.add(network, 2),
                () -> HIDDEN,
                () -> backward.get() ? Quantity.GRADIENT : Quantity.VALUE,
                StageKit.Layout.COLUMNS,
                network::setStates);
        network.titleProperty().bind(kit.messages().text("rnn.hidden"));
        network.inputLabelProperty().set("W x");
        network.outputLabelProperty().set("logits");
        VBox.setVgrow(network, Priority.ALWAYS);
        node.getChildren()
                .addAll(
                        columns.targets(),
                        columns.loss(),
                        columns.prediction(),
                        network,
                        columns.oneHot(),
                        columns.tokens());
        kit.legend("rnn.legend.hidden", network.scaleProperty(), new SimpleBooleanProperty(true));
        kit.legend("text.legend.loss", columns.lossScale(), new SimpleBooleanProperty(true));
        kit.legend("rnn.legend.gradient", network.gradientScaleProperty(), backward);
        kit.beside(kit.toggle(RnnLesson.GRADIENTS));
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public void show(TextTrace text, KnobValues values) {
        columns.show(text);
        backward.set(values.get(RnnLesson.GRADIENTS));
        if (!backward.get()) {
            network.setGradientSizes(null);
            return;
        }
        Tensor norms = GradientFlow.norms(text.trace(), HIDDEN);
        double largest = 0;
        for (int t = 0; t < norms.length(); t++)
            if (Float.isFinite(norms.at(t))) largest = Math.max(largest, norms.at(t));
        double high = largest == 0 ? 1 : Math.pow(10, Math.ceil(Math.log10(largest)));
        network.setGradientScale(ColorScale.gradient(high * 1e-4, high));
        network.setGradientSizes(norms);
    }

    @Override
    public void stand(Position position) {
        columns.stand(position);
    }
}
