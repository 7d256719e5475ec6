package dev.unroll.viz.attention;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Towers.Kind;
import dev.unroll.viz.OnStage;
import dev.unroll.viz.Pictures;
import dev.unroll.viz.attention.TransformerPicture.Box;
import dev.unroll.viz.attention.TransformerPicture.Computed;
import dev.unroll.viz.attention.TransformerPicture.Part;
import dev.unroll.viz.attention.TransformerPicture.Tower;
import dev.unroll.viz.chart.UnitCurves;
import dev.unroll.viz.color.CategoricalPalette;
import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.view.Cell;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;

/** Both towers in a window: what is painted where, what is computed when, and what is pointed at. */
@ExtendWith(ApplicationExtension.class)
class TransformerPictureTest {
    private static final ColorScale SCALE = ColorScale.signed(1);

    private final TransformerPicture picture = new TransformerPicture();
    private final UnitCurves curves = new UnitCurves();

    @Start
    void start(Stage stage) {
        picture.scaleProperty().set(SCALE);
        picture.encoderProperty()
                .set(new Tower(
                        "Encoder",
                        List.of(
                                box(Kind.EMBEDDING, 2, 1, null),
                                box(
                                        Kind.ATTENTION,
                                        2,
                                        -1,
                                        Tensor.of(Shape.of(Axis.TIME, 2, Axis.KEY, 2), .5f, .5f, 1, 0))),
                        List.of("a", "b"),
                        List.of()));
        picture.decoderProperty()
                .set(new Tower(
                        "Decoder",
                        List.of(
                                box(Kind.EMBEDDING, 3, 1, null),
                                box(
                                        Kind.CROSS_ATTENTION,
                                        3,
                                        1,
                                        Tensor.of(Shape.of(Axis.TIME, 3, Axis.KEY, 2), 1, 0, 0, 1, .5f, .5f)),
                                box(Kind.NORM, 3, 1, null)),
                        List.of("<sos>", "x", "y"),
                        List.of("x", "y", "<eos>")));
        picture.setPrefHeight(400);
        curves.setValues(Tensor.of(Shape.of(Axis.TIME, 3, Axis.UNIT, 2), 0, 1, 1, 1, -1, 1));
        curves.setUnits(List.of(0));
        OnStage.show(stage, 640, 600, new VBox(picture, curves));
    }

    private static Box box(Kind kind, int tokens, float value, @Nullable Tensor weights) {
        Tensor values = Tensor.zeros(Shape.of(Axis.TIME, tokens, Axis.UNIT, 4));
        values.fill(value);
        return new Box(kind, kind.name(), "", values, weights);
    }

    private static int pixels(Image image, Color color) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++)
            for (int x = 0; x < image.getWidth(); x++) {
                Color at = image.getPixelReader().getColor(x, y);
                double off = Pictures.distance(at, color);
                if (off < .06) count++;
            }
        return count;
    }

    private int ofColor(float value) {
        return pixels(OnStage.picture(picture), SCALE.color(value, false));
    }

    @Test
    void tilesHaveTheColoursOfTheirNumbersAndAreEmptyUntilTheyAreComputed(FxRobot robot) {
        int all = ofColor(1);
        assertThat(all).as("eleven tiles of 1").isGreaterThan(11 * 300);
        int below = ofColor(-1);
        assertThat(below).as("two tiles of −1").isGreaterThan(2 * 300);
        robot.interact(() -> {
            picture.encoderComputedProperty().set(new Computed(new int[] {1, 1}, Set.of(0, 1)));
            picture.decoderComputedProperty().set(new Computed(new int[] {0, 0, 0}, Set.of()));
        });
        assertThat(ofColor(-1)).isZero();
        assertThat(ofColor(1)).isLessThan(all / 3);
        assertThat(picture.isWithheld(new Part(false, 1, 0))).isTrue();
        assertThat(picture.isWithheld(new Part(false, 0, 0))).isFalse();
        assertThat(picture.isNow(new Part(false, 0, 1))).isTrue();
    }

    @Test
    void inWritingATokenIsThereWhenItsTurnComes(FxRobot robot) {
        robot.interact(() -> {
            picture.inputGivenProperty().set(false);
            picture.decoderComputedProperty().set(new Computed(new int[] {3, 1, 0}, Set.of(1)));
        });
        assertThat(picture.isRead(true, 1)).isTrue();
        assertThat(picture.isRead(true, 2)).isFalse();
        assertThat(picture.isWritten(0)).isTrue();
        assertThat(picture.isWritten(1)).isFalse();
        robot.interact(() -> picture.inputGivenProperty().set(true));
        assertThat(picture.isRead(true, 2)).isTrue();
    }

    @Test
    void tilesAreReachedByMouseAndKeysAndShowWhereTheyTakeFrom(FxRobot robot) {
        List<Part> clicked = new ArrayList<>();
        robot.interact(() -> picture.setOnActivate(clicked::add));
        int before = pixels(OnStage.picture(picture), picture.theme().accent());
        TowerLayout layout = TowerLayout.of(picture, picture.theme());
        robot.clickOn(picture.localToScreen(layout.x(true, 1), (layout.tileTop(1) + layout.tileBottom(1)) / 2));
        assertThat(clicked).containsExactly(new Part(true, 1, 1));
        assertThat(picture.description(new Part(true, 1, 1))).isEqualTo("CROSS_ATTENTION, ‘x’");
        assertThat(pixels(OnStage.picture(picture), picture.theme().accent()))
                .as("the line to the encoder")
                .isGreaterThan(before + 300);
        robot.type(KeyCode.LEFT);
        assertThat(picture.getSelected()).isEqualTo(new Part(true, 1, 0));
        robot.type(KeyCode.LEFT);
        assertThat(picture.getSelected()).isEqualTo(new Part(false, 1, 1));
        robot.type(KeyCode.DOWN, KeyCode.HOME);
        assertThat(picture.getSelected()).isEqualTo(new Part(false, 0, 0));
        robot.type(KeyCode.END, KeyCode.RIGHT, KeyCode.UP);
        assertThat(picture.getSelected()).isEqualTo(new Part(true, 1, 0));
    }

    @Test
    void whatIsVeiledIsNotShown(FxRobot robot) {
        int all = ofColor(-1);
        robot.interact(() -> picture.setVeiled(part -> part.row() == 1 && !part.ofDecoder()));
        assertThat(ofColor(-1)).isLessThan(all / 10);
        assertThat(picture.description(new Part(false, 1, 0))).contains("hidden");
    }

    @Test
    void curvesGoWhereTheNumbersAre(FxRobot robot) {
        robot.interact(() -> curves.setSelected(new Cell(0, 1)));
        assertThat(curves.description(new Cell(0, 1))).endsWith("[1, 0]: 1.0");
        robot.interact(curves::requestFocus);
        robot.type(KeyCode.RIGHT);
        assertThat(curves.description(curves.getSelected())).endsWith("[2, 0]: −1.0");
        assertThat(pixels(OnStage.picture(curves), CategoricalPalette.color(0, false)))
                .isGreaterThan(50);
        robot.interact(() -> curves.setValues(null));
        assertThat(pixels(OnStage.picture(curves), CategoricalPalette.color(0, false)))
                .isZero();
    }
}
