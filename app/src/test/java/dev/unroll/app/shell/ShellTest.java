package dev.unroll.app.shell;

import dev.unroll.app.i18n.Language;
import dev.unroll.app.lesson.Click;
import dev.unroll.app.lesson.Lesson;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.road.Road;
import dev.unroll.engine.backend.ScalarBackend;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

import java.util.Objects;
import javafx.beans.property.ObjectProperty;
import javafx.event.Event;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** The window around any lesson. */
@ExtendWith(ApplicationExtension.class)
@Timeout(60)
class ShellTest {
    private static final Lesson COUNTING = new Lesson("intro", 1, _ -> new CountingLesson());
    private final Appearance appearance = new Appearance();
    private Shell shell;

    @Start
    private void start(Stage stage) {
        appearance.messages().languageProperty().set(Language.EN);
        shell = new Shell(appearance, Computing.on(new ScalarBackend()));
        stage.setScene(new Scene(shell, 1280, 720));
        shell.open(COUNTING);
        stage.show();
    }

    @AfterEach
    void close(FxRobot robot) {
        robot.interact(shell::close);
    }

    private CountingLesson lesson() {
        return (CountingLesson) Objects.requireNonNull(shell.session());
    }

    private int count() {
        WaitForAsyncUtils.waitForFxEvents();
        return lesson().transport.count();
    }

    private static void write(FxRobot robot, String query) {
        robot.press(KeyCode.CONTROL).type(KeyCode.K).release(KeyCode.CONTROL);
        robot.write(query);
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static void search(FxRobot robot, String query) {
        write(robot, query);
        robot.type(KeyCode.ENTER);
        WaitForAsyncUtils.waitForFxEvents();
    }

    // --- keys ---

    @Test
    void keysStepAtOnceWithoutAClickBefore(FxRobot robot) {
        robot.type(KeyCode.PERIOD).type(KeyCode.PAGE_DOWN).type(KeyCode.COMMA);
        assertThat(count()).isEqualTo(1);
        robot.type(KeyCode.END);
        assertThat(count()).isEqualTo(9);
        robot.type(KeyCode.HOME);
        assertThat(count()).isZero();
    }

    @Test
    void everyKeyboardCanChangeTheScale(FxRobot robot) {
        ObjectProperty<Scale> scale = lesson().playback().scaleProperty();
        for (KeyCode[] pair : new KeyCode[][] {
            {KeyCode.CLOSE_BRACKET, KeyCode.OPEN_BRACKET},
            {KeyCode.PLUS, KeyCode.MINUS}, // German
            {KeyCode.EQUALS, KeyCode.MINUS}, // American and Chinese
            {KeyCode.ADD, KeyCode.SUBTRACT} // a number pad
        }) {
            robot.type(pair[0]);
            assertThat(scale.get()).as("%s", pair[0]).isEqualTo(Scale.TIME_STEP);
            robot.type(pair[1]);
            assertThat(scale.get()).as("%s", pair[1]).isEqualTo(Scale.TRAINING_STEP);
        }
        robot.type(KeyCode.ADD);
        robot.interact(() -> Event.fireEvent( // French: the minus is on the 6
                robot.lookup("#play").query(),
                new KeyEvent(KeyEvent.KEY_PRESSED, "-", "-", KeyCode.DIGIT6, false, false, false, false)));
        assertThat(scale.get()).isEqualTo(Scale.TRAINING_STEP);
        robot.press(KeyCode.CONTROL).type(KeyCode.ADD).release(KeyCode.CONTROL);
        Click.on(robot, "#field").type(KeyCode.ADD);
        assertThat(scale.get()).isEqualTo(Scale.TRAINING_STEP);
    }

    @Test
    void spacePlaysAndPauses(FxRobot robot) {
        robot.interact(() -> lesson().playback().speedProperty().set(0.5));
        robot.type(KeyCode.SPACE);
        assertThat(lesson().playback().playingProperty().get()).isTrue();
        robot.type(KeyCode.SPACE);
        assertThat(lesson().playback().playingProperty().get()).isFalse();
    }

    @Test
    void keysTypedInAFieldStayThere(FxRobot robot) {
        Click.on(robot, "#field").write("p.,[]");
        assertThat(robot.lookup("#field").queryAs(TextField.class).getText()).isEqualTo("p.,[]");
        robot.type(KeyCode.HOME).type(KeyCode.END);
        assertThat(count()).isZero();
        assertThat(lesson().playback().playingProperty().get()).isFalse();
    }

    @Test
    void clickerStepsEvenWithTheCursorInAField(FxRobot robot) {
        Click.on(robot, "#field")
                .type(KeyCode.PAGE_DOWN)
                .type(KeyCode.PAGE_DOWN)
                .type(KeyCode.PAGE_UP);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void helpListsEveryKeyAndGoesAway(FxRobot robot) {
        Node help = robot.lookup("#help").query();
        assertThat(help.isVisible()).isFalse();
        robot.type(KeyCode.F1);
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(help.isVisible()).isTrue();
        assertThat(robot.from(help).lookup(".key").queryAllAs(Labeled.class))
                .extracting(Labeled::getText)
                .contains(
                        "Page Down  .", "Page Up  ,", "P", "Home", "End", "[  -", "]  +", "F1", "F5", "F6", "F7", "F8");
        Bounds bounds = help.localToScene(help.getLayoutBounds());
        assertThat(bounds.getMinY()).isPositive();
        assertThat(bounds.getMaxY()).isLessThan(720);
        robot.type(KeyCode.ESCAPE);
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(help.isVisible()).isFalse();
    }

    // --- search ---

    @Test
    void searchRunsACommand(FxRobot robot) {
        search(robot, "dark");
        assertThat(appearance.themeProperty().get()).isEqualTo(Appearance.Theme.DARK);
        assertThat(shell.getStyleClass()).contains("dark");
        assertThat(robot.lookup("#search").queryAs(TextField.class).getText()).isEmpty();
    }

    @Test
    void searchSpeaksTheLanguageOfTheScreen(FxRobot robot) {
        robot.type(KeyCode.F8);
        robot.interact(() -> robot.lookup("#search").queryAs(TextField.class).requestFocus());
        robot.interact(() -> robot.lookup("#search").queryAs(TextField.class).setText("演示"));
        robot.type(KeyCode.ENTER);
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(appearance.presenterProperty().get()).isTrue();
    }

    @Test
    void lessonThatIsNotBuiltCannotBeOpened(FxRobot robot) {
        CountingLesson before = lesson();
        search(robot, "lab");
        Click.on(robot, "#lesson-lab");
        Lesson lab = Road.find("lab").orElseThrow();
        robot.interact(() -> shell.open(lab));
        assertThat(shell.session()).isSameAs(before);
        assertThat(before.closed).isFalse();
        assertThat(robot.lookup(".road-note").queryAs(Labeled.class).getText()).contains("not built yet");
    }

    private static ListView<Search.Find> results(FxRobot robot) {
        return robot.lookup("#search-results").queryListView();
    }

    private @Nullable String focused() {
        WaitForAsyncUtils.waitForFxEvents();
        Node owner = shell.getScene().getFocusOwner();
        return owner == null ? null : owner.getId();
    }

    @Test
    void searchListsWhatItFindsAndSaysWhatIsNotBuilt(FxRobot robot) {
        write(robot, "la");
        assertThat(results(robot).isVisible()).isTrue();
        assertThat(results(robot).getItems())
                .extracting(Search.Find::title, Search.Find::note, Search.Find::available)
                .contains(tuple("Lab", "not built yet", false), tuple("presenter mode: larger type", "F5", true));
        assertThat(results(robot).getItems()).extracting(Search.Find::title).doesNotContain("back");
        Bounds list = results(robot).localToScene(results(robot).getLayoutBounds());
        assertThat(shell.getLayoutBounds().contains(list)).isTrue();
    }

    @Test
    void arrowsSkipWhatCannotBeOpened(FxRobot robot) {
        write(robot, "la"); // finds the Lab, which is not built
        Search.Find first =
                Objects.requireNonNull(results(robot).getSelectionModel().getSelectedItem());
        assertThat(first.available()).isTrue();
        robot.type(KeyCode.DOWN);
        Search.Find second =
                Objects.requireNonNull(results(robot).getSelectionModel().getSelectedItem());
        assertThat(second).isNotEqualTo(first);
        assertThat(second.available()).isTrue();
        for (int i = 0; i < 30; i++) robot.type(KeyCode.UP);
        assertThat(results(robot).getSelectionModel().getSelectedItem()).isEqualTo(first);
    }

    @Test
    void searchSaysThatNothingMatches(FxRobot robot) {
        write(robot, "xyzzy");
        assertThat(results(robot).isVisible()).isTrue();
        assertThat(results(robot).getItems()).isEmpty();
        assertThat(((Labeled) results(robot).getPlaceholder()).getText()).isEqualTo("Nothing is called that.");
        robot.type(KeyCode.ENTER);
        assertThat(focused()).isEqualTo("search");
    }

    @Test
    void whatIsFoundCanBeClicked(FxRobot robot) {
        write(robot, "larger");
        Click.on(
                robot,
                robot.from(results(robot)).lookup("presenter mode: larger type").queryLabeled());
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(appearance.presenterProperty().get()).isTrue();
        assertThat(results(robot).isVisible()).isFalse();
        assertThat(focused()).isEqualTo("play");
    }

    @Test
    void focusIsAfterASearchWhereItWasBefore(FxRobot robot) {
        Click.on(robot, "#field");
        search(robot, "dark");
        assertThat(focused()).isEqualTo("field");
        robot.type(KeyCode.TAB);
        String next = focused();
        write(robot, "dark");
        robot.type(KeyCode.ESCAPE);
        assertThat(results(robot).isVisible()).isFalse();
        assertThat(robot.lookup("#search").queryAs(TextField.class).getText()).isEmpty();
        assertThat(focused()).isEqualTo(next);
        Click.on(robot, "#search").write("forward").type(KeyCode.ENTER);
        assertThat(focused()).isEqualTo(next);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void focusIsOnPlayAfterALessonWasOpened(FxRobot robot) {
        Click.on(robot, "#field");
        robot.interact(() -> shell.open(COUNTING));
        assertThat(focused()).isEqualTo("play");
        Click.on(robot, "#field");
        search(robot, "hidden state");
        assertThat(focused()).isEqualTo("play");
        robot.type(KeyCode.PERIOD);
        assertThat(robot.lookup("#search").queryAs(TextField.class).getText()).isEmpty();
    }

    @Test
    void helpGivesTheFocusBack(FxRobot robot) {
        Click.on(robot, "#field").type(KeyCode.F1);
        assertThat(focused()).isNotEqualTo("field");
        robot.type(KeyCode.ESCAPE);
        assertThat(focused()).isEqualTo("field");
        search(robot, "keys");
        robot.type(KeyCode.F1);
        assertThat(focused()).isEqualTo("field");
    }

    @Test
    void openingALessonClosesTheOneBefore(FxRobot robot) {
        CountingLesson before = lesson();
        robot.interact(() -> shell.open(COUNTING));
        assertThat(before.closed).isTrue();
        assertThat(shell.session()).isNotSameAs(before);
    }

    // --- the picture ---

    @Test
    void typeForTheLastRowGrowsWithTheWindow(FxRobot robot) {
        double normal = typeAt(robot, 1280, 720);
        assertThat(typeAt(robot, 1920, 1080)).isEqualTo(normal);
        robot.type(KeyCode.F5);
        double small = typeAt(robot, 1280, 720);
        assertThat(small).isGreaterThan(normal * 1.2);
        assertThat(typeAt(robot, 1920, 1080)).isGreaterThan(small * 1.2);
    }

    /** In a scene without a window, which may be larger than the headless screen. */
    private double typeAt(FxRobot robot, int width, int height) {
        double[] size = new double[1];
        robot.interact(() -> {
            try (Shell other = new Shell(appearance, Computing.on(new ScalarBackend()))) {
                Scene scene = new Scene(other, width, height);
                other.open(COUNTING);
                scene.snapshot(null);
                scene.snapshot(null);
                size[0] = ((Labeled) other.lookup("#position")).getFont().getSize();
            }
        });
        return size[0];
    }

    @Test
    void rightSideFoldsAndGivesItsRoomToTheStage(FxRobot robot) {
        Node field = robot.lookup("#field").query();
        double before = field.getLayoutBounds().getWidth();
        robot.type(KeyCode.F6);
        WaitForAsyncUtils.waitForFxEvents();
        robot.interact(shell::layout);
        assertThat(field.getLayoutBounds().getWidth()).isGreaterThan(before + 100);
    }

    @Test
    void everyCommandHasATitleAndKeysOfItsOwn() {
        assertThat(shell.commands()).allSatisfy(command -> {
            assertThat(appearance.messages().get(command.titleKey())).isNotBlank();
            assertThat(command.shortcuts()).isNotEmpty();
        });
        assertThat(shell.commands().stream()
                        .flatMap(command -> command.shortcuts().stream())
                        .flatMap(shortcut -> shortcut.codes().stream().map(code -> code + " " + shortcut.control())))
                .doesNotHaveDuplicates();
    }
}
