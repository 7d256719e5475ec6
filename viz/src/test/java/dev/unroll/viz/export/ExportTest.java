package dev.unroll.viz.export;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.util.WaitForAsyncUtils;

import javax.imageio.ImageIO;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.scene.paint.Color;
import javafx.scene.shape.Rectangle;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(ApplicationExtension.class)
class ExportTest {
    @TempDir
    private Path folder;

    @Test
    void aTableHasALineForEachNumber() throws IOException {
        Path file = folder.resolve("h.csv");
        Csv.write(Tensor.of(Shape.of(Axis.TIME, 2, Axis.UNIT, 2), 1, -0.5f, Float.NaN, 1e-8f), file);
        assertThat(Files.readAllLines(file))
                .containsExactly("t,unit,value", "0,0,1.0", "0,1,-0.5", "1,0,NaN", "1,1,1.0E-8");
    }

    @Test
    void anImageHasTheNodesPixels() throws IOException {
        Path file = folder.resolve("square.png");
        WaitForAsyncUtils.waitForAsyncFx(10_000, () -> {
            Png.write(new Rectangle(10, 6, Color.rgb(200, 100, 50)), 2, file);
            return null;
        });
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(20);
        assertThat(image.getHeight()).isEqualTo(12);
        assertThat(image.getRGB(10, 6)).isEqualTo(0xff_c8_64_32);
    }
}
