package dev.unroll.app.lesson.rnn;

import atlantafx.base.controls.ToggleSwitch;
import dev.unroll.app.i18n.Language;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.lesson.Click;
import dev.unroll.app.lesson.LessonTest;
import dev.unroll.app.lesson.LessonWindow;
import dev.unroll.app.lesson.WhatIfPanel;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.run.Snapshot;
import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Explanation;
import dev.unroll.viz.chart.CorrelationBars;
import dev.unroll.viz.sequence.ColoredText;
import dev.unroll.viz.sequence.SequenceMatrix;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.sequence.UnrolledNetwork;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.scene.image.WritableImage;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;

import static dev.unroll.app.lesson.LessonWindow.onFx;
import static dev.unroll.app.lesson.LessonWindow.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What a person does in the lesson, in the real window. */
class RnnLessonTest extends LessonTest<RnnReading> {
    RnnLessonTest() {
        super("rnn", RnnReading.class);
    }

    @BeforeEach
    void stepTrains() {
        window.walk(Scale.TRAINING_STEP);
    }

    // --- what the tests look at ---

    private Snapshot<?> snapshot() {
        return window.snapshot();
    }

    private Tensor tensor(String name) {
        return reading().trace().value(name);
    }

    private double loss() {
        return tensor("loss").item();
    }

    private void waitForStep(long step) throws Exception {
        waitUntil(() -> snapshot().step() == step);
    }

    private void train(long steps) {
        window.train(steps);
    }

    private void typeKeys(FxRobot robot, String field, String typed) {
        robot.interact(() -> robot.lookup(field).queryAs(TextField.class).setText(""));
        Click.on(robot, field).write(typed).type(KeyCode.ENTER);
        window.settle();
    }

    private Knob<?> textKnob() {
        return window.run().values().knobs().getFirst();
    }

    private String status() {
        return window.said();
    }

    private int likeliest(int t) {
        Tensor probabilities = tensor("probabilities").slice(t);
        int best = 0;
        for (int i = 1; i < probabilities.length(); i++) if (probabilities.at(i) > probabilities.at(best)) best = i;
        return best;
    }

    // --- training and going back ---

    @Test
    void stepTrainsAndStepBackGivesTheSameNumbersAgain(FxRobot robot) throws Exception {
        float[] before = tensor("logits").toArray();
        Click.on(robot, "#forward");
        waitForStep(1);
        assertThat(tensor("logits").toArray()).isNotEqualTo(before);
        Click.on(robot, "#back");
        waitForStep(0);
        assertThat(tensor("logits").toArray()).containsExactly(before);
        assertThat(view("position", Labeled.class).getText()).startsWith("training step 0");
    }

    @Test
    void helloIsLearnt() {
        train(200);
        assertThat(reading().tokens().get(likeliest(3))).as("after HELL").isEqualTo("O");
        assertThat(reading().tokens().get(likeliest(1))).as("after HE").isEqualTo("L");
        assertThat(loss()).isLessThan(0.1);
    }

    @Test
    void playRunsAtFullSpeedUntilPaused(FxRobot robot) throws Exception {
        robot.interact(() -> window.session().playback().speedProperty().set(100));
        Click.on(robot, "#play");
        waitUntil(() -> snapshot().step() > 50);
        Click.on(robot, "#play");
        WaitForAsyncUtils.waitForFxEvents();
        waitUntil(() -> !window.session().playback().playingProperty().get());
        Thread.sleep(200);
        WaitForAsyncUtils.waitForFxEvents();
        long stopped = snapshot().step();
        Thread.sleep(300);
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(snapshot().step()).isEqualTo(stopped);
        Click.on(robot, "#toStart");
        waitForStep(0);
        Click.on(robot, "#toEnd");
        waitForStep(stopped);
    }

    @Test
    void clickerStepsWithItsPageKeys(FxRobot robot) throws Exception {
        robot.interact(() -> window.shell().requestFocus());
        robot.type(KeyCode.PAGE_DOWN);
        waitForStep(1);
        robot.type(KeyCode.PAGE_DOWN);
        waitForStep(2);
        robot.type(KeyCode.PAGE_UP);
        waitForStep(1);
    }

    @Test
    void timeStepsMoveTheColumnOnEveryView(FxRobot robot) {
        Click.on(robot, "#scale-TIME_STEP");
        Click.on(robot, "#forward");
        Click.on(robot, "#forward");
        for (String view : List.of("#tokens", "#targets")) {
            assertThat(robot.lookup(view).queryAs(TokenStrip.class).axis().getPosition())
                    .isEqualTo(2);
        }
        assertThat(view("network", UnrolledNetwork.class).hideFutureProperty().get())
                .isTrue();
        assertThat(snapshot().step()).as("nothing was trained").isZero();
        assertThat(window.session().playback().scaleProperty().get()).isEqualTo(Scale.TIME_STEP);
    }

    @Test
    void operationsShowTheirArithmeticOneAfterTheOther(FxRobot robot) {
        Click.on(robot, "#scale-OPERATION");
        assertThat(explained().place().name()).isEqualTo("input");
        Click.on(robot, "#forward");
        assertThat(explained().place().name()).isEqualTo("layer.0/preactivation");
        assertThat(view("position", Labeled.class).getText()).endsWith("preactivation");
        Click.on(robot, "#forward");
        assertThat(explained().place().name()).isEqualTo("layer.0/hiddenState");
    }

    // --- arithmetic ---

    @Test
    void clickOnANumberShowsItsArithmeticAndAnOperandLeadsOn(FxRobot robot) {
        train(30);
        robot.interact(() -> view("network", UnrolledNetwork.class).setSelected(new Cell(1, 2)));
        Explanation hidden = explained();
        assertThat(hidden.place().label()).isEqualTo("layer.0/hiddenState[t=2, unit=1]");
        assertThat(hidden.expression().value()).isCloseTo(hidden.value(), within(1e-5));
        Node operand = robot.lookup(".arithmetic-operand").queryAllAs(Hyperlink.class).stream()
                .findFirst()
                .orElseThrow();
        Click.on(robot, operand);
        assertThat(explained().place().label()).isEqualTo("layer.0/preactivation[t=2, unit=1]");
    }

    @Test
    void mouseSelectsTheCellUnderIt(FxRobot robot) {
        Click.on(robot, "#one-hot");
        assertThat(view("one-hot", SequenceMatrix.class).getSelected()).isNotNull();
        assertThat(explained().place().name()).isEqualTo("input");
    }

    @Test
    void arithmeticFollowsTheTrainingStep(FxRobot robot) throws Exception {
        robot.interact(() -> view("network", UnrolledNetwork.class).setSelected(new Cell(0, 0)));
        double before = explained().value();
        Click.on(robot, "#forward");
        waitForStep(1);
        assertThat(explained().value()).isNotEqualTo(before);
    }

    @Test
    void gradientsAreShownAndExplained(FxRobot robot) {
        train(10);
        Click.on(robot, "#knob-gradients");
        window.settle();
        UnrolledNetwork network = view("network", UnrolledNetwork.class);
        assertThat(network.layerGradientSizesProperty().get()).isNotEmpty();
        robot.interact(() -> network.setSelected(new Cell(0, 1)));
        Explanation explanation = explained();
        assertThat(explanation.place().quantity()).isEqualTo(Quantity.GRADIENT);
        assertThat(explanation.expression().value()).isCloseTo(explanation.value(), within(1e-5));
    }

    @Test
    void walkLeavesTheLossWhoseGradientIsShown(FxRobot robot) {
        window.show(LessonWindow.at(10, Map.of("gradients", "on")));
        window.walk(Scale.TIME_STEP);
        robot.interact(() -> window.run().pass().moveTo(2, 0));
        SequenceMatrix loss = view("step-loss", SequenceMatrix.class);
        robot.interact(() -> {
            loss.setSelected(new Cell(0, 2));
            Objects.requireNonNull(loss.onActivateProperty().get()).accept(new Cell(0, 2));
        });
        window.settle();
        UnrolledNetwork network = view("network", UnrolledNetwork.class);
        assertThat(network.lossAtProperty().get()).isEqualTo(2);
        robot.interact(() -> window.session().playback().forward());
        window.settle();
        assertThat(explained().place().label()).isEqualTo("stepLoss[t=3]");
        assertThat(network.lossAtProperty().get()).isEqualTo(2);
    }

    // --- knobs ---

    @Test
    void aSwitchStaysWhereItWasPutWhileItTrains(FxRobot robot) throws Exception {
        robot.interact(() -> {
            window.session().playback().speedProperty().set(100);
            window.session().playback().playingProperty().set(true);
        });
        ToggleSwitch gradients = view("knob-gradients", ToggleSwitch.class);
        for (int i = 0; i < 20; i++) {
            boolean on = i % 2 == 0;
            waitUntil(() -> window.snapshot().step() > 0);
            robot.interact(() -> gradients.setSelected(on));
            long step = window.snapshot().step();
            waitUntil(() -> window.snapshot().step() > step);
            assertThat(onFx(gradients::isSelected)).isEqualTo(on);
        }
    }

    @Test
    void newTextBeginsANewRun(FxRobot robot) throws Exception {
        train(5);
        typeKeys(robot, "#knob-text", "WORLD");
        waitForStep(0);
        assertThat(reading().text().inputs()).containsExactly("W", "O", "R", "L");
        assertThat(reading().tokens().size()).isEqualTo(5);
    }

    @Test
    void graphemesStandInOneColumnEach() {
        window.show(LessonWindow.at(0, Map.of("text", "👩‍🚀e\u0301🇩🇪x")));
        assertThat(reading().timeSteps()).isEqualTo(3);
        assertThat(reading().tokens())
                .as("emoji are shown by their code point where no font has them")
                .hasSize(4)
                .contains("e\u0301", "x");
    }

    @Test
    void unusableTextIsRefusedInASentenceAndTheOldRunGoesOn(FxRobot robot) throws Exception {
        train(5);
        typeKeys(robot, "#knob-text", "H");
        assertThat(status()).contains("only one character");
        robot.interact(() -> view("knob-text", TextField.class).clear());
        Click.on(robot, "#knob-text").type(KeyCode.ENTER);
        window.settle();
        assertThat(status()).contains("empty");
        assertThat(snapshot().step()).isEqualTo(5);
        assertThat(view("knob-text", TextField.class).getText()).isEqualTo("HELLO");
        Click.on(robot, "#forward");
        waitForStep(6);
    }

    @Test
    void nonsenseInTheNumberFieldsIsRefused(FxRobot robot) {
        typeKeys(robot, "#knob-hidden", "many");
        assertThat(status()).contains("many").contains("Hidden units");
        typeKeys(robot, "#knob-learningRate", "-1");
        assertThat(status()).contains("Learning rate").contains("-1");
        typeKeys(robot, "#knob-seed", "x");
        assertThat(status()).contains("Seed");
        assertThat(view("knob-hidden", TextField.class).getText()).isEqualTo("2");
    }

    @Test
    void hiddenSizeAndSeedBeginAnew(FxRobot robot) {
        typeKeys(robot, "#knob-hidden", "3");
        assertThat(tensor("layer.0/hiddenState").shape().size(1)).isEqualTo(3);
        float[] before = tensor("logits").toArray();
        typeKeys(robot, "#knob-seed", "7");
        assertThat(tensor("logits").toArray()).isNotEqualTo(before);
    }

    @Test
    void learningRateOfZeroChangesNothing(FxRobot robot) throws Exception {
        typeKeys(robot, "#knob-learningRate", "0");
        float[] before = tensor("logits").toArray();
        Click.on(robot, "#forward");
        waitForStep(1);
        assertThat(tensor("logits").toArray()).containsExactly(before);
    }

    @Test
    void divergedTrainingStopsAndOffersTheWayBack(FxRobot robot) throws Exception {
        train(3);
        typeKeys(robot, "#knob-learningRate", "1e39");
        robot.interact(() -> window.session().playback().speedProperty().set(100));
        Click.on(robot, "#play");
        waitUntil(() -> status().contains("no finite number"));
        assertThat(window.session().playback().playingProperty().get()).isFalse();
        long bad = snapshot().step();
        Click.on(robot, "#status-action");
        waitUntil(() -> snapshot().step() < bad && Double.isFinite(loss()));
        assertThat(status()).isEmpty();
    }

    @Test
    void fileIsReadOrRefused(FxRobot robot, @TempDir Path folder) throws Exception {
        Path good = Files.writeString(folder.resolve("good.txt"), "abcabc");
        robot.interact(() -> window.run().fileChosen(textKnob(), good));
        waitUntil(() -> reading().text().inputs().equals(List.of("a", "b", "c", "a", "b")));
        assertThat(view("knob-text", TextField.class).getText()).isEqualTo("abcabc");
        Path latin = Files.write(folder.resolve("latin.txt"), "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        robot.interact(() -> window.run().fileChosen(textKnob(), latin));
        waitUntil(() -> status().contains("UTF-8"));
        robot.interact(() -> window.run().fileChosen(textKnob(), folder.resolve("none.txt")));
        waitUntil(() -> status().contains("no file"));
        assertThat(reading().text().inputs()).hasSize(5);
    }

    // --- the picture ---

    @Test
    void columnsOfAllViewsStandUnderEachOther(FxRobot robot) {
        TokenStrip tokens = view("tokens", TokenStrip.class);
        for (String view : List.of("#targets", "#step-loss", "#prediction", "#network", "#one-hot")) {
            Bounds bounds = robot.lookup(view)
                    .query()
                    .localToScene(robot.lookup(view).query().getLayoutBounds());
            Bounds strip = tokens.localToScene(tokens.getLayoutBounds());
            assertThat(bounds.getMinX()).as(view).isEqualTo(strip.getMinX());
            assertThat(bounds.getWidth()).as(view).isEqualTo(strip.getWidth());
        }
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void nothingIsOutsideTheWindow(Language language, FxRobot robot) {
        train(60);
        window.walk(Scale.OPERATION);
        robot.interact(() -> window.appearance().messages().languageProperty().set(language));
        for (String tab : List.of("network", "whatIf", "neurons", "readOut")) {
            open(robot, tab);
            robot.interact(() -> window.shell().layout());
            List<String> ids = new ArrayList<>(window.run().viewIds());
            ids.removeIf(id -> !isInView(robot.lookup("#" + id).query()));
            assertThat(ids).as(tab).hasSizeGreaterThan(2);
            ids.addAll(List.of(
                    "knob-text",
                    "open-text",
                    "knob-hidden",
                    "knob-learningRate",
                    "knob-seed",
                    "restart",
                    "play",
                    "toEnd"));
            ids.addAll(List.of(
                    "position", "scale-OPERATION", "scale-GUIDE", "theme", "language", "device", "guide-forward"));
            for (String id : ids) isInside(id, robot.lookup("#" + id).query());
        }
    }

    private static boolean isInView(Node node) {
        for (Node at = node; at != null; at = at.getParent()) if (!at.isVisible()) return false;
        return true;
    }

    private static void isInside(String id, Node node) {
        Bounds bounds = node.localToScene(node.getLayoutBounds());
        assertThat(bounds.getWidth() * bounds.getHeight()).as(id).isPositive();
        assertThat(bounds.getMinX()).as(id).isNotNegative();
        assertThat(bounds.getMinY()).as(id).isNotNegative();
        assertThat(bounds.getMaxX()).as(id).isLessThanOrEqualTo(1280);
        assertThat(bounds.getMaxY()).as(id).isLessThanOrEqualTo(720);
    }

    @Test
    void darkThemeIsDarkAndLightIsLight(FxRobot robot) {
        assertThat(corner(robot).getBrightness()).isGreaterThan(0.9);
        Click.on(robot, "#theme");
        assertThat(corner(robot).getBrightness()).isLessThan(0.2);
        Click.on(robot, "#theme");
        assertThat(corner(robot).getBrightness()).isGreaterThan(0.9);
    }

    private Color corner(FxRobot robot) {
        WritableImage[] image = new WritableImage[1];
        robot.interact(() -> image[0] = window.shell().getScene().snapshot(null));
        return image[0].getPixelReader().getColor(230, 60);
    }

    @Test
    void languageChangesWhileItRuns(FxRobot robot) {
        Click.on(robot, "#language");
        assertThat(view("lesson-rnn", Labeled.class).getText()).contains("隐藏状态");
        assertThat(view("position", Labeled.class).getText()).contains("训练步");
        Click.on(robot, "#language");
        assertThat(view("lesson-rnn", Labeled.class).getText()).contains("hidden state");
    }

    @Test
    void presenterModeEnlargesTheType(FxRobot robot) {
        Labeled position = view("position", Labeled.class);
        double before = position.getFont().getSize();
        Click.on(robot, "#presenter");
        assertThat(position.getFont().getSize()).isGreaterThan(before * 1.2);
        assertThat(robot.lookup("#lesson-rnn").query().localToScene(0, 0)).isNotNull();
    }

    @Test
    void searchFindsTheLesson(FxRobot robot) {
        train(4);
        robot.press(KeyCode.CONTROL).type(KeyCode.K).release(KeyCode.CONTROL);
        assertThat(robot.lookup("#search").query().isFocused()).isTrue();
        robot.write("hidden").type(KeyCode.ENTER);
        WaitForAsyncUtils.waitForFxEvents();
        window.settle();
        assertThat(snapshot().step()).as("the lesson was opened anew").isZero();
        assertThat(robot.lookup("#lesson-lab").query().isDisabled()).isTrue();
    }

    @Test
    void aViewIsCopiedAsPictureAndNumbers(FxRobot robot) {
        robot.interact(() -> robot.lookup("#network").query().requestFocus());
        robot.press(KeyCode.CONTROL).type(KeyCode.C).release(KeyCode.CONTROL);
        WaitForAsyncUtils.waitForFxEvents();
        UnrolledNetwork network = view("network", UnrolledNetwork.class);
        robot.interact(() -> {
            Clipboard clipboard = Clipboard.getSystemClipboard();
            assertThat(clipboard.getImage().getWidth()).isCloseTo(4 * network.getWidth(), within(4.0));
            assertThat(clipboard.getString().lines()).hasSize(1 + 4 * 2).startsWith("t,unit,value");
        });
    }

    // --- what if ---

    private void open(FxRobot robot, String tab) {
        Click.on(robot, "#knob-view-" + tab);
        window.settle();
    }

    private float[] shownStates() {
        return view("whatif-states", SequenceMatrix.class)
                .valuesProperty()
                .get()
                .toArray();
    }

    @Test
    void anotherLetterMovesTheStatesAfterItAndIsTakenBack(FxRobot robot) {
        train(30);
        open(robot, "whatIf");
        float[] before = shownStates();
        robot.interact(() -> view("whatif-tokens", TokenStrip.class).setSelected(new Cell(0, 1)));
        robot.interact(() -> window.run().turned(WhatIfPanel.PLACE, "1"));
        window.settle();
        Click.on(robot, "#instead-1"); // H in place of E
        window.settle();
        assertThat(reading().text().inputs()).containsExactly("H", "H", "L", "L");
        assertThat(reading().text().targets()).as("what should follow").containsExactly("E", "L", "L", "O");
        float[] now = shownStates();
        assertThat(List.of(now[0], now[1])).as("before the change").containsExactly(before[0], before[1]);
        assertThat(now[2]).isNotEqualTo(before[2]);
        Click.on(robot, "#knob-show-before");
        window.settle();
        assertThat(shownStates()).containsExactly(before);
        Click.on(robot, "#knob-show-difference");
        window.settle();
        float[] difference = shownStates();
        for (int i = 0; i < difference.length; i++)
            assertThat(difference[i]).isCloseTo(now[i] - before[i], within(1e-6f));
        assertThat(value("delta.distance[t=0]")).isZero();
        assertThat(value("delta.distance[t=1]")).isCloseTo(Math.hypot(difference[2], difference[3]), within(1e-5));
        robot.interact(() -> view("whatif-states", SequenceMatrix.class)
                .onActivateProperty()
                .get()
                .accept(new Cell(1, 2)));
        assertThat(explained().value()).as("what there is now").isCloseTo(now[5], within(1e-6));
        Click.on(robot, robot.lookup("#changes").lookup(".button").queryButton());
        window.settle();
        assertThat(reading().text().inputs()).containsExactly("H", "E", "L", "L");
        assertThat(shownStates()).containsOnly(0f);
    }

    @Test
    void otherTabsShowTheTextAsItIsAndANewTextForgetsTheChange(FxRobot robot) {
        open(robot, "whatIf");
        Click.on(robot, "#instead-3");
        window.settle();
        assertThat(reading().text().inputs()).startsWith("O");
        open(robot, "network");
        assertThat(reading().text().inputs()).startsWith("H");
        typeKeys(robot, "#knob-text", "WORLD");
        open(robot, "whatIf");
        assertThat(reading().text().inputs()).containsExactly("W", "O", "R", "L");
        assertThat(view("changes", Region.class).isVisible()).isFalse();
    }

    // --- units over a long text ---

    private void settleNeurons() throws Exception {
        window.settle();
        waitUntil(() -> reading().neurons() != null && reading().neurons().isMeasured());
        window.settle();
    }

    @Test
    void unitsAreRankedByWhatTheyFollowAndChosenByKeys(FxRobot robot) throws Exception {
        window.show(LessonWindow.at(20, Map.of("text", "abababababab", "view", "neurons", "pattern", "b")));
        settleNeurons();
        CorrelationBars bars = view("correlations", CorrelationBars.class);
        assertThat(Math.abs(value("follow.best"))).isGreaterThan(.9);
        robot.interact(bars::requestFocus);
        robot.interact(() -> bars.setSelected(new Cell(0, 0)));
        window.settle();
        int best = bars.unit(0);
        assertThat(view("colored-text", ColoredText.class).unitProperty().get()).isEqualTo(best);
        robot.type(KeyCode.DOWN);
        window.settle();
        assertThat(view("colored-text", ColoredText.class).unitProperty().get()).isEqualTo(1 - best);
        robot.interact(() -> view("colored-text", ColoredText.class).setSelected(5));
        assertThat(explained().place().label()).isEqualTo("layer.0/hiddenState[t=5, unit=" + (1 - best) + "]");
        assertThat((float) explained().value())
                .isEqualTo(view("colored-text", ColoredText.class)
                        .statesProperty()
                        .get()
                        .at(5, 1 - best));
    }

    @Test
    void aBadPatternIsRefusedInASentenceAndTheMarksStay(FxRobot robot) throws Exception {
        open(robot, "neurons");
        typeKeys(robot, "#knob-pattern", "[LO]");
        settleNeurons();
        typeKeys(robot, "#knob-pattern", "[LO");
        assertThat(status()).contains("‘[LO’").contains("cannot be read");
        assertThat(view("colored-text", ColoredText.class).marksProperty().get().cardinality())
                .isEqualTo(3);
        assertThat(view("knob-pattern", TextField.class).getText())
                .as("to be mended")
                .isEqualTo("[LO");
        typeKeys(robot, "#knob-pattern", "x");
        settleNeurons();
        assertThat(quotes(robot)).anyMatch(quote -> quote.contains("nothing is marked"));
    }

    @Test
    void aHundredThousandCharactersOfATrainedNetworkAreColoured(FxRobot robot) throws Exception {
        train(3);
        open(robot, "neurons");
        Click.on(robot, "#pattern-wordStart");
        window.settle();
        Click.on(robot, "#knob-read-prose");
        settleNeurons();
        ColoredText text = view("colored-text", ColoredText.class);
        assertThat(text.tokensProperty().get()).hasSize(100_000);
        assertThat(text.statesProperty().get().known()).isEqualTo(100_000);
        assertThat(text.statesProperty().get().units()).isEqualTo(128);
        assertThat(value("follow.best")).isGreaterThan(.5);
        float state = text.statesProperty().get().at(150, 26);
        assertThat(reading().trace().value("layer.0/hiddenState").get(150, 26)).isCloseTo(state, within(1e-4f));
        robot.interact(() -> window.run().undo());
        window.settle();
        assertThat(reading().text().inputs()).as("nothing is lost").containsExactly("H", "E", "L", "L");
        assertThat(snapshot().step()).isEqualTo(3);
    }

    @Test
    void anotherTextEndsTheMeasurementOfTheOneBefore(FxRobot robot) throws Exception {
        window.show(LessonWindow.at(0, Map.of("view", "neurons", "hidden", "512")));
        ColoredText text = view("colored-text", ColoredText.class);
        Labeled button = view("measure-neurons", Labeled.class);
        LessonWindow.doOnFx(() -> window.run().turned(textKnob(), "HELLO WORLD ".repeat(4000)));
        waitUntil(() -> button.getText().equals("Cancel"));
        LessonWindow.doOnFx(() -> window.run().turned(textKnob(), "HELLO"));
        waitUntil(() -> text.tokensProperty().get().size() == 5);
        assertThat(LessonWindow.onFx(button::getText)).isEqualTo("Measure");
        window.settle();
        assertThat(text.statesProperty().get().known()).isEqualTo(5);
        Click.on(robot, "#measure-neurons");
        window.settle();
        assertThat(text.statesProperty().get().known()).isEqualTo(5);
    }

    @Test
    void whatIsKnownOfTheTextBeforeIsNotShownOfAnother(FxRobot robot) throws Exception {
        open(robot, "neurons");
        CorrelationBars bars = view("correlations", CorrelationBars.class);
        ColoredText text = view("colored-text", ColoredText.class);
        assertThat(bars.correlationsProperty().get()).isNotNull();
        assertThat(text.marksProperty().get().cardinality()).isPositive();
        List<String> stillShown = new CopyOnWriteArrayList<>();
        CompletableFuture<Integer> other = new CompletableFuture<>();
        LessonWindow.doOnFx(() -> text.tokensProperty()
                .subscribe((_, now) -> Platform.runLater(
                        () -> { // before anything of it can have been measured
                            if (bars.correlationsProperty().get() != null) stillShown.add("correlations");
                            if (!text.marksProperty().get().isEmpty()) stillShown.add("marks");
                            other.complete(now.size());
                        })));
        Click.on(robot, "#knob-read-prose");
        assertThat(other.get(LessonWindow.PATIENCE, TimeUnit.SECONDS)).isGreaterThan(5);
        assertThat(stillShown).isEmpty();
    }

    @Test
    void aTextThatIsTooLargeIsRefusedAndTheOldRunGoesOn(FxRobot robot, @TempDir Path folder) throws Exception {
        Path large = Files.write(folder.resolve("large.txt"), new byte[10_000_001]);
        robot.interact(() -> window.run().fileChosen(textKnob(), large));
        waitUntil(() -> status().contains("larger than 10 MB"));
        assertThat(reading().text().inputs()).containsExactly("H", "E", "L", "L");
    }

    // --- one answer ---

    @Test
    void oneAnswerIsAskedForAtTheLastStepAlone(FxRobot robot) {
        open(robot, "readOut");
        double many = value("many.flow[t=0]");
        assertThat(many).isPositive();
        assertThat(value("one.shares[t=3]")).isPositive();
        Click.on(robot, "#knob-asked-last");
        window.settle();
        assertThat(reading().text().targets()).containsExactly("·", "·", "·", "O");
        assertThat(tensor("stepLoss").toArray()).startsWith(0, 0, 0);
        window.show(LessonWindow.at(60, Map.of("view", "readOut", "asked", "last")));
        assertThat(reading().tokens().get(likeliest(2))).as("after HEL").isEqualTo("O");
        assertThat(reading().tokens().get(likeliest(3))).as("after HELL").isEqualTo("O");
        robot.interact(() -> view("one-network", UnrolledNetwork.class).setSelected(new Cell(0, 1)));
        assertThat(explained().place().label()).isEqualTo("layer.0/hiddenState[t=1, unit=0]");
    }
}
