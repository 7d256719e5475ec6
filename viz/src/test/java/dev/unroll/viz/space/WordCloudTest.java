package dev.unroll.viz.space;

import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.viz.OnStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javafx.geometry.Point2D;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.scene.paint.Color;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

@ExtendWith(ApplicationExtension.class)
class WordCloudTest {
    private static final int WIDTH = 600;
    private static final int HEIGHT = 400;

    private final WordCloud cloud = new WordCloud();

    WordCloudTest() {
        cloud.setLabels(List.of("left", "right", "up", "down"));
        cloud.setPoints(points(-1, 0, 1, 0, 0, 1, 0, -1));
    }

    private static Tensor points(float... values) {
        return Tensor.of(Shape.of(Axis.TOKEN, values.length / 2, Axis.ITEM, 2), values);
    }

    @Start
    void start(Stage stage) {
        OnStage.show(stage, WIDTH, HEIGHT, new StackPane(cloud));
    }

    private boolean isMarked(Image image, Point2D at) {
        Color there = image.getPixelReader().getColor((int) at.getX(), (int) at.getY());
        Color ground = cloud.theme().background();
        return Math.abs(there.getRed() - ground.getRed()) + Math.abs(there.getBlue() - ground.getBlue()) > .3;
    }

    @Test
    void wordsLieWhereTheyAreAndCanBeClicked(FxRobot robot) {
        Image image = OnStage.picture(cloud);
        List<Integer> activated = new ArrayList<>();
        cloud.setOnActivate(activated::add);
        for (int word = 0; word < 4; word++) {
            assertThat(isMarked(image, cloud.at(word))).as(cloud.label(word)).isTrue();
            robot.clickOn(
                    cloud.localToScreen(cloud.at(word).getX(), cloud.at(word).getY()));
            assertThat(activated).last().isEqualTo(word);
        }
        assertThat(cloud.at(0).getX()).isLessThan(cloud.at(1).getX());
        assertThat(cloud.at(2).getY()).isLessThan(cloud.at(3).getY());
        assertThat(cloud.description(1)).isEqualTo("‘right’: (1.00, 0)");
    }

    @Test
    void keysLeadToTheWordThatLiesThatWay(FxRobot robot) {
        robot.interact(() -> {
            cloud.requestFocus();
            cloud.setSelected(0);
        });
        robot.type(KeyCode.UP);
        assertThat(cloud.getSelected()).isEqualTo(2);
        robot.type(KeyCode.RIGHT);
        assertThat(cloud.getSelected()).isEqualTo(1);
    }

    @Test
    void theFrameStaysWhileTheCloudFillsIt(FxRobot robot) {
        OnStage.picture(cloud);
        Point2D before = cloud.at(1);
        robot.interact(() -> cloud.setPoints(points(-1, 0, 1, 0, 0, .9f, 0, -.8f)));
        assertThat(cloud.at(1)).isEqualTo(before);
        robot.interact(() -> cloud.setPoints(points(-9, 0, 9, 0, 0, 9, 0, -9)));
        assertThat(cloud.at(1).getX()).as("a larger cloud is shown whole").isCloseTo(before.getX(), within(1.0));
    }

    @Test
    void theWheelZoomsAboutThePointer(FxRobot robot) {
        OnStage.picture(cloud);
        Point2D right = cloud.at(1);
        double away = right.distance(cloud.at(2));
        robot.interact(() -> OnStage.wheel(cloud, right.getX(), right.getY(), 0, 240, false));
        assertThat(cloud.zoomProperty().get()).isGreaterThan(1.5);
        assertThat(cloud.at(1).distance(right)).isLessThan(1);
        assertThat(cloud.at(1).distance(cloud.at(2))).isGreaterThan(1.5 * away);
        robot.interact(cloud::showAll);
        assertThat(cloud.at(1)).isEqualTo(right);
    }

    @Test
    void aVeiledWordHasNoNameAndOneWithoutAPlaceIsNotDrawn(FxRobot robot) {
        OnStage.picture(cloud);
        Point2D right = cloud.at(1);
        Point2D beside = right.add(20, 0);
        assertThat(hasInk(OnStage.picture(cloud), beside)).as("its name").isTrue();
        robot.interact(() -> cloud.setVeiled(word -> word == 1));
        Image veiled = OnStage.picture(cloud);
        assertThat(hasInk(veiled, beside)).isFalse();
        assertThat(hasInk(veiled, right)).as("its dot").isTrue();
        assertThat(cloud.description(1)).doesNotContain("1.00");
        robot.interact(() -> {
            cloud.setVeiled(null);
            cloud.setPoints(points(-1, 0, Float.NaN, Float.NaN, 0, 1, 0, -1));
        });
        assertThat(hasInk(OnStage.picture(cloud), right)).isFalse();
    }

    /** Whether anything is drawn within eight pixels. */
    private boolean hasInk(Image image, Point2D at) {
        for (int y = -8; y <= 8; y++) for (int x = -8; x <= 8; x++) if (isMarked(image, at.add(x, y))) return true;
        return false;
    }

    @Test
    void anAnalogyIsAnArrowLaidOnElsewhere(FxRobot robot) {
        robot.interact(() -> cloud.setAnalogy(new WordCloud.Analogy(3, 0, 1, 2)));
        Image image = OnStage.picture(cloud);
        Point2D tip = cloud.at(new double[] {0, 1});
        assertThat(isMarked(image, cloud.at(1).midpoint(tip)))
                .as("on the way from ‘right’")
                .isTrue();
        assertThat(isMarked(image, cloud.at(3).midpoint(cloud.at(0)))).isTrue();
    }

    @Test
    void twoThousandWordsAreDrawnWithinAFrame(FxRobot robot) {
        SplittableRandom random = new SplittableRandom(1);
        float[] many = new float[4000];
        for (int i = 0; i < many.length; i++) many[i] = (float) random.nextGaussian();
        robot.interact(() -> {
            cloud.setLabels(IntStream.range(0, 2000).mapToObj(i -> "word" + i).toList());
            cloud.setPoints(points(many));
        });
        OnStage.picture(cloud);
        long[] best = {Long.MAX_VALUE};
        for (int i = 0; i < 5; i++)
            robot.interact(() -> {
                long start = System.nanoTime();
                cloud.setPoints(points(many.clone()));
                cloud.layout();
                best[0] = Math.min(best[0], System.nanoTime() - start);
            });
        assertThat(best[0] / 1e6).as("milliseconds").isLessThan(33);
    }

    @Test
    void whatAreNoPointsIsRefused() {
        Tensor three = Tensor.zeros(Shape.of(Axis.TOKEN, 2, Axis.ITEM, 3));
        assertThatThrownBy(() -> cloud.setPoints(three)).isInstanceOf(IllegalArgumentException.class);
    }
}
