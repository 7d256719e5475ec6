package dev.unroll.viz;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.network.LayeredNetwork;
import dev.unroll.viz.network.NetworkLayer;
import dev.unroll.viz.network.NetworkPart;
import dev.unroll.viz.network.NetworkPart.Line;
import dev.unroll.viz.network.NetworkPart.Node;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Point2D;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.scene.paint.Color;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(ApplicationExtension.class)
class LayeredNetworkTest {
    private static final int WIDTH = 700;
    private static final int HEIGHT = 400;

    private final LayeredNetwork network = new LayeredNetwork();

    LayeredNetworkTest() {
        network.setNetwork(
                List.of(
                        layer("in", List.of("a", "b"), ColorScale.probability(), 1, 0),
                        layer("mid", List.of(), ColorScale.signed(1), -.5f, .8f),
                        layer("out", List.of("a", "b"), ColorScale.probability(), .25f, .75f)),
                List.of(matrix(2, 2, 2, .1f, -2, 1), matrix(2, 2, 1, 1, 0, -1)));
        network.setLineScale(ColorScale.signed(2));
        network.setTarget(1);
    }

    private static NetworkLayer layer(String title, List<String> labels, ColorScale scale, float... values) {
        Tensor units = Tensor.of(Shape.of(Axis.UNIT, values.length), values);
        return new NetworkLayer(title, units, labels, List.of(), scale);
    }

    private static Tensor matrix(int rows, int columns, float... values) {
        return Tensor.of(Shape.of(Axis.UNIT, rows, Axis.INPUT, columns), values);
    }

    @Start
    void start(Stage stage) {
        OnStage.show(stage, WIDTH, HEIGHT, new StackPane(network));
    }

    /** Finds where a part is by pointing everywhere; away from the middle, where lines cross. */
    private Point2D find(FxRobot robot, NetworkPart part) {
        Point2D[] middle = new Point2D[1];
        robot.interact(() -> {
            List<Point2D> inside = new ArrayList<>();
            for (int x = 0; x < WIDTH; x += 5)
                for (int y = 0; y < HEIGHT; y += 3) if (part.equals(hit(x, y))) inside.add(new Point2D(x, y));
            assertThat(inside).as("where %s is", part).isNotEmpty();
            middle[0] = inside.get(inside.size() / 4);
        });
        return middle[0];
    }

    private @Nullable NetworkPart hit(double x, double y) {
        OnStage.point(network, x, y);
        return network.getHovered();
    }

    private void click(FxRobot robot, Point2D at) {
        robot.clickOn(network.localToScreen(at.getX(), at.getY()));
    }

    @Test
    void everyNodeAndEveryLineIsPointedAtAndActivated(FxRobot robot) {
        List<NetworkPart> activated = new ArrayList<>();
        network.setOnActivate(activated::add);
        for (NetworkPart part :
                List.of(new Node(0, 0), new Node(1, 1), new Node(2, 1), new Line(0, 0, 0), new Line(1, 1, 1))) {
            click(robot, find(robot, part));
            assertThat(activated).last().isEqualTo(part);
            assertThat(network.getSelected()).isEqualTo(part);
        }
    }

    @Test
    void aPartIsToldWithItsNumber() {
        assertThat(network.description(new Node(2, 1))).isEqualTo("out ‘b’: 0.75");
        assertThat(network.description(new Line(0, 0, 1))).isEqualTo("in ‘a’ → mid 1: −2.0");
    }

    @Test
    void aLineHasTheColourOfItsWeightAndIsAsThickAsItIsLarge(FxRobot robot) {
        Point2D thick = find(robot, new Line(0, 0, 0));
        Color color = ColorScale.signed(2).color(2, false);
        robot.interact(() -> OnStage.point(network, 1, 1));
        Image image = OnStage.picture(network);
        assertThat(Pictures.distance(Pictures.at(image, thick.getX(), thick.getY()), color))
                .isLessThan(.03);
        assertThat(thickness(image, thick)).isGreaterThan(4);
        Point2D thin = find(robot, new Line(0, 1, 0));
        robot.interact(() -> OnStage.point(network, 1, 1));
        image = OnStage.picture(network);
        assertThat(thickness(image, thin)).isLessThan(thickness(image, thick));
    }

    /** How many pixels above and below are not the background. */
    private int thickness(Image image, Point2D at) {
        Color background = network.theme().background();
        int count = 0;
        for (int dy = -12; dy <= 12; dy++)
            if (Pictures.distance(Pictures.at(image, at.getX(), at.getY() + dy), background) > .05) count++;
        return count;
    }

    @Test
    void whatIsNotComputedYetIsNotTold() {
        network.setComputed(2);
        assertThat(network.isWithheld(new Node(2, 0))).isTrue();
        assertThat(network.isWithheld(new Node(1, 0))).isFalse();
        assertThat(network.description(new Node(2, 0)))
                .contains("not computed yet")
                .doesNotContain("0.25");
    }

    @Test
    void aVeiledLineGivesNothingAway(FxRobot robot) {
        network.setVeiled(new Line(0, 0, 0)::equals);
        assertThat(network.description(new Line(0, 0, 0))).doesNotContain("2.0");
        Point2D at = find(robot, new Line(0, 0, 0));
        robot.interact(() -> OnStage.point(network, 1, 1));
        Color color = ColorScale.signed(2).color(2, false);
        assertThat(Pictures.distance(Pictures.at(OnStage.picture(network), at.getX(), at.getY()), color))
                .isGreaterThan(.1);
    }

    @Test
    void gradientsTakeThePlaceOfWeightsFromTheOutputsBack(FxRobot robot) {
        Tensor none = Tensor.zeros(Shape.of(Axis.UNIT, 2));
        network.setGradients(new LayeredNetwork.Gradients(
                List.of(none, none, none), List.of(matrix(2, 2, .1f, 0, 0, 0), matrix(2, 2, .5f, 0, 0, 0))));
        network.setBackTo(LayeredNetwork.NOWHERE, 1);
        assertThat(network.isBackward(new Line(1, 0, 0))).isTrue();
        assertThat(network.isBackward(new Line(0, 0, 0))).isFalse();
        assertThat(network.value(new Line(1, 0, 0))).isEqualTo(.5);
        assertThat(network.value(new Line(0, 0, 0))).isEqualTo(2);
        Point2D at = find(robot, new Line(1, 0, 0));
        robot.interact(() -> OnStage.point(network, 1, 1));
        Color color = network.gradientScaleProperty().get().color(.5, false);
        assertThat(Pictures.distance(Pictures.at(OnStage.picture(network), at.getX(), at.getY()), color))
                .isLessThan(.03);
    }

    @Test
    void manyNodesAreFoldedAndTheStrongestAndTheExpectedAreShown(FxRobot robot) {
        float[] many = new float[2000];
        many[700] = 1;
        float[] weights = new float[2000];
        robot.interact(() -> {
            network.setNetwork(
                    List.of(
                            layer("mid", List.of(), ColorScale.signed(1), .5f),
                            layer("out", List.of(), ColorScale.probability(), many)),
                    List.of(matrix(2000, 1, weights)));
            network.setTarget(1500);
        });
        OnStage.picture(network);
        assertThat(find(robot, new Node(1, 700)).getX()).isGreaterThan(WIDTH / 2.0);
        assertThat(find(robot, new Node(1, 1500)).getX()).isGreaterThan(WIDTH / 2.0);
    }

    @Test
    void keysLeadAlongLayersAndLines(FxRobot robot) {
        robot.interact(() -> {
            network.requestFocus();
            network.setSelected(new Node(1, 0));
        });
        robot.type(KeyCode.DOWN);
        assertThat(network.getSelected()).isEqualTo(new Node(1, 1));
        robot.type(KeyCode.LEFT);
        assertThat(network.getSelected()).as("the strongest line into it").isEqualTo(new Line(0, 0, 1));
        robot.type(KeyCode.LEFT);
        assertThat(network.getSelected()).isEqualTo(new Node(0, 0));
        robot.type(KeyCode.RIGHT);
        assertThat(network.getSelected()).isEqualTo(new Node(1, 0));
    }

    @Test
    void weightsThatDoNotLeadFromLayerToLayerAreRefused() {
        List<NetworkLayer> layers = List.of(
                layer("in", List.of(), ColorScale.signed(1), 1, 2), layer("out", List.of(), ColorScale.signed(1), 1));
        assertThatThrownBy(() -> network.setNetwork(layers, List.of(matrix(2, 2, 1, 2, 3, 4))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 nodes to 1");
    }
}
