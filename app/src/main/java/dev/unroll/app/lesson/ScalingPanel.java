package dev.unroll.app.lesson;

import dev.unroll.app.i18n.Messages;
import dev.unroll.app.i18n.Sentence;
import dev.unroll.viz.chart.ScalingCurve;
import dev.unroll.viz.chart.ScalingCurve.Series;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** How something that takes seconds to measure grows with a size that doubles: a button that begins it, and below it the curves as they come. */
public final class ScalingPanel extends VBox {
    private final Messages messages;
    private final ScalingCurve chart;
    private final Measuring<List<Curve>> measuring;
    private List<Curve> known = List.of();

    /**
     * A curve.
     *
     * @param name what it is called, in whatever language
     * @param values above 0, by size
     * @param color the number of its colour
     * @param measured whether the values were measured
     */
    public record Curve(Sentence name, NavigableMap<Integer, Double> values, int color, boolean measured) {
        /** A copy, which stays as it is while more is measured. */
        public Curve {
            values = new TreeMap<>(values);
        }
    }

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
        messages = kit.messages();
        chart = kit.named(id, new ScalingCurve());
        chart.titleProperty().bind(messages.text(titleKey));
        chart.sizeLabelProperty().bind(messages.text(sizeKey));
        chart.formatProperty().set(format);
        measuring = new Measuring<>(kit, "measure-" + id, wordsKey, this::show);
        VBox.setVgrow(chart, Priority.ALWAYS);
        getStyleClass().add("scaling-panel");
        getChildren().addAll(measuring, chart);
    }

    private void show(List<Curve> curves) {
        known = curves;
        chart.setSeries(curves.stream()
                .map(one -> new Series(messages.get(one.name), one.values, one.color, one.measured))
                .toList());
    }

    /**
     * Shows what is known, measures when asked, and at once where nothing was measured since {@link #close}, or something else.
     *
     * @param of what the curves depend on
     */
    public void open(Object of, Measuring.Work<List<Curve>> work) {
        show(measuring.offer(of, work) ? List.of() : known);
    }

    /** Ends what is being measured. */
    public void close() {
        measuring.forget();
    }
}
