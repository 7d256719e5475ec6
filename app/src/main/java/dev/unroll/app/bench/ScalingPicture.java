package dev.unroll.app.bench;

import dev.unroll.app.bench.ScalingCurves.Curve;
import dev.unroll.app.bench.ScalingCurves.Diagram;
import dev.unroll.viz.export.Png;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import javafx.scene.Scene;
import javafx.scene.chart.LineChart;
import javafx.scene.chart.NumberAxis;
import javafx.scene.chart.XYChart;
import javafx.scene.layout.GridPane;
import javafx.util.StringConverter;

/** Diagrams of growth on logarithmic axes, each with a line of the growth that is expected. */
public final class ScalingPicture {
    private ScalingPicture() {}

    /**
     * Draws the diagrams, two in a row; on the JavaFX thread.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(List<Diagram> diagrams, Path file) throws IOException {
        GridPane grid = pane(diagrams);
        Scene scene = new Scene(grid);
        grid.applyCss();
        grid.layout();
        Png.write(scene.snapshot(null), file);
    }

    static GridPane pane(List<Diagram> diagrams) {
        GridPane grid = new GridPane();
        grid.setStyle("-fx-background-color: white; -fx-padding: 12; -fx-hgap: 12; -fx-vgap: 12;");
        for (int i = 0; i < diagrams.size(); i++) grid.add(chart(diagrams.get(i)), i % 2, i / 2);
        return grid;
    }

    private static LineChart<Number, Number> chart(Diagram diagram) {
        LineChart<Number, Number> chart = new LineChart<>(sizeAxis(diagram), secondsAxis(diagram));
        chart.setTitle(diagram.title());
        chart.setAnimated(false);
        chart.setHorizontalZeroLineVisible(false); // at 1 s, which is nothing special
        chart.setPrefSize(620, 420);
        for (Curve curve : diagram.curves()) {
            XYChart.Series<Number, Number> series = new XYChart.Series<>();
            series.setName(curve.name());
            for (int i = 0; i < curve.sizes().size(); i++) {
                series.getData().add(point(curve.sizes().get(i), curve.seconds().get(i)));
            }
            chart.getData().add(series);
        }
        XYChart.Series<Number, Number> expected = expected(diagram);
        chart.getData().add(expected);
        expected.getNode().setStyle("-fx-stroke-width: 1.5; -fx-stroke-dash-array: 6 5;");
        expected.getData().forEach(d -> d.getNode().setVisible(false));
        chart.setStyle("CHART_COLOR_" + chart.getData().size() + ": gray;"); // in the legend too
        return chart;
    }

    /** The growth that is expected, through the last point of the first curve. */
    private static XYChart.Series<Number, Number> expected(Diagram diagram) {
        Curve curve = diagram.curves().getFirst();
        double last = curve.sizes().getLast();
        XYChart.Series<Number, Number> series = new XYChart.Series<>();
        series.setName(
                switch ((int) diagram.exponent()) {
                    case -1 -> "as 1 / threads";
                    case 1 -> "as its first power";
                    default -> "as its power of " + (int) diagram.exponent();
                });
        for (double size : List.of(curve.sizes().getFirst(), curve.sizes().getLast())) {
            series.getData().add(point(size, curve.seconds().getLast() * Math.pow(size / last, diagram.exponent())));
        }
        return series;
    }

    private static XYChart.Data<Number, Number> point(double size, double seconds) {
        return new XYChart.Data<>(Math.log(size) / Math.log(2), Math.log10(seconds));
    }

    private static NumberAxis sizeAxis(Diagram diagram) {
        List<Integer> sizes = diagram.curves().getFirst().sizes();
        double low = Math.log(sizes.getFirst()) / Math.log(2);
        double high = Math.log(sizes.getLast()) / Math.log(2);
        NumberAxis axis = new NumberAxis(Math.floor(low), Math.max(Math.ceil(high), Math.floor(low) + 1), 1);
        axis.setLabel(diagram.sizeName());
        axis.setMinorTickVisible(false);
        axis.setTickLabelFormatter(label(x -> String.valueOf(Math.round(Math.pow(2, x)))));
        return axis;
    }

    private static NumberAxis secondsAxis(Diagram diagram) {
        double[] logarithms = diagram.curves().stream()
                .flatMap(curve -> curve.seconds().stream())
                .mapToDouble(Math::log10)
                .sorted()
                .toArray();
        double low = Math.floor(logarithms[0]);
        NumberAxis axis = new NumberAxis(low, Math.max(Math.ceil(logarithms[logarithms.length - 1]), low + 1), 1);
        axis.setMinorTickVisible(false);
        axis.setTickLabelFormatter(label(ScalingPicture::time));
        return axis;
    }

    private static String time(double logarithm) {
        double seconds = Math.pow(10, logarithm);
        if (seconds >= .999) return String.format(Locale.ROOT, "%.0f s", seconds);
        if (seconds >= .999e-3) return String.format(Locale.ROOT, "%.0f ms", seconds * 1e3);
        return String.format(Locale.ROOT, "%.0f µs", seconds * 1e6);
    }

    /** Writes the ticks of an axis, which nobody reads back. */
    private static StringConverter<Number> label(DoubleFunction<String> text) {
        return new StringConverter<>() {
            @Override
            public String toString(Number value) {
                return text.apply(value.doubleValue());
            }

            @Override
            public Number fromString(String label) {
                throw new UnsupportedOperationException("The axis is only written.");
            }
        };
    }
}
