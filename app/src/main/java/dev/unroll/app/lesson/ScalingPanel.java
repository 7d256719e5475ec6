package dev.unroll.app.lesson;

import dev.unroll.viz.chart.ScalingCurve;
import dev.unroll.viz.chart.ScalingCurve.Series;

import java.util.List;
import java.util.function.DoubleFunction;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** How something that takes seconds to measure grows with a size that doubles: a button that begins it, and below it the curves as they come. */
public final class ScalingPanel extends VBox {
    private final ScalingCurve curve = new ScalingCurve();
    private final Measuring<List<Series>> measuring;

    /**
     * Curves of nothing yet. The button goes by {@code measure-} and the id.
     *
     * @param id of the curves
     * @param titleKey of what they show
     * @param sizeKey of the word for the size
     * @param wordsKey of what is said beside the button
     * @param format how a value is written
     */
    public ScalingPanel(
            StageKit<?> kit,
            String id,
            String titleKey,
            String sizeKey,
            String wordsKey,
            DoubleFunction<String> format) {
        kit.named(id, curve);
        curve.titleProperty().bind(kit.messages().text(titleKey));
        curve.sizeLabelProperty().bind(kit.messages().text(sizeKey));
        curve.formatProperty().set(format);
        measuring = new Measuring<>(kit, "measure-" + id, wordsKey, curve::setSeries);
        VBox.setVgrow(curve, Priority.ALWAYS);
        getStyleClass().add("scaling-panel");
        getChildren().addAll(measuring, curve);
    }

    /**
     * Measures when asked, and at once where nothing was measured since {@link #close}, or something else.
     *
     * @param of what the curves depend on
     */
    public void open(Object of, Measuring.Work<List<Series>> work) {
        if (measuring.offer(of, work)) curve.setSeries(List.of());
    }

    /** Ends what is being measured. */
    public void close() {
        measuring.forget();
    }
}
