package dev.unroll.app.lesson.rnn;

import dev.unroll.app.i18n.Language;
import dev.unroll.app.lesson.Road;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.shell.Appearance;
import dev.unroll.app.shell.Computing;
import dev.unroll.app.shell.Shell;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Explanation;
import dev.unroll.viz.explain.ArithmeticCard;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.sequence.UnrolledNetwork;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.paint.Color;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What a person does in the lesson, in the real window. */
@ExtendWith(ApplicationExtension.class)
@Timeout(60)
class RnnLessonTest {
    private Shell shell;

    @Start
    private void start(Stage stage) {
        Appearance appearance = new Appearance();
        appearance.messages().languageProperty().set(Language.EN);
        shell = new Shell(appearance, Computing.on(Backends.best()));
        stage.setScene(new Scene(shell, 1280, 720));
        shell.open(Road.first());
        stage.show();
    }

    @AfterEach
    void close(FxRobot robot) {
        robot.interact(shell::close);
    }

    // --- what the tests look at ---

    private RnnSession session() {
        return (RnnSession) Objects.requireNonNull(shell.session());
    }

    private RnnTransport transport() {
        return (RnnTransport) session().playback().transport();
    }

    private RnnSnapshot snapshot() {
        return Objects.requireNonNull(transport().snapshotProperty().get());
    }

    private static void waitUntil(Callable<Boolean> condition) throws Exception {
        WaitForAsyncUtils.waitFor(20, TimeUnit.SECONDS, condition);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private void waitForStep(long step) throws Exception {
        waitUntil(() -> snapshot().step() == step);
    }

    private void train(FxRobot robot, long steps) {
        robot.interact(() -> session().prepare(steps));
    }

    private void type(FxRobot robot, String field, String text) {
        robot.interact(() -> robot.lookup(field).queryAs(TextField.class).setText(""));
        robot.clickOn(field).write(text).type(KeyCode.ENTER);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private String status(FxRobot robot) {
        Labeled label = robot.lookup("#status").queryAs(Labeled.class);
        return label.getParent().isVisible() ? label.getText() : "";
    }

    private Explanation shownExplanation(FxRobot robot) {
        return Objects.requireNonNull(robot.lookup(".arithmetic-card")
                .queryAs(ArithmeticCard.class)
                .explanationProperty()
                .get());
    }

    private int likeliest(int t) {
        Tensor probabilities = snapshot().trace().value("probabilities").slice(t);
        int best = 0;
        for (int i = 1; i < probabilities.length(); i++) if (probabilities.at(i) > probabilities.at(best)) best = i;
        return best;
    }

    // --- training and going back ---

    @Test
    void stepTrainsAndStepBackGivesTheSameNumbersAgain(FxRobot robot) throws Exception {
        float[] before = snapshot().trace().value("logits").toArray();
        robot.clickOn("#forward");
        waitForStep(1);
        assertThat(snapshot().trace().value("logits").toArray()).isNotEqualTo(before);
        robot.clickOn("#back");
        waitForStep(0);
        assertThat(snapshot().trace().value("logits").toArray()).containsExactly(before);
        assertThat(robot.lookup("#position").queryAs(Labeled.class).getText()).startsWith("training step 0");
    }

    @Test
    void helloIsLearnt(FxRobot robot) {
        train(robot, 200);
        assertThat(snapshot().vocabulary().token(likeliest(3))).as("after HELL").isEqualTo("O");
        assertThat(snapshot().vocabulary().token(likeliest(1))).as("after HE").isEqualTo("L");
        assertThat(snapshot().loss()).isLessThan(0.1);
    }

    @Test
    void playRunsAtFullSpeedUntilPaused(FxRobot robot) throws Exception {
        robot.interact(() -> session().playback().speedProperty().set(100));
        robot.clickOn("#play");
        waitUntil(() -> snapshot().step() > 50);
        robot.clickOn("#play");
        WaitForAsyncUtils.waitForFxEvents();
        waitUntil(() -> !session().playback().playingProperty().get());
        Thread.sleep(200);
        WaitForAsyncUtils.waitForFxEvents();
        long stopped = snapshot().step();
        Thread.sleep(300);
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(snapshot().step()).isEqualTo(stopped);
        robot.clickOn("#toStart");
        waitForStep(0);
        robot.clickOn("#toEnd");
        waitForStep(stopped);
    }

    @Test
    void clickerStepsWithItsPageKeys(FxRobot robot) throws Exception {
        robot.interact(() -> shell.requestFocus());
        robot.type(KeyCode.PAGE_DOWN);
        waitForStep(1);
        robot.type(KeyCode.PAGE_DOWN);
        waitForStep(2);
        robot.type(KeyCode.PAGE_UP);
        waitForStep(1);
    }

    @Test
    void timeStepsMoveTheColumnOnEveryView(FxRobot robot) {
        robot.clickOn("#scale-TIME_STEP");
        robot.clickOn("#forward").clickOn("#forward");
        for (String view : List.of("#tokens", "#targets")) {
            assertThat(robot.lookup(view).queryAs(TokenStrip.class).axis().getPosition())
                    .isEqualTo(2);
        }
        assertThat(robot.lookup("#network")
                        .queryAs(UnrolledNetwork.class)
                        .hideFutureProperty()
                        .get())
                .isTrue();
        assertThat(snapshot().step()).as("nothing was trained").isZero();
        assertThat(session().playback().scaleProperty().get()).isEqualTo(Scale.TIME_STEP);
    }

    @Test
    void operationsShowTheirArithmeticOneAfterTheOther(FxRobot robot) {
        robot.clickOn("#scale-OPERATION");
        assertThat(shownExplanation(robot).place().name()).isEqualTo("input");
        robot.clickOn("#forward");
        assertThat(shownExplanation(robot).place().name()).isEqualTo("layer.0/preactivation");
        assertThat(robot.lookup("#position").queryAs(Labeled.class).getText()).endsWith("preactivation");
        robot.clickOn("#forward");
        assertThat(shownExplanation(robot).place().name()).isEqualTo("layer.0/hiddenState");
    }

    // --- arithmetic ---

    @Test
    void clickOnANumberShowsItsArithmeticAndAnOperandLeadsOn(FxRobot robot) {
        train(robot, 30);
        robot.interact(
                () -> robot.lookup("#network").queryAs(UnrolledNetwork.class).setSelected(new Cell(1, 2)));
        Explanation hidden = shownExplanation(robot);
        assertThat(hidden.place().label()).isEqualTo("layer.0/hiddenState[t=2, unit=1]");
        assertThat(hidden.expression().value()).isCloseTo(hidden.value(), within(1e-5));
        Node operand = robot.lookup(".arithmetic-card .hyperlink")
                .queryAllAs(Hyperlink.class)
                .iterator()
                .next();
        robot.clickOn(operand);
        assertThat(shownExplanation(robot).place().label()).isEqualTo("layer.0/preactivation[t=2, unit=1]");
    }

    @Test
    void mouseSelectsTheCellUnderIt(FxRobot robot) {
        robot.clickOn("#one-hot");
        assertThat(robot.lookup("#one-hot").queryAs(SequenceMatrix.class).getSelected())
                .isNotNull();
        assertThat(shownExplanation(robot).place().name()).isEqualTo("input");
    }

    @Test
    void arithmeticFollowsTheTrainingStep(FxRobot robot) throws Exception {
        robot.interact(
                () -> robot.lookup("#network").queryAs(UnrolledNetwork.class).setSelected(new Cell(0, 0)));
        double before = shownExplanation(robot).value();
        robot.clickOn("#forward");
        waitForStep(1);
        assertThat(shownExplanation(robot).value()).isNotEqualTo(before);
    }

    @Test
    void gradientsAreShownAndExplained(FxRobot robot) {
        train(robot, 10);
        robot.clickOn("#backward");
        UnrolledNetwork network = robot.lookup("#network").queryAs(UnrolledNetwork.class);
        assertThat(network.layerGradientSizesProperty().get()).isNotEmpty();
        robot.interact(() -> network.setSelected(new Cell(0, 1)));
        Explanation explanation = shownExplanation(robot);
        assertThat(explanation.place().quantity()).isEqualTo(Quantity.GRADIENT);
        assertThat(explanation.expression().value()).isCloseTo(explanation.value(), within(1e-5));
    }

    // --- knobs ---

    @Test
    void newTextBeginsANewRun(FxRobot robot) throws Exception {
        train(robot, 5);
        type(robot, "#text", "WORLD");
        waitForStep(0);
        assertThat(snapshot().inputs()).containsExactly("W", "O", "R", "L");
        assertThat(snapshot().vocabulary().size()).isEqualTo(5);
    }

    @Test
    void graphemesStandInOneColumnEach(FxRobot robot) {
        robot.interact(() -> session().useText("👩‍🚀e\u0301🇩🇪x"));
        assertThat(snapshot().timeSteps()).isEqualTo(3);
        assertThat(snapshot().vocabulary().tokens()).contains("👩‍🚀", "e\u0301", "🇩🇪");
    }

    @Test
    void unusableTextIsRefusedInASentenceAndTheOldRunGoesOn(FxRobot robot) throws Exception {
        train(robot, 5);
        type(robot, "#text", "H");
        assertThat(status(robot)).contains("only one character");
        robot.interact(() -> session().useText(""));
        assertThat(status(robot)).contains("empty");
        assertThat(snapshot().step()).isEqualTo(5);
        assertThat(robot.lookup("#text").queryAs(TextField.class).getText()).isEqualTo("HELLO");
        robot.clickOn("#forward");
        waitForStep(6);
    }

    @Test
    void nonsenseInTheNumberFieldsIsRefused(FxRobot robot) {
        type(robot, "#hidden-size", "many");
        assertThat(status(robot)).contains("many").contains("hidden units");
        type(robot, "#learning-rate", "-1");
        assertThat(status(robot)).contains("learning rate").contains("-1");
        type(robot, "#seed", "x");
        assertThat(status(robot)).contains("seed");
        assertThat(robot.lookup("#hidden-size").queryAs(TextField.class).getText())
                .isEqualTo("8");
    }

    @Test
    void hiddenSizeAndSeedBeginAnew(FxRobot robot) {
        type(robot, "#hidden-size", "3");
        assertThat(snapshot().trace().value("layer.0/hiddenState").shape().size(1))
                .isEqualTo(3);
        float[] before = snapshot().trace().value("logits").toArray();
        type(robot, "#seed", "7");
        assertThat(snapshot().trace().value("logits").toArray()).isNotEqualTo(before);
    }

    @Test
    void learningRateOfZeroChangesNothing(FxRobot robot) throws Exception {
        type(robot, "#learning-rate", "0");
        float[] before = snapshot().trace().value("logits").toArray();
        robot.clickOn("#forward");
        waitForStep(1);
        assertThat(snapshot().trace().value("logits").toArray()).containsExactly(before);
    }

    @Test
    void divergedTrainingStopsAndOffersTheWayBack(FxRobot robot) throws Exception {
        train(robot, 3);
        type(robot, "#learning-rate", "1e39");
        robot.interact(() -> session().playback().speedProperty().set(100));
        robot.clickOn("#play");
        waitUntil(() -> status(robot).contains("no finite number"));
        assertThat(session().playback().playingProperty().get()).isFalse();
        long bad = snapshot().step();
        robot.clickOn("#status-action");
        waitUntil(() -> snapshot().step() < bad && Double.isFinite(snapshot().loss()));
        assertThat(status(robot)).isEmpty();
    }

    @Test
    void fileIsReadOrRefused(FxRobot robot, @TempDir Path folder) throws Exception {
        Path good = Files.writeString(folder.resolve("good.txt"), "abcabc");
        robot.interact(() -> session().fileChosen(good));
        waitUntil(() -> snapshot().inputs().equals(List.of("a", "b", "c", "a", "b")));
        Path latin = Files.write(folder.resolve("latin.txt"), "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        robot.interact(() -> session().fileChosen(latin));
        waitUntil(() -> status(robot).contains("UTF-8"));
        robot.interact(() -> session().fileChosen(folder.resolve("none.txt")));
        waitUntil(() -> status(robot).contains("no file"));
        assertThat(snapshot().inputs()).hasSize(5);
    }

    // --- the picture ---

    @Test
    void columnsOfAllViewsStandUnderEachOther(FxRobot robot) {
        TokenStrip tokens = robot.lookup("#tokens").queryAs(TokenStrip.class);
        for (String view : List.of("#targets", "#step-loss", "#prediction", "#network", "#one-hot")) {
            Bounds bounds = robot.lookup(view)
                    .query()
                    .localToScene(robot.lookup(view).query().getLayoutBounds());
            Bounds strip = tokens.localToScene(tokens.getLayoutBounds());
            assertThat(bounds.getMinX()).as(view).isEqualTo(strip.getMinX());
            assertThat(bounds.getWidth()).as(view).isEqualTo(strip.getWidth());
        }
    }

    @Test
    void nothingIsOutsideTheWindow(FxRobot robot) {
        for (String view : List.of("#tokens", "#network", "#curve", "#play", "#scale-OPERATION", "#theme")) {
            Bounds bounds = robot.lookup(view)
                    .query()
                    .localToScene(robot.lookup(view).query().getLayoutBounds());
            assertThat(bounds.getMaxX()).as(view).isLessThanOrEqualTo(1280);
            assertThat(bounds.getMaxY()).as(view).isLessThanOrEqualTo(720);
        }
    }

    @Test
    void darkThemeIsDarkAndLightIsLight(FxRobot robot) {
        assertThat(corner(robot).getBrightness()).isGreaterThan(0.9);
        robot.clickOn("#theme");
        assertThat(corner(robot).getBrightness()).isLessThan(0.2);
        robot.clickOn("#theme");
        assertThat(corner(robot).getBrightness()).isGreaterThan(0.9);
    }

    private Color corner(FxRobot robot) {
        WritableImage[] image = new WritableImage[1];
        robot.interact(() -> image[0] = shell.getScene().snapshot(null));
        return image[0].getPixelReader().getColor(230, 60);
    }

    @Test
    void languageChangesWhileItRuns(FxRobot robot) {
        robot.clickOn("#language");
        assertThat(robot.lookup("#lesson-rnn").queryAs(Labeled.class).getText()).contains("隐藏状态");
        assertThat(robot.lookup("#position").queryAs(Labeled.class).getText()).contains("训练步");
        robot.clickOn("#language");
        assertThat(robot.lookup("#lesson-rnn").queryAs(Labeled.class).getText()).contains("hidden state");
    }

    @Test
    void presenterModeEnlargesTheType(FxRobot robot) {
        Labeled position = robot.lookup("#position").queryAs(Labeled.class);
        double before = position.getFont().getSize();
        robot.clickOn("#presenter");
        assertThat(position.getFont().getSize()).isGreaterThan(before * 1.2);
        assertThat(robot.lookup("#lesson-rnn").query().localToScene(0, 0)).isNotNull();
    }

    @Test
    void searchFindsTheLesson(FxRobot robot) {
        robot.press(KeyCode.CONTROL).type(KeyCode.K).release(KeyCode.CONTROL);
        assertThat(robot.lookup("#search").query().isFocused()).isTrue();
        train(robot, 4);
        robot.write("hidden").type(KeyCode.ENTER);
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(snapshot().step()).as("the lesson was opened anew").isZero();
        assertThat(robot.lookup("#lesson-gpt").query().isDisabled()).isTrue();
    }
}
