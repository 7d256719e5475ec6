package dev.unroll.app.lesson;

import dev.unroll.app.guide.FormulaParser;
import dev.unroll.app.road.Road;
import dev.unroll.engine.trace.Explanation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.framework.junit5.ApplicationExtension;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

/**
 * A test of a lesson: opens it in the real window before each test and closes it after.
 *
 * @param <S> what is read of its models
 */
@ExtendWith(ApplicationExtension.class)
@Timeout(90)
public abstract class LessonTest<S extends Traced> {
    private final Lesson lesson;
    private final Class<S> kind;

    /** The window with the lesson in it. */
    protected LessonWindow window;

    /** @param kind of what is read */
    protected LessonTest(Lesson lesson, Class<S> kind) {
        this.lesson = lesson;
        this.kind = kind;
    }

    /** Of a lesson on the road. */
    protected LessonTest(String lesson, Class<S> kind) {
        this(Road.find(lesson).orElseThrow(), kind);
    }

    @BeforeEach
    void open() throws TimeoutException {
        Stage stage = FxToolkit.registerPrimaryStage();
        window = LessonWindow.onFx(() -> new LessonWindow(stage, lesson));
        window.settle();
    }

    @AfterEach
    void close() {
        window.close();
    }

    /** What is shown. */
    protected S reading() {
        return kind.cast(window.snapshot().reading());
    }

    /** What a formula of a guide is worth. */
    protected double value(String formula) {
        return FormulaParser.formula(formula).value(reading());
    }

    /** What the inspector explains. */
    protected Explanation explained() {
        return Objects.requireNonNull(window.explanation(), "nothing is explained");
    }

    /** Finds a node in the window. */
    protected <T extends Node> T view(String id, Class<T> type) {
        return type.cast(
                Objects.requireNonNull(LessonWindow.onFx(() -> window.shell().lookup("#" + id)), id));
    }

    /** The sentences that the lesson quotes on its stage. */
    protected List<String> quotes(FxRobot robot) {
        return robot.lookup(".stage-quote").queryAllAs(Labeled.class).stream()
                .map(Labeled::getText)
                .toList();
    }

    /** Fills in a knob's field and presses Enter. */
    protected void type(FxRobot robot, String knob, String text) {
        robot.interact(() -> view("knob-" + knob, TextField.class).setText(text));
        Click.on(robot, "#knob-" + knob).type(KeyCode.ENTER);
        window.settle();
    }
}
