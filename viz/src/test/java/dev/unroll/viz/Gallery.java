package dev.unroll.viz;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.array.HeatMap;
import dev.unroll.viz.array.VectorStrip;
import dev.unroll.viz.chart.DistributionBars;
import dev.unroll.viz.chart.DistributionStrip;
import dev.unroll.viz.chart.Legend;
import dev.unroll.viz.chart.LossCurve;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.export.Png;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.sequence.UnrolledNetwork;
import dev.unroll.viz.view.CanvasView;
import dev.unroll.viz.view.Cell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javafx.application.Platform;
import javafx.geometry.Insets;
import javafx.geometry.Orientation;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Draws every view into {@code target/gallery}, to be looked at: light and dark, few tokens and many, small type and large. */
final class Gallery {
    private static final Path FOLDER = Path.of("target", "gallery");

    private Gallery() {}

    public static void main(String[] arguments) throws Exception {
        Files.createDirectories(FOLDER);
        CountDownLatch done = new CountDownLatch(1);
        Platform.startup(() -> {
            try {
                for (boolean dark : new boolean[] {false, true}) {
                    for (int steps : new int[] {1, 12, 200}) shoot("sequence-" + steps, sequence(steps), dark, 13);
                    shoot("charts", charts(), dark, 13);
                    shoot("arrays", arrays(), dark, 13);
                }
                shoot("sequence-5-present", sequence(5), false, 20);
            } catch (Exception e) {
                e.printStackTrace();
            } finally {
                done.countDown();
            }
        });
        done.await();
        Platform.exit();
    }

    private static void shoot(String name, Parent content, boolean dark, int fontSize) throws Exception {
        VBox root = new VBox(content);
        VBox.setVgrow(content, Priority.ALWAYS);
        root.setPadding(new Insets(16));
        root.setStyle("-fx-background-color: -viz-background; -fx-font-size: " + fontSize + "px;");
        if (dark) root.getStyleClass().add("dark");
        Scene scene = new Scene(root, 1000, 760);
        scene.getStylesheets().add(CanvasView.stylesheet());
        root.applyCss();
        for (int pass = 0; pass < 3; pass++) root.layout();
        Png.write(scene.snapshot(null), FOLDER.resolve(name + (dark ? "-dark" : "") + ".png"));
    }

    static Parent sequence(int steps) {
        TimeAxis axis = new TimeAxis();
        axis.setCount(steps);
        axis.setPosition(Math.min(2, steps - 1));
        TokenStrip strip = new TokenStrip(axis);
        strip.setTokens(Samples.tokens(steps));
        strip.setTitle("token");
        SequenceMatrix input = new SequenceMatrix(axis);
        input.setOneHot(true);
        input.setRowLabels(Samples.VOCABULARY.stream().map(TokenStrip::display).toList());
        input.setValues(Samples.oneHot(steps));
        UnrolledNetwork network = new UnrolledNetwork(axis);
        network.setStates(Samples.states(steps, 6));
        network.setSelected(new Cell(1, 0));
        UnrolledNetwork backward = new UnrolledNetwork(axis);
        backward.setStates(Samples.states(steps, 6));
        backward.setGradientSizes(Samples.gradientSizes(steps));
        DistributionStrip output = new DistributionStrip(axis);
        output.setTitle("next token");
        output.setTokens(Samples.VOCABULARY);
        output.setProbabilities(Samples.probabilities(steps, 5));
        output.setTargets(Samples.targets(steps));
        Legend legend = new Legend();
        legend.setTitle("hidden state h");
        Legend gradient = new Legend();
        gradient.setTitle("size of the gradient");
        gradient.setScale(ColorScale.gradient(1e-6, 1));
        Legend probability = new Legend();
        probability.setTitle("probability");
        probability.setScale(ColorScale.probability());
        return new VBox(10, output, network, input, strip, backward, new HBox(20, legend, gradient, probability));
    }

    private static Parent charts() {
        DistributionBars bars = new DistributionBars();
        bars.setTokens(Samples.VOCABULARY);
        bars.setProbabilities(Samples.probabilities(1, 5).reshape(Shape.of(Axis.TOKEN, 5)));
        bars.setTarget(1);
        bars.setSelected(new Cell(1, 0));
        LossCurve curve = new LossCurve();
        float[] first = Samples.losses(5000);
        first[3000] = Float.NaN;
        float[] second = Samples.losses(4000);
        for (int i = 0; i < second.length; i++) second[i] = second[i] * .8f + .2f;
        curve.setSeries(
                new LossCurve.Series("tanh", first, first.length), new LossCurve.Series("LSTM", second, second.length));
        curve.setStep(1200);
        LossCurve logarithmic = new LossCurve();
        logarithmic.setLogarithmic(true);
        logarithmic.setSeries(new LossCurve.Series("loss", Samples.losses(90), 90));
        LossCurve one = new LossCurve();
        one.setSeries(new LossCurve.Series("loss", new float[] {1.2f}, 1));
        one.setStep(0);
        return new VBox(14, bars, curve, logarithmic, one);
    }

    private static Parent arrays() {
        HeatMap small = new HeatMap();
        Tensor values = Samples.states(5, 6);
        values.write()[8] = Float.NaN;
        values.write()[9] = Float.POSITIVE_INFINITY;
        small.setValues(values);
        small.setRowLabels(List.of("t=0", "t=1", "t=2", "t=3", "t=4"));
        small.setColumnLabels(List.of("u0", "u1", "u2", "u3", "u4", "u5"));
        small.setSelected(new Cell(0, 0));
        HeatMap middle = new HeatMap();
        middle.setValues(Samples.states(24, 50));
        HeatMap large = new HeatMap();
        large.setValues(Samples.states(700, 1500));
        VectorStrip strip = new VectorStrip(Orientation.HORIZONTAL);
        strip.setValues(Samples.states(1, 12));
        VectorStrip column = new VectorStrip(Orientation.VERTICAL);
        column.setValues(Samples.states(1, 12));
        VBox left = new VBox(14, small, strip, middle, large);
        HBox.setHgrow(left, Priority.ALWAYS);
        return new HBox(14, left, column);
    }
}
