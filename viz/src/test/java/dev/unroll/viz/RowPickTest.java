package dev.unroll.viz;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.array.RowPick;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.image.Image;
import javafx.scene.layout.StackPane;
import javafx.scene.paint.Color;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(ApplicationExtension.class)
class RowPickTest {
    private static final int WIDTH = 500;
    private static final int HEIGHT = 300;

    private final RowPick pick = new RowPick();

    RowPickTest() {
        pick.setMatrix(Tensor.of(Shape.of(Axis.TOKEN, 3, Axis.UNIT, 2), 0, 0, 1, -1, 0, 0));
        pick.setLabels(List.of("a", "b", "c"));
        pick.setPicked(1);
    }

    @Start
    void start(Stage stage) {
        OnStage.show(stage, WIDTH, HEIGHT, new StackPane(pick));
    }

    /** How many pixels have the colour of a number. */
    private long area(double number) {
        Image image = OnStage.picture(pick);
        Color color = ColorScale.signed(1).color(number, false);
        long count = 0;
        for (int x = 0; x < WIDTH; x++)
            for (int y = 0; y < HEIGHT; y++)
                if (Pictures.distance(image.getPixelReader().getColor(x, y), color) < .02) count++;
        return count;
    }

    @Test
    void theRowIsSeenWhereItStandsAndOnceLiftedBelowAsWell() {
        pick.setLifted(0);
        long inside = area(1);
        assertThat(inside).as("in the matrix").isGreaterThan(500);
        pick.setLifted(1);
        assertThat(area(1))
                .as("the copy below, in full; the row itself is faint")
                .isGreaterThan(500);
    }

    @Test
    void cellsOfTheMatrixAndOfWhatComesOutStandForTheSameNumber(FxRobot robot) {
        List<Cell> hit = new ArrayList<>();
        pick.setOnActivate(hit::add);
        for (int y = 5; y < HEIGHT; y += 10) robot.clickOn(pick.localToScreen(130, y));
        assertThat(hit).contains(new Cell(0, 0), new Cell(1, 0), new Cell(2, 0));
        assertThat(hit.stream().filter(new Cell(1, 0)::equals).count())
                .as("in the matrix and below")
                .isGreaterThan(2);
        assertThat(hit).last().isEqualTo(new Cell(1, 0));
    }

    @Test
    void aVeiledNumberIsNotShown() {
        pick.setVeiled(cell -> cell.row() == 1);
        assertThat(area(1)).isZero();
        assertThat(pick.description(new Cell(1, 0))).doesNotContain("1.0");
        pick.setVeiled(null);
        assertThat(pick.description(new Cell(1, 0))).isEqualTo("‘b’, unit=0: 1.0");
    }

    @Test
    void whatIsNoMatrixIsRefused() {
        Tensor vector = Tensor.zeros(Shape.of(Axis.UNIT, 2));
        assertThatThrownBy(() -> pick.setMatrix(vector)).isInstanceOf(IllegalArgumentException.class);
    }
}
