package dev.unroll.viz.attention;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.OnStage;
import dev.unroll.viz.Pictures;
import dev.unroll.viz.sequence.BranchRows;
import dev.unroll.viz.sequence.BranchRows.Branch;
import dev.unroll.viz.sequence.SignedBars;
import dev.unroll.viz.sequence.TimeAxis;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The views of a transformer's stack in a window: what is painted where, and what is pointed at. */
@ExtendWith(ApplicationExtension.class)
class StackViewsTest {
    private final TimeAxis axis = new TimeAxis();
    private final ResidualStream stream = new ResidualStream(axis);
    private final CacheCells cache = new CacheCells(axis);
    private final LensGrid lens = new LensGrid(axis);
    private final SignedBars bars = new SignedBars(axis);
    private final BranchRows tree = new BranchRows(axis);
    private final CrossMatrix matrix = new CrossMatrix(axis, axis);
    private final HeadsGrid heads = new HeadsGrid();

    @Start
    void start(Stage stage) {
        axis.setCount(3);
        stream.setAdded(Tensor.of(Shape.of(Axis.ITEM, 2, Axis.TIME, 3), 1, 1, 4, 2, 4, 0));
        stream.setStream(Tensor.of(Shape.of(Axis.ITEM, 2, Axis.TIME, 3), 1, 1, 1, 2, 2, 2));
        stream.setLayers(List.of("attn 0", "MLP 0"));
        stream.setPredicted(List.of("b", "c", "d"));
        cache.setLayers(2);
        lens.setLayers(List.of("embedding", "block 0"));
        lens.setPredictions(
                List.of(List.of("a", "b", "c"), List.of("x", "y", "z")),
                Tensor.of(Shape.of(Axis.ITEM, 2, Axis.TIME, 3), .1f, .1f, .1f, .1f, .1f, 1));
        bars.setValues(Tensor.of(Shape.of(Axis.TIME, 3), 1, -1, 0));
        tree.setBranches(
                List.of(new Branch(-1, 0, List.of("a", "b", "c"), .25), new Branch(0, 1, List.of("x", "y"), .125)));
        tree.setView(1);
        matrix.setCausal(true);
        matrix.setWeights(Tensor.of(Shape.of(Axis.TIME, 3, Axis.KEY, 3), 1, 0, 0, .5f, .5f, 0, 0, 0, 1));
        Tensor layer = Tensor.zeros(Shape.of(Axis.HEAD, 2, Axis.TIME, 3, Axis.KEY, 3));
        layer.write()[9 + 8] = 1; // head 1 at the last position looks at itself
        heads.setPictures(List.of(Tensor.zeros(layer.shape()), HeadsGrid.pictures(layer)));
        stream.setPrefHeight(160);
        lens.setPrefHeight(80);
        matrix.setPrefHeight(90);
        heads.setPrefHeight(200);
        OnStage.show(stage, 480, 900, new VBox(stream, cache, lens, bars, tree, matrix, heads));
        axis.setPosition(1);
    }

    private int inColumn(Node view, int t, Color color) {
        Image image = OnStage.picture(view);
        double width = axis.left(t + 1) - axis.left(t);
        return Pictures.near(image, axis.left(t), 0, width, image.getHeight(), color);
    }

    @Test
    void barsAreAsLongAsWhatIsAddedAttentionLeftAndMlpRight(FxRobot robot) {
        Color attention = ResidualStream.color(true, false);
        int small = inColumn(stream, 0, attention);
        int large = inColumn(stream, 2, attention);
        assertThat(large).as("four times as long").isBetween(3 * small, 5 * small);
        double middle = axis.x(2);
        Image image = OnStage.picture(stream);
        assertThat(Pictures.near(image, middle + 8, 0, axis.left(3) - middle - 8, 160, attention))
                .isZero();
        assertThat(stream.description(new Cell(1, 1))).isEqualTo("MLP 0, t=1: ‖+‖ = 4.0, ‖r‖ = 2.0");
        List<Cell> clicked = new ArrayList<>();
        robot.interact(() -> stream.setOnActivate(clicked::add));
        robot.clickOn(stream.localToScreen(axis.x(0), stream.getHeight() - 20));
        robot.clickOn(stream.localToScreen(axis.x(0), 40));
        assertThat(clicked).as("the first layer is at the bottom").containsExactly(new Cell(0, 0), new Cell(1, 0));
    }

    @Test
    void keysMoveUpTheStack(FxRobot robot) {
        robot.interact(() -> {
            stream.requestFocus();
            stream.setSelected(new Cell(0, 0));
        });
        robot.type(KeyCode.UP);
        assertThat(stream.getSelected()).isEqualTo(new Cell(1, 0));
        robot.type(KeyCode.UP);
        assertThat(stream.getSelected()).as("there is no higher one").isEqualTo(new Cell(1, 0));
    }

    @Test
    void cellsOfTheCacheAreComputedReadOrEmpty(FxRobot robot) {
        Color accent = cache.theme().accent();
        int computed = inColumn(cache, 1, accent);
        assertThat(inColumn(cache, 0, accent)).as("dots").isPositive().isLessThan(computed / 10);
        assertThat(inColumn(cache, 2, accent)).as("not there yet").isZero();
        assertThat(cache.description(new Cell(1, 0))).isEqualTo("layer 1, t=0: read from the cache");
        assertThat(cache.description(new Cell(0, 1))).endsWith("computed now");
        assertThat(cache.description(new Cell(0, 2))).endsWith("empty");
        robot.interact(() -> cache.keptProperty().set(false));
        assertThat(inColumn(cache, 0, accent)).as("computed again").isBetween(computed - 60, computed + 60);
    }

    @Test
    void theLensHasTheLastLayerAtTheTop() {
        Color certain = lens.scaleProperty().get().color(1, false);
        Image image = OnStage.picture(lens);
        double width = axis.left(3) - axis.left(2);
        double half = lens.getHeight() / 2;
        assertThat(Pictures.near(image, axis.left(2), 0, width, half, certain)).isGreaterThan(300);
        assertThat(Pictures.near(image, axis.left(2), half, width, half, certain))
                .isZero();
        assertThat(lens.description(new Cell(1, 2))).isEqualTo("block 0, t=2: ‘z’ 1.0");
    }

    @Test
    void signedBarsStandAboveAndHangBelow() {
        Image image = OnStage.picture(bars);
        double half = bars.getHeight() / 2;
        Color positive = image.getPixelReader().getColor((int) axis.x(0), (int) half - 5);
        Color negative = image.getPixelReader().getColor((int) axis.x(1), (int) half + 5);
        assertThat(positive).isNotEqualTo(negative);
        assertThat(Pictures.near(image, axis.left(0), half + 3, 20, half - 3, positive))
                .isZero();
        assertThat(Pictures.near(image, axis.left(1), 0, 20, half - 3, negative))
                .isZero();
    }

    @Test
    void theBranchInViewIsMarkedAndEachTokenCanBeGoneTo(FxRobot robot) {
        Color accent = tree.theme().accent();
        Image image = OnStage.picture(tree);
        double row = tree.getHeight() / 2;
        double width = axis.left(3) - axis.left(2);
        assertThat(Pictures.near(image, axis.left(2), row, width, row, accent)).isPositive();
        assertThat(Pictures.near(image, axis.x(2), 0, width / 2, row - 3, accent))
                .as("the other branch")
                .isZero();
        List<Cell> clicked = new ArrayList<>();
        robot.interact(() -> tree.setOnActivate(clicked::add));
        robot.clickOn(tree.localToScreen(axis.x(2), row * 1.5));
        robot.clickOn(tree.localToScreen(axis.x(0), row * 1.5));
        assertThat(clicked).as("it begins at its fork").containsExactly(new Cell(1, 2));
        assertThat(tree.description(new Cell(1, 2))).isEqualTo("t=2: ‘y’, P = 0.125");
    }

    @Test
    void whatAHeadMustNotSeeIsHatchedAndNotTold() {
        assertThat(matrix.isWithheld(new Cell(0, 1))).isTrue();
        assertThat(matrix.description(new Cell(0, 1))).endsWith("masked");
        assertThat(matrix.isWithheld(new Cell(1, 0))).isFalse();
    }

    @Test
    void aHeadIsClickedWithTheFirstLayerAtTheBottom(FxRobot robot) {
        List<Cell> clicked = new ArrayList<>();
        robot.interact(() -> heads.setOnActivate(clicked::add));
        robot.clickOn(heads.localToScreen(40, heads.getHeight() - 20));
        robot.clickOn(heads.localToScreen(140, 40));
        assertThat(clicked).containsExactly(new Cell(0, 0), new Cell(1, 1));
        Color dark = heads.scaleProperty().get().color(1, false);
        Image image = OnStage.picture(heads);
        assertThat(Pictures.near(image, 0, 0, 240, 110, dark))
                .as("the one weight")
                .isPositive();
        assertThat(Pictures.near(image, 0, 110, 240, 90, dark)).isZero();
    }

    @Test
    void aPictureKeepsTheLargestWeightOfWhatItSumsUp() {
        Tensor long1 = Tensor.zeros(Shape.of(Axis.HEAD, 1, Axis.TIME, 1000, Axis.KEY, 1000));
        long1.write()[999 * 1000 + 500] = .75f;
        Tensor small = HeadsGrid.pictures(long1);
        assertThat(small.shape().size(1)).isEqualTo(HeadsGrid.MOST_POINTS);
        assertThat(small.get(0, HeadsGrid.MOST_POINTS - 1, HeadsGrid.MOST_POINTS / 2))
                .isEqualTo(.75f);
        assertThatThrownBy(() -> heads.setPictures(List.of(long1))).hasMessageContaining("at most 32");
    }
}
