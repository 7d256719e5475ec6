package dev.unroll.app.lesson;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.unroll.app.guide.FormulaParser;
import dev.unroll.app.guide.Situation;
import dev.unroll.app.knobs.Knob;
import dev.unroll.app.playback.Playback;
import dev.unroll.app.playback.Scale;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.sequence.TimeView;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;

import static dev.unroll.app.lesson.LessonWindow.doOnFx;
import static dev.unroll.app.lesson.LessonWindow.onFx;
import static dev.unroll.app.lesson.LessonWindow.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;

/** What every lesson that trains owes the person in front of it, tried on lesson 4. */
class RunSessionTest extends LessonTest<TextReading> {
    private static final String HIDDEN = "layer.0/hiddenState";

    @TempDir
    private Path folder;

    private final Set<Thread> before = trainers();

    RunSessionTest() {
        super("rnn", TextReading.class);
    }

    @BeforeEach
    void stepTrains() {
        window.walk(Scale.TRAINING_STEP);
    }

    // --- what the tests look at ---

    private Tensor tensor(String name) {
        return reading().trace().value(name);
    }

    private Playback playback() {
        return window.session().playback();
    }

    private Knob<?> knob(String id) {
        return window.run().values().knobs().stream()
                .filter(knob -> knob.id().equals(id))
                .findAny()
                .orElseThrow();
    }

    private void turn(String id, String typed) {
        doOnFx(() -> window.run().turned(knob(id), typed));
    }

    private String typed(FxRobot robot, String id) {
        return onFx(() -> robot.lookup("#knob-" + id).queryAs(TextField.class).getText());
    }

    private TimeView view(String id) {
        return (TimeView) Objects.requireNonNull(window.shell().lookup("#" + id));
    }

    private String description(String view, int row, int column) {
        return onFx(() -> view(view).description(new Cell(row, column)));
    }

    private Situation on(Scale scale, int timeStep, String select, String... veil) {
        return new Situation(
                Map.of(),
                5,
                scale,
                timeStep,
                0,
                select.isEmpty() ? null : FormulaParser.element(select),
                List.of(),
                List.of(veil).stream().map(FormulaParser::element).toList());
    }

    private static Path tenMegabytes(Path folder) throws Exception {
        return Files.writeString(folder.resolve("large.txt"), "the quick brown fox jumps over a dog\n".repeat(265_000));
    }

    /** Whatever was being opened has been, and was shown or not. */
    private void everythingOpened() {
        assertThat(ForkJoinPool.commonPool().awaitQuiescence(40, TimeUnit.SECONDS))
                .isTrue();
        WaitForAsyncUtils.waitForFxEvents();
        window.settle();
    }

    // --- the newest wish wins ---

    @Test
    void olderAndSlowerTextDoesNotComeBackOverANewer(FxRobot robot) throws Exception {
        Path large = tenMegabytes(folder);
        doOnFx(() -> {
            window.run().fileChosen(knob("text"), large);
            window.run().restart();
        });
        robot.interact(() -> view("knob-text", TextField.class).clear());
        Click.on(robot, "#knob-text").write("ABCAB").type(KeyCode.ENTER);
        everythingOpened();
        assertThat(reading().text().inputs()).containsExactly("A", "B", "C", "A");
        assertThat(typed(robot, "text")).isEqualTo("ABCAB");
    }

    @Test
    void settledWaitsForTheNewestWish() {
        CompletableFuture<Void> settled = onFx(() -> {
            window.run().turned(knob("text"), "older");
            CompletableFuture<Void> waiting = window.session().settled();
            window.run().turned(knob("text"), "newest");
            return waiting;
        });
        settled.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(onFx(() -> reading().text().inputs())).containsExactly("n", "e", "w", "e", "s");
    }

    @Test
    void wishThatIsTakenBackWhileItOpensDoesNotCome() throws Exception {
        onFx(() -> {
            window.session().show(LessonWindow.at(3, Map.of("hidden", "1")));
            window.session().show(LessonWindow.at(3, Map.of()));
            return window;
        });
        everythingOpened();
        assertThat(tensor(HIDDEN).shape().size(1)).as("hidden units").isEqualTo(2);
        assertThat(window.step()).isEqualTo(3);
    }

    @Test
    void knobThatIsTurnedWhileAnotherIsAtWorkKeepsBoth(FxRobot robot) {
        doOnFx(() -> {
            window.run().turned(knob("text"), "ABCAB");
            window.run().turned(knob("hidden"), "3");
        });
        everythingOpened();
        assertThat(reading().text().inputs()).containsExactly("A", "B", "C", "A");
        assertThat(tensor(HIDDEN).shape().size(1)).isEqualTo(3);
        assertThat(typed(robot, "text")).isEqualTo("ABCAB");
    }

    @Test
    void whatWasTypedStaysInItsFieldWhileItIsMadeReady(FxRobot robot) {
        String[] shown = new String[1];
        doOnFx(() -> {
            window.run().turned(knob("text"), "ABCAB");
            shown[0] = view("knob-text", TextField.class).getText();
        });
        assertThat(shown[0]).isEqualTo("ABCAB");
        everythingOpened();
    }

    @Test
    void enterInAnUnchangedFieldThrowsNothingAway(FxRobot robot) {
        window.train(5);
        float[] before = tensor("logits").toArray();
        for (String id : List.of("#knob-text", "#knob-hidden", "#knob-learningRate", "#knob-seed"))
            Click.on(robot, id).type(KeyCode.ENTER);
        everythingOpened();
        assertThat(window.step()).isEqualTo(5);
        assertThat(tensor("logits").toArray()).containsExactly(before);
    }

    @Test
    void pastedLongTextIsLearntWholeAndOnlyOnce(FxRobot robot) {
        String pasted = "one two three\t\r\n".repeat(7_000);
        robot.interact(() -> {
            ClipboardContent content = new ClipboardContent();
            content.putString(pasted);
            Clipboard.getSystemClipboard().setContent(content);
        });
        robot.interact(() -> view("knob-text", TextField.class).clear());
        Click.on(robot, "#knob-text")
                .press(KeyCode.CONTROL)
                .type(KeyCode.V)
                .release(KeyCode.CONTROL)
                .type(KeyCode.ENTER);
        everythingOpened();
        assertThat(reading().text().length()).isEqualTo(7_000 * "one two three\t\n".length());
        robot.type(KeyCode.PAGE_DOWN);
        window.settle();
        assertThat(window.step()).isEqualTo(1);
        Click.on(robot, "#knob-text").type(KeyCode.ENTER);
        everythingOpened();
        assertThat(window.step()).as("the field was not changed").isEqualTo(1);
    }

    // --- nothing pressed is lost ---

    @Test
    void backPressedFourTimesQuicklyGoesBackFour(FxRobot robot) {
        window.train(10);
        robot.type(KeyCode.COMMA, KeyCode.COMMA, KeyCode.COMMA, KeyCode.COMMA);
        window.settle();
        assertThat(window.step()).isEqualTo(6);
        doOnFx(() -> {
            for (int i = 0; i < 4; i++) playback().back();
        });
        window.settle();
        assertThat(window.step()).isEqualTo(2);
    }

    @Test
    void playingFasterThanTheModelNeverQueues() throws Exception {
        window.show(LessonWindow.at(0, Map.of("text", "the quick brown fox ".repeat(9), "hidden", "300")));
        AtomicInteger shown = new AtomicInteger();
        doOnFx(() -> {
            window.run().snapshotProperty().subscribe((_, _) -> shown.incrementAndGet());
            playback().speedProperty().set(Playback.MAX_SPEED * .99);
            playback().playingProperty().set(true);
        });
        waitUntil(() -> window.step() >= 5);
        long whenStopped = onFx(() -> {
            playback().playingProperty().set(false);
            return window.step();
        });
        window.settle();
        assertThat(window.step() - whenStopped).as("steps that had piled up").isLessThanOrEqualTo(1);
        assertThat((long) shown.get()).as("every step was shown").isGreaterThanOrEqualTo(window.step());
    }

    @Test
    void undoBringsBackTheRunBeforeAtItsStep(FxRobot robot) {
        window.train(30);
        float[] before = tensor("logits").toArray();
        turn("seed", "7");
        window.settle();
        assertThat(window.step()).isZero();
        assertThat(tensor("logits").toArray()).isNotEqualTo(before);
        doOnFx(window.session()::undo);
        window.settle();
        assertThat(window.step()).isEqualTo(30);
        assertThat(tensor("logits").toArray()).containsExactly(before);
        assertThat(typed(robot, "seed")).isEqualTo("1");
        robot.type(KeyCode.PAGE_DOWN);
        window.settle();
        assertThat(window.step()).as("it goes on").isEqualTo(31);
    }

    @Test
    void undoTurnsTheLearningRateBackToo(FxRobot robot) {
        window.train(4);
        turn("learningRate", "0.5");
        window.settle();
        assertThat(typed(robot, "learningRate")).isEqualTo("0.5");
        doOnFx(window.session()::undo);
        window.settle();
        assertThat(typed(robot, "learningRate")).isEqualTo("0.1");
        assertThat(window.step()).isEqualTo(4);
    }

    @Test
    void runThatIsWorthItIsOfferedBack(FxRobot robot) throws Exception {
        window.train(220);
        turn("text", "WORLD");
        waitUntil(() -> window.snapshot().step() == 0);
        window.settle();
        assertThat(window.said()).contains("220");
        Click.on(robot, "#status-action");
        window.settle();
        assertThat(window.step()).isEqualTo(220);
        assertThat(reading().text().inputs()).containsExactly("H", "E", "L", "L");
    }

    @Test
    void refusalLeavesTheRunAndTheKnob(FxRobot robot) {
        window.train(7);
        for (Map.Entry<String, String> wrong :
                Map.of("hidden", "0", "learningRate", "fast", "text", "x").entrySet()) {
            turn(wrong.getKey(), wrong.getValue());
            everythingOpened();
            assertThat(window.said()).as(wrong.getKey()).isNotEmpty();
            assertThat(window.step()).isEqualTo(7);
        }
        assertThat(typed(robot, "hidden")).isEqualTo("2");
        assertThat(typed(robot, "text")).isEqualTo("HELLO");
        turn("seed", "1");
        window.settle();
        assertThat(window.said()).as("the refusal goes with its cause").isEmpty();
    }

    // --- the end ---

    private static Set<Thread> trainers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("trainer"))
                .collect(Collectors.toSet());
    }

    @Test
    void lessonThatIsClosedWhileItOpensLeavesNothing() throws Exception {
        Path large = tenMegabytes(folder);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        log.start();
        root.addAppender(log);
        try {
            doOnFx(() -> {
                Thread.currentThread().setUncaughtExceptionHandler((_, e) -> uncaught.add(e));
                window.run().fileChosen(knob("text"), large);
                window.shell().close();
            });
            assertThat(ForkJoinPool.commonPool().awaitQuiescence(40, TimeUnit.SECONDS))
                    .isTrue();
            WaitForAsyncUtils.waitForFxEvents();
            waitUntil(() -> before.containsAll(trainers()));
            assertThat(log.list)
                    .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .isEmpty();
            assertThat(uncaught).isEmpty();
            assertThat(window.said()).isEmpty();
        } finally {
            root.detachAppender(log);
            doOnFx(() -> Thread.currentThread().setUncaughtExceptionHandler(null));
        }
    }

    // --- the inspector ---

    private double shown(Place place) {
        int[] index = place.index().stream().mapToInt(i -> i).toArray();
        Tensor tensor = tensor(place.name());
        return tensor.at(tensor.shape().flatten(index));
    }

    @Test
    void arithmeticFollowsTrainingStepsAndTimeSteps(FxRobot robot) {
        window.show(on(Scale.TRAINING_STEP, 0, HIDDEN + "[t=2, unit=1]"));
        double before = explained().value();
        assertThat(before).isEqualTo(shown(explained().place()));
        robot.type(KeyCode.PAGE_DOWN);
        window.settle();
        assertThat(explained().value())
                .isNotEqualTo(before)
                .isEqualTo(shown(explained().place()));
        window.walk(Scale.TIME_STEP);
        robot.type(KeyCode.PAGE_DOWN);
        assertThat(explained().place().label()).isEqualTo(HIDDEN + "[t=3, unit=1]");
        assertThat(explained().value()).isEqualTo(shown(explained().place()));
        robot.type(KeyCode.PAGE_UP);
        assertThat(explained().place().label()).isEqualTo(HIDDEN + "[t=2, unit=1]");
    }

    @Test
    void wayBackShowsTheNewestNumbers(FxRobot robot) {
        window.show(on(Scale.TRAINING_STEP, 0, HIDDEN + "[t=2, unit=1]"));
        double before = explained().value();
        robot.interact(
                () -> robot.lookup(".arithmetic-operand").<ButtonBase>query().fire());
        assertThat(explained().place().name()).isEqualTo("layer.0/preactivation");
        robot.type(KeyCode.PAGE_DOWN);
        window.settle();
        assertThat(explained().value())
                .as("where one stands")
                .isEqualTo(shown(explained().place()));
        robot.interact(
                () -> robot.lookup(".arithmetic-back").<ButtonBase>query().fire());
        assertThat(explained().place().label()).isEqualTo(HIDDEN + "[t=2, unit=1]");
        assertThat(explained().value())
                .isNotEqualTo(before)
                .isEqualTo(shown(explained().place()));
    }

    @Test
    void explainedNumberIsOutlinedWhereverItStands(FxRobot robot) {
        window.show(on(Scale.TRAINING_STEP, 0, HIDDEN + "[t=2, unit=1]"));
        assertThat(onFx(() -> view("network").getSelected())).isEqualTo(new Cell(1, 2));
        assertThat(onFx(() -> view("one-hot").getSelected())).isNull();
        window.walk(Scale.TIME_STEP);
        robot.type(KeyCode.PAGE_DOWN);
        assertThat(onFx(() -> view("network").getSelected())).isEqualTo(new Cell(1, 3));
        turn("text", "WORLD");
        window.settle();
        assertThat(onFx(() -> view("network").getSelected()))
                .as("the old place is nothing to the new run")
                .isNull();
        assertThat(window.explanation()).isNull();
    }

    // --- what is not computed yet ---

    @Test
    void operationShowsNothingThatIsComputedAfterIt(FxRobot robot) {
        window.show(on(Scale.TRAINING_STEP, 2, ""));
        window.walk(Scale.OPERATION);
        String[] order = {"network", "prediction", "step-loss"};
        int[] computedAt = {2, 3, 4};
        for (int operation = 0; operation <= 4; operation++) {
            assertThat(window.run().pass().operation()).isEqualTo(operation);
            for (int i = 0; i < order.length; i++) {
                String as = order[i] + " at operation " + operation;
                assertThat(description(order[i], 0, 1))
                        .as("the step before, " + as)
                        .doesNotContain("not computed");
                assertThat(description(order[i], 0, 3))
                        .as("the step after, " + as)
                        .contains("not computed yet");
                if (operation < computedAt[i])
                    assertThat(description(order[i], 0, 2)).as(as).contains("not computed yet");
                else assertThat(description(order[i], 0, 2)).as(as).doesNotContain("not computed");
            }
            assertThat(explained().place().along(Axis.TIME))
                    .as("what is explained")
                    .isEqualTo(2);
            robot.type(KeyCode.PERIOD);
        }
        assertThat(window.run().pass().timeStep()).isEqualTo(3);
    }

    @Test
    void whatIsNotComputedYetIsNotExplainedEither(FxRobot robot) {
        window.show(on(Scale.TRAINING_STEP, 1, ""));
        window.walk(Scale.TIME_STEP);
        robot.interact(() -> view("network").setSelected(new Cell(0, 3)));
        assertThat(window.explanation()).isNull();
        robot.interact(() -> view("network").setSelected(new Cell(0, 1)));
        assertThat(explained().place().label()).isEqualTo(HIDDEN + "[t=1, unit=0]");
    }

    // --- what is to be guessed ---

    @Test
    void veilHidesTheValueWhereverItWouldBeTold(FxRobot robot) {
        Situation veiled = on(Scale.TRAINING_STEP, 3, "", HIDDEN + "[t=3]", "probabilities[t=3]", "stepLoss[t=3]");
        window.show(veiled);
        for (String id : List.of("network", "prediction", "step-loss")) {
            assertThat(description(id, 0, 3)).as(id).contains("hidden until").doesNotContain("0.");
            assertThat(description(id, 0, 2)).as("the column before, " + id).doesNotContain("hidden until");
            robot.interact(() -> view(id).setSelected(new Cell(0, 3)));
            robot.interact(() -> window.shell().getScene().snapshot(null));
            assertThat(onFx(() -> view(id).getAccessibleText()))
                    .as("a screen reader, " + id)
                    .contains("hidden until");
            assertThat(window.explanation()).as("the arithmetic, " + id).isNull();
        }
        window.show(veiled.unveiled());
        for (String id : List.of("network", "prediction", "step-loss"))
            assertThat(description(id, 0, 3))
                    .as("shown, " + id)
                    .doesNotContain("hidden until")
                    .contains(".");
        robot.interact(() -> view("network").setSelected(null));
        robot.interact(() -> view("network").setSelected(new Cell(0, 3)));
        assertThat(explained().place().label()).isEqualTo(HIDDEN + "[t=3, unit=0]");
    }
}
