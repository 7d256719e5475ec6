package dev.unroll.viz;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.sequence.StepPair;
import dev.unroll.viz.space.StatePlane;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.scene.paint.Color;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(ApplicationExtension.class)
class StatePlaneTest {
    private static final int SIDE = 400;

    private final StatePlane plane = new StatePlane();

    StatePlaneTest() {
        plane.setStates(Tensor.of(Shape.of(Axis.TIME, 3, Axis.UNIT, 2), .5f, .5f, -.5f, .5f, .5f, -.5f));
        // ‘a’ is predicted on the right, ‘b’ on the left.
        plane.setHead(
                Tensor.of(Shape.of(Axis.TOKEN, 2, Axis.UNIT, 2), 2, 0, -2, 0),
                Tensor.of(Shape.of(Axis.TOKEN, 2), 0, 0));
        plane.setTokens(List.of("a", "b"));
        plane.setTimeTokens(List.of("H", "E", "L"));
    }

    @Start
    void start(Stage stage) {
        OnStage.show(stage, SIDE, SIDE, new StackPane(plane));
    }

    /** Where a state stands: the plot is the largest square beside the axes' labels. */
    private double x(double value) {
        return left() + (value + 1.05) / 2.1 * side();
    }

    private double y(double value) {
        return Math.round(6.5 + (SIDE - 2.8 * 13 - side()) / 2) + (1.05 - value) / 2.1 * side();
    }

    private double left() {
        return Math.round(2.4 * 13 + (SIDE - 3.2 * 13 - side()) / 2);
    }

    private static double side() {
        return Math.floor(SIDE - 3.2 * 13);
    }

    private Color soft(int token) {
        return CategoricalPalette.color(token, false).interpolate(plane.theme().background(), .76);
    }

    @Test
    void everyRegionHasTheColourOfItsPrediction(FxRobot robot) {
        Image image = OnStage.picture(plane);
        assertThat(Pictures.distance(Pictures.at(image, x(.9), y(.9)), soft(0))).isLessThan(.02);
        assertThat(Pictures.distance(Pictures.at(image, x(-.9), y(-.9)), soft(1)))
                .isLessThan(.02);
        robot.interact(() -> plane.setRegionsShown(false));
        assertThat(Pictures.at(OnStage.picture(plane), x(.9), y(.9))).isEqualTo(Color.WHITE);
    }

    @Test
    void otherUnitsAreHeldAtThePosition(FxRobot robot) {
        robot.interact(() -> {
            plane.setStates(Tensor.of(Shape.of(Axis.TIME, 2, Axis.UNIT, 3), .1f, .1f, 1, .1f, .1f, -1));
            plane.setHead(
                    Tensor.of(Shape.of(Axis.TOKEN, 2, Axis.UNIT, 3), 0, 0, 1, 0, 0, -1),
                    Tensor.of(Shape.of(Axis.TOKEN, 2), 0, 0));
            plane.setPosition(0);
        });
        assertThat(Pictures.distance(Pictures.at(OnStage.picture(plane), x(.9), y(.9)), soft(0)))
                .isLessThan(.02);
        robot.interact(() -> plane.setPosition(1));
        assertThat(Pictures.distance(Pictures.at(OnStage.picture(plane), x(.9), y(.9)), soft(1)))
                .isLessThan(.02);
    }

    @Test
    void aPointSaysItsStateAndWhatIsPredicted(FxRobot robot) {
        List<Integer> activated = new ArrayList<>();
        robot.interact(() -> plane.setOnActivate(activated::add));
        robot.clickOn(plane.localToScreen(x(-.5), y(.5)));
        assertThat(activated).containsExactly(1);
        assertThat(plane.getHovered()).isEqualTo(1);
        // softmax of 2 · (−0.5) against −2 · (−0.5): 1 / (1 + e⁻²)
        assertThat(plane.description(1)).isEqualTo("t=1 ‘E’: h = (−0.50, 0.50) → ‘b’ 0.88");
        assertThat(plane.getAccessibleText()).contains("→ ‘b’ 0.88");
        robot.type(KeyCode.RIGHT);
        assertThat(plane.getSelected()).isEqualTo(2);
        robot.type(KeyCode.RIGHT, KeyCode.HOME);
        assertThat(plane.getSelected()).isZero();
    }

    @Test
    void stepsThatAreNotComputedYetAreNotThere(FxRobot robot) {
        Color accent = plane.theme().accent();
        robot.interact(() -> {
            plane.setPosition(1);
            plane.setHideFuture(true);
        });
        assertThat(Pictures.count(OnStage.picture(plane), x(-.5) - 4, y(.5) - 4, 8, 8, accent))
                .isGreaterThan(20);
        robot.moveTo(plane.localToScreen(x(.5), y(-.5)));
        assertThat(plane.getHovered()).isNull();
        robot.interact(() -> plane.setCurrentComputed(false));
        assertThat(Pictures.count(OnStage.picture(plane), 0, 0, SIDE, SIDE, accent))
                .isZero();
        robot.interact(plane::requestFocus);
        robot.type(KeyCode.END);
        assertThat(plane.getSelected()).isZero();
    }

    @Test
    void aVeiledStepIsNotThereEither(FxRobot robot) {
        robot.interact(() -> plane.setVeiled(t -> t == 2));
        robot.moveTo(plane.localToScreen(x(.5), y(-.5)));
        assertThat(plane.getHovered()).isNull();
        assertThat(plane.description(2)).isEqualTo("t=2 ‘L’: hidden until you have guessed");
    }

    @Test
    void aPairIsHighlightedAndJoined(FxRobot robot) {
        Color accent = plane.theme().accent();
        assertThat(Pictures.count(OnStage.picture(plane), 0, 0, SIDE, SIDE, accent))
                .isZero();
        robot.interact(() -> plane.setPair(new StepPair(0, 2)));
        Image image = OnStage.picture(plane);
        assertThat(Pictures.count(image, x(.5) - 4, y(.5) - 4, 8, 8, accent)).isGreaterThan(20);
        assertThat(Pictures.count(image, x(.5) - 4, y(-.5) - 4, 8, 8, accent)).isGreaterThan(20);
        assertThat(Pictures.near(image, x(0), y(.1), x(.45) - x(0), y(-.1) - y(.1), accent))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {220, 600})
    void regionsAreNamedAtEverySize(int side) {
        plane.setPrefSize(side, side);
        Image image = Pictures.of(side, side, plane);
        for (int token = 0; token < 2; token++) {
            Color ink = CategoricalPalette.color(token, false)
                    .interpolate(plane.theme().ink(), .25);
            assertThat(Pictures.near(image, 0, 0, side, side, ink)).isGreaterThan(10);
        }
    }

    @Test
    void aStateOfOneUnitIsSpreadByTime(FxRobot robot) {
        robot.interact(() -> {
            plane.setStates(Tensor.of(Shape.of(Axis.TIME, 2, Axis.UNIT, 1), .5f, .5f));
            plane.setHead(
                    Tensor.of(Shape.of(Axis.TOKEN, 2, Axis.UNIT, 1), 2, -2), Tensor.of(Shape.of(Axis.TOKEN, 2), 0, 0));
        });
        OnStage.picture(plane);
        double left = .6 * 13;
        double at = left + 1.55 / 2.1 * (SIDE - left - .8 * 13);
        double height = SIDE - 2.8 * 13;
        robot.moveTo(plane.localToScreen(at, 6.5 + height * .5));
        assertThat(plane.getHovered()).isZero();
        robot.moveTo(plane.localToScreen(at, 6.5 + height * 2.5 / 3));
        assertThat(plane.getHovered()).isEqualTo(1);
        assertThat(plane.description(1)).isEqualTo("t=1 ‘E’: h = 0.50 → ‘a’ 0.88");
    }

    @Test
    void dataOfTheWrongShapeAreRefused() {
        assertThatThrownBy(() -> plane.setStates(Tensor.zeros(Shape.of(Axis.UNIT, 2))))
                .hasMessageContaining("[TIME, UNIT]");
        assertThatThrownBy(() -> plane.setHead(
                        Tensor.zeros(Shape.of(Axis.TOKEN, 3, Axis.UNIT, 2)), Tensor.zeros(Shape.of(Axis.TOKEN, 2))))
                .hasMessageContaining("[TOKEN, UNIT]");
    }
}
