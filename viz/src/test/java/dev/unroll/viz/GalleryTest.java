package dev.unroll.viz;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.array.HeatMap;
import dev.unroll.viz.array.MatrixCard;
import dev.unroll.viz.array.VectorStrip;
import dev.unroll.viz.chart.DistributionBars;
import dev.unroll.viz.chart.DistributionStrip;
import dev.unroll.viz.chart.Legend;
import dev.unroll.viz.chart.LossCurve;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.export.Png;
import dev.unroll.viz.sequence.PairBracket;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.StepPair;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TimeView;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.sequence.UnrolledNetwork;
import dev.unroll.viz.space.StatePlane;
import dev.unroll.viz.view.CanvasView;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.util.WaitForAsyncUtils;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import javafx.geometry.Bounds;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Draws every view with few and with many data, light and dark, in small and in large type. Each must be painted from edge to
 * edge where it fills its room, in more colours than one. The pictures stay in {@code target/gallery} to be looked at.
 */
@ExtendWith(ApplicationExtension.class)
class GalleryTest {
    private static final Path FOLDER = Path.of("target", "gallery");

    @ParameterizedTest
    @CsvSource({"false, 13, 1", "false, 13, 4", "true, 13, 12", "false, 13, 60", "true, 13, 200", "false, 24, 5"})
    void sequences(boolean dark, int em, int steps) {
        List<TimeView> views = new ArrayList<>();
        Image image = picture("sequence-" + steps, dark, em, 1100, 1000, () -> {
            views.addAll(sequenceViews(steps));
            return new VBox(8, views.toArray(Node[]::new));
        });
        for (TimeView view : views) {
            double right = view.axis().left(Math.min(steps, view.axis().lastVisible() + 1)) - 2;
            assertThat(right).isGreaterThan(view.getWidth() - 8);
            if (view instanceof PairBracket) continue;
            Bounds bounds = view.localToScene(view.getLayoutBounds());
            // Both the first and the last column are painted.
            assertThat(colours(
                            image,
                            bounds,
                            view.axis().left(0),
                            view.axis().left(0) + view.axis().getColumnWidth()))
                    .as("first column of %s", view.getClass().getSimpleName())
                    .hasSizeGreaterThan(1);
            assertThat(colours(image, bounds, right - view.axis().getColumnWidth(), right))
                    .as("last column of %s", view.getClass().getSimpleName())
                    .hasSizeGreaterThan(1);
        }
    }

    private static List<TimeView> sequenceViews(int steps) {
        TimeAxis axis = new TimeAxis();
        axis.setCount(steps);
        axis.setPosition(Math.min(2, steps - 1));
        TokenStrip strip = new TokenStrip(axis);
        strip.setTokens(Samples.tokens(steps));
        strip.setTitle("token");
        PairBracket bracket = new PairBracket(axis);
        bracket.setText("same one-hot, different state");
        bracket.setPair(Math.min(2, steps - 1), Math.min(3, steps - 1));
        SequenceMatrix input = new SequenceMatrix(axis);
        input.setOneHot(true);
        input.setRowLabels(Samples.VOCABULARY.stream().map(TokenStrip::display).toList());
        input.setValues(Samples.oneHot(steps));
        UnrolledNetwork network = new UnrolledNetwork(axis);
        network.setStates(Samples.states(steps, 3));
        network.setSelected(new Cell(1, 0));
        UnrolledNetwork backward = new UnrolledNetwork(axis);
        backward.setLayers(List.of(Samples.states(steps, 2), Samples.states(steps, 2)));
        backward.setLayerGradientSizes(List.of(Samples.gradientSizes(steps), Samples.gradientSizes(steps)));
        backward.setLossAt(steps - 1);
        DistributionStrip output = new DistributionStrip(axis);
        output.setTitle("next token");
        output.setTokens(Samples.VOCABULARY);
        output.setProbabilities(Samples.probabilities(steps, 5));
        output.setTargets(Samples.targets(steps));
        return List.of(output, network, input, bracket, strip, backward);
    }

    @ParameterizedTest
    @CsvSource({"false, 13", "true, 13", "false, 24"})
    void charts(boolean dark, int em) {
        List<CanvasView> views = new ArrayList<>();
        Image image = picture("charts", dark, em, 1000, 900, () -> {
            views.addAll(chartViews());
            return new VBox(14, views.toArray(Node[]::new));
        });
        everyThirdIsPainted(image, views);
    }

    private static List<CanvasView> chartViews() {
        DistributionBars bars = new DistributionBars();
        bars.setTokens(Samples.VOCABULARY);
        bars.setProbabilities(Samples.probabilities(1, 5).reshape(Shape.of(Axis.TOKEN, 5)));
        bars.setTarget(1);
        bars.setSelected(new Cell(1, 0));
        float[] first = Samples.losses(5000);
        first[3000] = Float.NaN;
        float[] second = Samples.losses(4000);
        for (int i = 0; i < second.length; i++) second[i] = second[i] * .8f + .2f;
        LossCurve curve = new LossCurve();
        curve.setSeries(
                new LossCurve.Series("tanh", first, first.length), new LossCurve.Series("LSTM", second, second.length));
        curve.setStep(1200);
        LossCurve logarithmic = new LossCurve();
        logarithmic.setLogarithmic(true);
        logarithmic.setSeries(new LossCurve.Series("loss", Samples.losses(90), 90));
        Legend legend = new Legend();
        legend.setTitle("size of the gradient");
        legend.setScale(ColorScale.gradient(1e-6, 1));
        return List.of(bars, curve, logarithmic, legend);
    }

    @ParameterizedTest
    @CsvSource({"false, 13", "true, 13", "false, 24"})
    void arraysAndPlanes(boolean dark, int em) {
        List<CanvasView> views = new ArrayList<>();
        Image image = picture("arrays", dark, em, 1000, 900, () -> {
            HeatMap small = new HeatMap();
            Tensor values = Samples.states(5, 6);
            values.write()[8] = Float.NaN;
            small.setValues(values);
            small.setRowLabels(List.of("t=0", "t=1", "t=2", "t=3", "t=4"));
            small.setPrefSize(460, 200);
            HeatMap large = new HeatMap();
            large.setValues(Samples.states(700, 1500));
            large.setPrefSize(460, 200);
            VectorStrip strip = new VectorStrip(Orientation.HORIZONTAL);
            strip.setValues(Samples.states(1, 8));
            MatrixCard card = new MatrixCard();
            card.setTitle("W_xh");
            card.setValues(Samples.states(2, 4));
            card.map().setColumnLabels(List.of("H", "E", "L", "O"));
            card.setLit(true);
            card.setLitColumn(2);
            StatePlane plane = new StatePlane();
            plane.setStates(Samples.states(5, 2));
            plane.setHead(Samples.states(4, 2), Tensor.zeros(Shape.of(Axis.TOKEN, 4)));
            plane.setTokens(List.of("H", "E", "L", "O"));
            plane.setTimeTokens(Samples.tokens(5));
            plane.setPair(new StepPair(2, 3));
            plane.setPrefSize(320, 320);
            views.addAll(List.of(small, large, strip, card.map(), plane));
            return new FlowPane(14, 14, small, large, strip, card, plane);
        });
        everyThirdIsPainted(image, views);
    }

    private static void everyThirdIsPainted(Image image, List<CanvasView> views) {
        for (CanvasView view : views) {
            Bounds bounds = view.localToScene(view.getLayoutBounds());
            for (int third = 0; third < 3; third++) {
                double from = view.getWidth() * third / 3;
                assertThat(colours(image, bounds, from, from + view.getWidth() / 3))
                        .as("third %d of %s", third, view.getClass().getSimpleName())
                        .hasSizeGreaterThan(1);
            }
        }
    }

    /** The colours of a part of a view from one x to another. */
    private static Set<Color> colours(Image image, Bounds view, double from, double to) {
        Set<Color> colours = new HashSet<>();
        for (int y = (int) Math.ceil(view.getMinY()); y < Math.min(image.getHeight(), view.getMaxY()); y++) {
            for (int x = (int) (view.getMinX() + from); x < view.getMinX() + to; x++)
                colours.add(Pictures.at(image, x, y));
        }
        return colours;
    }

    private static Image picture(String name, boolean dark, int em, int width, int height, Callable<Parent> content) {
        return WaitForAsyncUtils.waitForAsyncFx(30_000, () -> {
            VBox root = new VBox(content.call());
            root.setStyle("-fx-background-color: -viz-background; -fx-padding: 16; -fx-font-size: " + em + "px;");
            if (dark) root.getStyleClass().add("dark");
            Scene scene = new Scene(root, width, height);
            scene.getStylesheets().add(CanvasView.stylesheet());
            root.applyCss();
            root.layout();
            Image image = scene.snapshot(null);
            Files.createDirectories(FOLDER);
            Png.write(image, FOLDER.resolve(name + "-" + em + (dark ? "-dark" : "") + ".png"));
            return image;
        });
    }
}
