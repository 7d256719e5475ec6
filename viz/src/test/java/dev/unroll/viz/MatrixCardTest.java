package dev.unroll.viz;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.array.MatrixCard;
import dev.unroll.viz.color.ColorScale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;

import java.util.List;
import javafx.geometry.Bounds;
import javafx.scene.image.Image;
import javafx.scene.paint.Color;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(ApplicationExtension.class)
class MatrixCardTest {
    private final MatrixCard card = new MatrixCard();

    MatrixCardTest() {
        card.setTitle("W_xh");
        card.setMinSize(90, 90);
        card.setMaxSize(90, 90);
        fill(2, 2);
    }

    private void fill(int rows, int columns) {
        Tensor ones = Tensor.zeros(Shape.of(Axis.UNIT, rows, Axis.INPUT, columns));
        ones.fill(1);
        card.setValues(ones);
        card.map()
                .setColumnLabels(List.of("H", "E", "L", "O", "a", "b", "c", "d").subList(0, columns));
    }

    private int accented(Image image, double x, double width) {
        Bounds map = card.map().getBoundsInParent();
        Color accent = card.map().theme().accent();
        return Pictures.near(image, map.getMinX() + x, map.getMinY(), width, map.getHeight(), accent);
    }

    @Test
    void theFrameAndTheNameAreLitWhileTheMatrixIsUsed() {
        Color accent = card.map().theme().accent();
        assertThat(Pictures.near(Pictures.of(120, 100, card), 0, 0, 90, 90, accent))
                .isZero();
        card.setLit(true);
        Image image = Pictures.of(120, 100, card);
        assertThat(Pictures.near(image, 0, 10, 3, 70, accent)).isGreaterThan(60);
        assertThat(Pictures.near(image, 4, 3, 60, 16, accent)).isGreaterThan(20);
    }

    @Test
    void theColumnInUseIsFramedWithItsLabel() {
        card.setLitColumn(1);
        Image image = Pictures.of(120, 100, card);
        double half = card.map().getWidth() / 2;
        assertThat(accented(image, 0, half - 2)).isZero();
        assertThat(accented(image, half, half)).isGreaterThan(80);
        card.setLitColumn(-1);
        card.map().setLitRow(0);
        image = Pictures.of(120, 100, card);
        assertThat(accented(image, 0, half - 2)).isGreaterThan(40);
    }

    @Test
    void aSmallMatrixShowsItsNumbersInNinetyPixels() {
        Color cell = ColorScale.signed(1).color(1, false);
        Image image = Pictures.of(120, 100, card);
        Bounds map = card.map().getBoundsInParent();
        double top = map.getMinY() + Math.ceil(1.4 * 13);
        int ink = 0;
        for (int y = 2; y < 22; y++) {
            for (int x = 2; x < 32; x++) {
                if (Pictures.distance(Pictures.at(image, map.getMinX() + x, top + y), cell) > .5) ink++;
            }
        }
        assertThat(ink).isGreaterThan(15);
    }

    @Test
    void eightByEightFitsInNinetyPixels(FxRobot robot) {
        fill(8, 8);
        Color cell = ColorScale.signed(1).color(1, false);
        Image image = Pictures.of(120, 100, card);
        Bounds map = card.map().getBoundsInParent();
        assertThat(map.getHeight()).isGreaterThan(60);
        double top = map.getMinY() + Math.ceil(1.4 * 13);
        double width = map.getWidth() / 8;
        double height = (map.getMaxY() - top) / 8;
        for (int i = 0; i < 8; i++) {
            Color middle = Pictures.at(image, map.getMinX() + (i + .4) * width, top + (i + .4) * height);
            assertThat(Pictures.distance(middle, cell)).isLessThan(.05);
        }
        // Each column has its label.
        for (int i = 0; i < 8; i++) {
            assertThat(Pictures.at(image, map.getMinX() + (i + .4) * width, map.getMinY() + 1))
                    .isNotEqualTo(cell);
            assertThat(darkest(image, map.getMinX() + i * width, map.getMinY(), width, top - map.getMinY()))
                    .isLessThan(.7);
        }
    }

    private static double darkest(Image image, double x, double y, double width, double height) {
        double darkest = 1;
        for (int row = (int) y; row < y + height - 1; row++) {
            for (int column = (int) x; column < x + width; column++)
                darkest = Math.min(darkest, Pictures.at(image, column, row).getBrightness());
        }
        return darkest;
    }
}
