package dev.unroll.app.lesson.compare;

import dev.unroll.app.lesson.StageKit;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.chart.LossCurve;
import dev.unroll.viz.explain.Symbols;

import java.util.List;
import java.util.stream.IntStream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.ChoiceBox;
import javafx.scene.layout.VBox;

/** How large the gradient of each weight matrix of one model was as training went on. */
final class WeightsPanel extends VBox {
    private final LossCurve curve;
    private final ObjectProperty<List<String>> names = new SimpleObjectProperty<>(List.of());

    WeightsPanel(StageKit<Comparison> kit) {
        curve = kit.named("weight-norms", new LossCurve());
        curve.setLogarithmic(true);
        curve.titleProperty().bind(kit.messages().text("compare.weights"));
        curve.stepLabelProperty().bind(kit.messages().text("run.step"));
        ChoiceBox<String> model = kit.controls().choice(CompareLesson.SIDE, names);
        getChildren().addAll(model, curve);
    }

    /** @param models what the models are called */
    void show(Comparison now, List<String> models) {
        names.set(models);
        List<String> weights =
                List.copyOf(now.sides().get(now.side()).weightNorms().keySet());
        History history = now.progress().weights().get(now.side());
        curve.setSeries(IntStream.range(0, weights.size())
                .mapToObj(i -> {
                    float[] norms = history.curve(i);
                    return new LossCurve.Series(symbol(weights.get(i), now), norms, norms.length);
                })
                .toArray(LossCurve.Series[]::new));
        curve.setStep((int) (now.progress().step() - now.progress().first()));
    }

    private static String symbol(String weights, Comparison now) {
        return Symbols.of(new Place(weights, List.of(), List.of(), Quantity.VALUE), now.names());
    }
}
