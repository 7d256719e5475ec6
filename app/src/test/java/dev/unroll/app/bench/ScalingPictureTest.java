package dev.unroll.app.bench;

import dev.unroll.app.bench.ScalingCurves.Curve;
import dev.unroll.app.bench.ScalingCurves.Diagram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.util.WaitForAsyncUtils;

import javax.imageio.ImageIO;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javafx.scene.Scene;
import javafx.scene.chart.LineChart;
import javafx.scene.chart.XYChart;
import javafx.scene.layout.GridPane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The picture of measured growth shows the numbers that it is given. */
@ExtendWith(ApplicationExtension.class)
class ScalingPictureTest {
    private static final List<Diagram> DIAGRAMS = List.of(
            new Diagram("Product", "n", 3, List.of(new Curve("NN", List.of(64, 128), List.of(1e-4, 8e-4)))),
            new Diagram("Threads", "threads", -1, List.of(new Curve("LSTM", List.of(1, 2), List.of(.02, .01)))));

    @TempDir
    Path folder;

    @Test
    void growthAsExpectedLiesOnItsLine() {
        GridPane pane = WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            GridPane drawn = ScalingPicture.pane(DIAGRAMS);
            new Scene(drawn);
            return drawn;
        });
        assertThat(pane.getChildren()).hasSize(2);
        for (var child : pane.getChildren()) {
            var series = ((LineChart<?, ?>) child).getData();
            assertThat(series).hasSize(2);
            for (int end = 0; end < 2; end++)
                assertThat(height(series.get(0), end)).isCloseTo(height(series.get(1), end), within(1e-6));
        }
        LineChart<?, ?> product = (LineChart<?, ?>) pane.getChildren().getFirst();
        assertThat(height(product.getData().getFirst(), 0)).isCloseTo(-4, within(1e-9)); // 0.1 ms
    }

    private static double height(XYChart.Series<?, ?> series, int point) {
        return ((Number) series.getData().get(point).getYValue()).doubleValue();
    }

    @Test
    void thePictureHasColouredCurves() throws Exception {
        Path file = folder.resolve("growth.png");
        WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            ScalingPicture.write(DIAGRAMS, file);
            return null;
        });
        BufferedImage image = ImageIO.read(Files.newInputStream(file));
        assertThat(image.getWidth()).isGreaterThan(1000);
        int coloured = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                if (((rgb >> 16 & 255) - (rgb & 255)) > 80) coloured++;
            }
        }
        assertThat(coloured).as("orange pixels of the measured curves").isGreaterThan(300);
    }
}
