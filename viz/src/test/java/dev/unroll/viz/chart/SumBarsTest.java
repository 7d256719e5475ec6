package dev.unroll.viz.chart;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.OnStage;
import dev.unroll.viz.Pictures;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.List;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(ApplicationExtension.class)
class SumBarsTest {
    private final SumBars bars = new SumBars();

    @Start
    void start(Stage stage) {
        bars.setTerms(Tensor.of(Shape.of(Axis.UNIT, 3), 2, -1, 3));
        bars.setLabels(List.of("a", "b"));
        bars.setPrefHeight(200);
        OnStage.show(stage, 500, 200, new VBox(bars));
    }

    private int painted(int place, Color color) {
        Image image = OnStage.picture(bars);
        double pitch = (image.getWidth() - Math.ceil(5.5 * 13)) / 3;
        return Pictures.near(image, place * pitch, 20, pitch, 150, color);
    }

    @Test
    void barsAreAsLongAsTheirNumbersAndTheSumIsTold() {
        Color positive = ColorScale.signed(1).color(.75, false);
        Color negative = ColorScale.signed(1).color(-.75, false);
        int two = painted(0, positive);
        assertThat(painted(2, positive)).isBetween((int) (1.4 * two), (int) (1.6 * two));
        assertThat(painted(1, negative)).isBetween((int) (.4 * two), (int) (.6 * two));
        assertThat(painted(1, positive)).isZero();
        assertThat(painted(3, positive)).as("the sum is no bar").isZero();
        assertThat(painted(3, bars.theme().ink())).as("it is a number").isPositive();
    }

    @Test
    void everyNumberAndTheSumCanBePointedAtAndReadAsATable(FxRobot robot) {
        assertThat(bars.description(new Cell(0, 1))).isEqualTo("b: −1.0");
        assertThat(bars.description(new Cell(0, 2))).startsWith("2: 3");
        assertThat(bars.description(new Cell(0, 3))).isEqualTo("Σ: 4.0");
        robot.clickOn(bars.localToScreen(480, 100));
        assertThat(bars.getSelected()).isEqualTo(new Cell(0, 3));
        robot.type(KeyCode.LEFT);
        assertThat(bars.getSelected()).isEqualTo(new Cell(0, 2));
        assertThat(bars.table()).hasSize(5).endsWith(List.of("Σ", 4.0));
    }

    @Test
    void whatTheyAreComparedWithIsALineAtItsPlace(FxRobot robot) {
        int before = painted(1, bars.theme().ink());
        robot.interact(() -> bars.setReference(Tensor.of(Shape.of(Axis.UNIT, 3), 1, 1, 1)));
        assertThat(painted(1, bars.theme().ink())).isGreaterThan(before + 60);
        assertThat(bars.description(new Cell(0, 3))).isEqualTo("Σ: 4.0, reference: 3.0");
    }

    @Test
    void whatIsVeiledIsNotTold(FxRobot robot) {
        Color positive = ColorScale.signed(1).color(.75, false);
        robot.interact(() -> bars.setVeiled(cell -> cell.column() == 0));
        assertThat(painted(0, positive)).isZero();
        assertThat(bars.description(new Cell(0, 0))).startsWith("a: hidden");
    }
}
