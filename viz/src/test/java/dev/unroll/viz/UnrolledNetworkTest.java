package dev.unroll.viz;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.sequence.PairBracket;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.UnrolledNetwork;
import dev.unroll.viz.sequence.UnrolledNetwork.Arrow;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.framework.junit5.ApplicationExtension;

import java.util.List;
import javafx.scene.image.Image;
import javafx.scene.paint.Color;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(ApplicationExtension.class)
class UnrolledNetworkTest {
    private static final int WIDTH = 700;
    private static final int HEIGHT = 300;

    private final TimeAxis axis = new TimeAxis();
    private final UnrolledNetwork network = new UnrolledNetwork(axis);

    UnrolledNetworkTest() {
        axis.setCount(4);
        network.setLayers(List.of(filled(4, 2, -1), filled(4, 3, 1)));
        network.setMinHeight(HEIGHT);
    }

    private static Tensor filled(int steps, int units, float value) {
        Tensor tensor = Tensor.zeros(Shape.of(Axis.TIME, steps, Axis.UNIT, units));
        tensor.fill(value);
        return tensor;
    }

    private Image picture() {
        return Pictures.of(WIDTH, HEIGHT, network);
    }

    /** How much of a part of the view, given in shares of its height, is of this colour. */
    private int count(Image image, int t, double from, double to, Color color) {
        return Pictures.count(image, axis.left(t), from * HEIGHT, axis.getColumnWidth(), (to - from) * HEIGHT, color);
    }

    @Test
    void layersStandBottomToTop() {
        Image image = picture();
        Color negative = ColorScale.signed(1).color(-1, false);
        Color positive = ColorScale.signed(1).color(1, false);
        assertThat(count(image, 1, .6, 1, negative)).isGreaterThan(500);
        assertThat(count(image, 1, .6, 1, positive)).isZero();
        assertThat(count(image, 1, 0, .4, positive)).isGreaterThan(500);
        assertThat(count(image, 1, 0, .4, negative)).isZero();
    }

    @Test
    void rowsCountThroughTheLayersFromTheTop() {
        assertThat(network.cell(1, 0, 2)).isEqualTo(new Cell(0, 2));
        assertThat(network.cell(0, 1, 3)).isEqualTo(new Cell(4, 3));
        for (int layer = 0; layer < 2; layer++) {
            for (int unit = 0; unit < 2 + layer; unit++) {
                Cell cell = network.cell(layer, unit, 1);
                assertThat(network.layer(cell)).isEqualTo(layer);
                assertThat(network.unit(cell)).isEqualTo(unit);
            }
        }
        network.setLayerNames(List.of("h⁰", "h¹"));
        assertThat(network.description(network.cell(0, 1, 3))).isEqualTo("h⁰ t=3, unit=1: −1.0");
        assertThat(network.description(network.cell(1, 2, 0))).isEqualTo("h¹ t=0, unit=2: 1.0");
    }

    @Test
    void eachArrowThatIsActiveIsAccentedAlone() {
        axis.setPosition(2);
        assertThat(network.arrows())
                .containsExactlyInAnyOrder(
                        Arrow.INPUT,
                        Arrow.OUTPUT,
                        new Arrow.Between(0),
                        new Arrow.Recurrent(0),
                        new Arrow.Recurrent(1));
        network.setActive(List.of());
        Color accent = network.theme().accent();
        assertThat(accented(picture())).isZero();
        for (Arrow arrow : network.arrows()) {
            network.setActive(List.of(arrow));
            Image image = picture();
            int all = accented(image);
            assertThat(all).isPositive();
            // Where it is: below, between or above the blocks, or left of the block of its layer.
            int there = switch (arrow) {
                case Arrow.Input input -> count(image, 2, .85, 1, accent);
                case Arrow.Between between -> count(image, 2, .45, .7, accent);
                case Arrow.Output output -> count(image, 2, 0, .2, accent);
                case Arrow.Recurrent(int layer) ->
                    layer == 0
                            ? count(image, 1, .6, .9, accent) + count(image, 2, .6, .9, accent)
                            : count(image, 1, .2, .5, accent) + count(image, 2, .2, .5, accent);
            };
            assertThat(there).as("%s", arrow).isEqualTo(all);
        }
    }

    private int accented(Image image) {
        return Pictures.count(image, 0, 0, WIDTH, HEIGHT, network.theme().accent());
    }

    @Test
    void gradientsRunBackFromTheColumnOfTheLoss() {
        Tensor sizes = Tensor.of(Shape.of(Axis.TIME, 4), 1e-6f, 1e-3f, 1, 1);
        network.setLayerGradientSizes(List.of(sizes, sizes));
        network.setLossAt(2);
        Image image = picture();
        ColorScale scale = ColorScale.gradient(1e-6, 1);
        Color strong = scale.color(1, false);
        Color weak = scale.color(1e-3, false);
        assertThat(count(image, 3, 0, 1, strong)).isZero();
        assertThat(count(image, 2, 0, .2, strong)).isPositive();
        // The arrow that leaves the loss's column is as weak as the gradient that it leaves behind.
        assertThat(count(image, 1, .6, .9, weak)).isGreaterThan(100);
        assertThat(count(image, 1, .6, .9, strong)).isZero();
        assertThat(network.description(network.cell(0, 0, 2))).contains("|∂L/∂h|: 1.00");
        assertThat(network.description(network.cell(0, 0, 3))).doesNotContain("∂L");
    }

    @Test
    void layersThatDoNotBelongTogetherAreRefused() {
        assertThatThrownBy(() -> network.setLayers(List.of(filled(4, 2, 0), filled(3, 2, 0))))
                .hasMessageContaining("3 and 4 steps");
        assertThatThrownBy(() -> network.setStates(Tensor.zeros(Shape.of(Axis.UNIT, 3))))
                .hasMessageContaining("[TIME, UNIT]");
    }

    @Test
    void aBracketJoinsTwoColumnsAndNothingWithoutThem() {
        PairBracket bracket = new PairBracket(axis);
        bracket.setText("same one-hot, different state");
        assertThat(bracket.getAccessibleText()).contains("same one-hot");
        bracket.setPair(2, 3);
        Image image = Pictures.of(WIDTH, 40, bracket);
        Color accent = bracket.theme().accent();
        assertThat(Pictures.near(image, axis.x(2) - 2, 0, 4, 40, accent)).isPositive();
        assertThat(Pictures.near(image, axis.x(3) - 2, 0, 4, 40, accent)).isPositive();
        assertThat(Pictures.near(image, 0, 0, axis.x(2) - 4, 40, accent)).isZero();
        bracket.setPair(-1, 3);
        assertThat(Pictures.count(Pictures.of(WIDTH, 40, bracket), 0, 0, WIDTH, 40, Color.WHITE))
                .isEqualTo(WIDTH * 40);
    }
}
