package dev.unroll.viz.attention;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.OnStage;
import dev.unroll.viz.Pictures;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;

/** Arcs, matrix and bars in a window: what is painted where, and what is pointed at. */
@ExtendWith(ApplicationExtension.class)
class CrossViewsTest {
    private static final Tensor WEIGHTS =
            Tensor.of(Shape.of(Axis.TARGET, 3, Axis.TIME, 4), .9f, .1f, 0, 0, .5f, 0, 0, .5f, 0, 0, 1, 0);

    private final TimeAxis source = new TimeAxis();
    private final TimeAxis target = new TimeAxis();
    private final TokenStrip above = new TokenStrip(source);
    private final TokenStrip below = new TokenStrip(target);
    private final CrossArcs arcs = new CrossArcs(source, target);
    private final CrossMatrix matrix = new CrossMatrix(source, target);
    private final WeightBars bars = new WeightBars(source);

    @Start
    void start(Stage stage) {
        source.setCount(4);
        target.setCount(3);
        above.setTokens(List.of("a", "b", "c", "d"));
        below.setTokens(List.of("x", "y", "z"));
        arcs.setWeights(WEIGHTS);
        arcs.setSources(above.tokensProperty().get());
        arcs.setTargets(below.tokensProperty().get());
        matrix.setWeights(WEIGHTS);
        matrix.setTargets(below.tokensProperty().get());
        bars.setWeights(WEIGHTS.slice(1));
        arcs.setPrefHeight(200);
        matrix.setPrefHeight(120);
        bars.setPrefHeight(80);
        OnStage.show(stage, 480, 520, new VBox(above, arcs, below, matrix, bars));
        target.setPosition(1);
    }

    private Color accent() {
        return arcs.theme().accent();
    }

    private static boolean near(Color a, Color b) {
        return Pictures.distance(a, b) < .15;
    }

    /** How many pixels of a row of the picture, between two columns of pixels, have a colour. */
    private static int across(Image image, double y, double from, double to, Color color) {
        int count = 0;
        for (int x = (int) from; x < to; x++) if (near(image.getPixelReader().getColor(x, (int) y), color)) count++;
        return count;
    }

    // --- arcs ---

    @Test
    void theArcsOfTheStepAreInTheAccentColourAndAsThickAsTheirWeights() {
        Image image = OnStage.picture(arcs);
        assertThat(across(image, 2, source.left(0), source.left(1), accent()))
                .as("y → a")
                .isGreaterThan(6);
        assertThat(across(image, 2, source.left(3), source.left(4), accent()))
                .as("y → d")
                .isGreaterThan(6);
        assertThat(across(image, 2, source.left(2), source.left(3), accent()))
                .as("y → c, weight 0")
                .isZero();
        int half = across(image, 2, source.left(0), source.left(1), accent());
        target.setPosition(2);
        int whole = across(OnStage.picture(arcs), 2, source.left(2), source.left(3), accent());
        assertThat(whole).as("z → c, weight 1").isBetween(2 * half - 3, 2 * half + 3);
    }

    @Test
    void otherStepsAreFaintAndTheFutureIsEmpty(FxRobot robot) {
        Image all = OnStage.picture(arcs);
        int x = (int) target.x(2);
        Color faint = all.getPixelReader().getColor(x, (int) arcs.getHeight() - 2);
        assertThat(near(faint, Color.WHITE)).as("an arc").isFalse();
        assertThat(near(faint, accent())).isFalse();
        robot.interact(() -> arcs.hideFutureProperty().set(true));
        assertThat(OnStage.picture(arcs).getPixelReader().getColor(x, (int) arcs.getHeight() - 2))
                .isEqualTo(Color.WHITE);
        assertThat(arcs.isWithheld(new Cell(2, 2))).isTrue();
        assertThat(arcs.isWithheld(new Cell(0, 0))).isFalse();
        robot.interact(() -> arcs.currentComputedProperty().set(false));
        assertThat(across(OnStage.picture(arcs), 2, 0, arcs.getWidth(), accent()))
                .as("the step itself")
                .isZero();
    }

    @Test
    void aClickOnAnArcTellsWhoLooksAtWhom(FxRobot robot) {
        List<Cell> clicked = new ArrayList<>();
        robot.interact(() -> arcs.setOnActivate(clicked::add));
        robot.clickOn(arcs.localToScreen(source.x(3), 3));
        assertThat(clicked).containsExactly(new Cell(1, 3));
        assertThat(arcs.description(new Cell(1, 3))).isEqualTo("‘y’ → ‘d’: 0.5");
        robot.clickOn(arcs.localToScreen(target.x(2), arcs.getHeight() - 3));
        assertThat(clicked).as("a faint one too").endsWith(new Cell(2, 2));
        robot.clickOn(arcs.localToScreen((source.x(1) + source.x(2)) / 2, 3));
        assertThat(clicked).as("beside all arcs").hasSize(2);
    }

    @Test
    void theKeysReachEveryWeight(FxRobot robot) {
        robot.clickOn(arcs.localToScreen(source.x(3), 3)).type(KeyCode.LEFT, KeyCode.UP);
        assertThat(arcs.getSelected()).isEqualTo(new Cell(0, 2));
        robot.type(KeyCode.HOME);
        assertThat(arcs.getSelected()).isEqualTo(new Cell(0, 0));
    }

    @Test
    void aVeilHidesThickness(FxRobot robot) {
        robot.interact(() -> arcs.setVeiled(cell -> cell.row() == 1));
        assertThat(across(OnStage.picture(arcs), 2, 0, arcs.getWidth(), accent()))
                .isZero();
        assertThat(arcs.description(new Cell(1, 0))).doesNotContain("0.5");
    }

    @Test
    void withoutWeightsItSaysSo(FxRobot robot) {
        robot.interact(() -> {
            arcs.noWeightsTextProperty().set("none");
            arcs.setWeights(null);
            matrix.setWeights(null);
            bars.setWeights(null);
        });
        Image image = OnStage.picture(arcs);
        int written = 0;
        for (int y = 0; y < image.getHeight(); y++)
            for (int x = 0; x < image.getWidth(); x++)
                if (!image.getPixelReader().getColor(x, y).equals(Color.WHITE)) written++;
        assertThat(written).isPositive();
        robot.clickOn(arcs).clickOn(matrix).clickOn(bars);
        assertThat(arcs.getSelected()).isNull();
        assertThat(matrix.getSelected()).isNull();
        assertThat(bars.getSelected()).isNull();
    }

    // --- matrix ---

    @Test
    void theMatrixStandsUnderTheTokensAndItsFutureIsEmpty(FxRobot robot) {
        double row = matrix.getHeight() / 3;
        Image image = OnStage.picture(matrix);
        Color dark = image.getPixelReader().getColor((int) source.left(2) + 6, (int) (2 * row) + 6);
        Color light = image.getPixelReader().getColor((int) source.left(1) + 6, (int) (2 * row) + 6);
        assertThat(dark.getBrightness()).as("weight 1 and weight 0").isLessThan(light.getBrightness() - .3);
        robot.interact(() -> matrix.setHideFuture(true));
        assertThat(OnStage.picture(matrix).getPixelReader().getColor((int) source.left(2) + 6, (int) (2 * row) + 6))
                .isEqualTo(Color.WHITE);
        assertThat(matrix.isWithheld(new Cell(2, 0))).isTrue();
        assertThat(matrix.isWithheld(new Cell(1, 0))).isFalse();
    }

    @Test
    void aClickOnTheMatrixSelectsRowAndColumn(FxRobot robot) {
        robot.clickOn(matrix.localToScreen(source.x(3), matrix.getHeight() / 2));
        assertThat(matrix.getSelected()).isEqualTo(new Cell(1, 3));
        assertThat(matrix.description(new Cell(1, 3))).isEqualTo("‘y’, t=3: 0.5");
    }

    // --- bars ---

    @Test
    void barsAreAsHighAsTheirWeights(FxRobot robot) {
        Image image = OnStage.picture(bars);
        int x = (int) source.x(0);
        int half = 0;
        for (int y = 0; y < image.getHeight(); y++)
            if (near(image.getPixelReader().getColor(x, y), accent())) half++;
        robot.interact(() -> bars.setWeights(Tensor.of(Shape.of(Axis.TIME, 4), 1, 0, 0, 0)));
        image = OnStage.picture(bars);
        int whole = 0;
        for (int y = 0; y < image.getHeight(); y++)
            if (near(image.getPixelReader().getColor(x, y), accent())) whole++;
        assertThat(half).isGreaterThan(20);
        assertThat(whole).isBetween(2 * half - 3, 2 * half + 3);
        robot.clickOn(bars.localToScreen(source.x(1), bars.getHeight() - 4));
        assertThat(bars.getSelected()).isEqualTo(new Cell(0, 1));
    }
}
