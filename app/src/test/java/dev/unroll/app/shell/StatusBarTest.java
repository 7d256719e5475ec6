package dev.unroll.app.shell;

import dev.unroll.app.i18n.Language;
import dev.unroll.app.i18n.Sentence;
import dev.unroll.app.lesson.Click;
import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.lesson.Notice;
import dev.unroll.engine.backend.ScalarBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;

/** What the user is told. */
@ExtendWith(ApplicationExtension.class)
@Timeout(60)
class StatusBarTest {
    private final Appearance appearance = new Appearance();
    private Shell shell;

    @Start
    private void start(Stage stage) {
        appearance.messages().languageProperty().set(Language.EN);
        shell = new Shell(appearance, Computing.on(new ScalarBackend()));
        stage.setScene(new Scene(shell, 960, 600));
        shell.open(new Lesson("intro", 1, _ -> new CountingLesson()));
        stage.show();
    }

    @AfterEach
    void close(FxRobot robot) {
        robot.interact(shell::close);
    }

    private Notice say(FxRobot robot, String key, Object... arguments) {
        return on(robot, () -> shell.say(new Sentence(key, arguments)));
    }

    private Notice offer(FxRobot robot, String key, Runnable action) {
        return on(robot, () -> shell.offer(new Sentence(key), new Sentence("card.back"), action));
    }

    private static Notice on(FxRobot robot, Supplier<Notice> say) {
        Notice[] notice = new Notice[1];
        robot.interact(() -> notice[0] = say.get());
        WaitForAsyncUtils.waitForFxEvents();
        return notice[0];
    }

    private static String shown(FxRobot robot) {
        WaitForAsyncUtils.waitForFxEvents();
        Labeled label = robot.lookup("#status").queryAs(Labeled.class);
        assertThat(label.getParent().isVisible()).isEqualTo(!label.getText().isEmpty());
        return label.getText();
    }

    @Test
    void sentenceAndButtonFollowTheLanguage(FxRobot robot) {
        offer(robot, "road.note", () -> {});
        assertThat(shown(robot)).isEqualTo("The grey ones are not built yet.");
        robot.type(KeyCode.F8);
        assertThat(shown(robot)).isEqualTo("灰色的课程尚未完成。");
        assertThat(robot.lookup("#status-action").queryAs(Labeled.class).getText())
                .isEqualTo("返回");
    }

    @Test
    void whatIsSaidMovesNothing(FxRobot robot) {
        Node field = robot.lookup("#field").query();
        Bounds before = robot.bounds(field).query();
        say(robot, "said", "a reason that is told at length. ".repeat(10));
        assertThat(shown(robot)).contains("at length");
        assertThat(robot.bounds(field).query()).isEqualTo(before);
    }

    @Test
    void itGoesWithItsCause(FxRobot robot) {
        Notice first = say(robot, "road.note");
        robot.interact(first::dismiss);
        assertThat(shown(robot)).isEmpty();
        Notice second = say(robot, "help");
        robot.interact(first::dismiss);
        assertThat(shown(robot)).as("what is gone takes nothing with it").isEqualTo("Keys");
        robot.interact(second::dismiss);
        assertThat(shown(robot)).isEmpty();
    }

    @Test
    void escapeAndTheCrossDismissIt(FxRobot robot) {
        say(robot, "road.note");
        robot.type(KeyCode.ESCAPE);
        assertThat(shown(robot)).isEmpty();
        say(robot, "road.note");
        Click.on(robot, "#status-dismiss");
        assertThat(shown(robot)).isEmpty();
    }

    @Test
    void whatCanBeDoneComesBackWhenTheNewerIsGone(FxRobot robot) {
        AtomicInteger done = new AtomicInteger();
        offer(robot, "road.note", done::incrementAndGet);
        say(robot, "help");
        say(robot, "guide");
        assertThat(shown(robot)).isEqualTo("Guide");
        assertThat(robot.lookup("#status-action").query().isVisible()).isFalse();
        robot.type(KeyCode.ESCAPE);
        assertThat(shown(robot)).isEqualTo("The grey ones are not built yet.");
        Click.on(robot, "#status-action");
        assertThat(done).hasValue(1);
        assertThat(shown(robot)).isEmpty();
    }

    @Test
    void sayingItTwiceIsSayingItOnce(FxRobot robot) {
        offer(robot, "road.note", () -> {});
        offer(robot, "road.note", () -> {});
        robot.type(KeyCode.ESCAPE);
        assertThat(shown(robot)).isEmpty();
    }

    @Test
    void longSentenceWrapsAndLeavesTheButtonsInSight(FxRobot robot) {
        robot.type(KeyCode.F5);
        on(
                robot,
                () -> shell.offer(
                        new Sentence("said", "a reason that is told at length. ".repeat(12)),
                        new Sentence("command.presenter"),
                        () -> {}));
        Labeled label = robot.lookup("#status").queryAs(Labeled.class);
        assertThat(((Text) label.lookup(".text")).getText()).isEqualTo(label.getText());
        Bounds window = shell.localToScreen(shell.getLayoutBounds());
        for (String id : new String[] {"#status", "#status-action", "#status-dismiss"}) {
            Node node = robot.lookup(id).query();
            Bounds bounds = node.localToScreen(node.getLayoutBounds());
            assertThat(window.contains(bounds)).as(id).isTrue();
        }
        Labeled action = robot.lookup("#status-action").queryAs(Labeled.class);
        assertThat(((Text) action.lookup(".text")).getText()).isEqualTo(action.getText());
        Click.on(robot, "#status-action");
        assertThat(shown(robot)).isEmpty();
    }
}
