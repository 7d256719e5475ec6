package dev.unroll.app.shell;

import dev.unroll.app.i18n.Language;
import dev.unroll.app.i18n.Sentence;
import dev.unroll.app.lesson.LessonSession;
import dev.unroll.app.lesson.LessonWindow;
import dev.unroll.app.playback.Playback;
import dev.unroll.app.playback.Scale;
import dev.unroll.app.road.Road;
import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.backend.ScalarBackend;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javafx.geometry.Bounds;
import javafx.geometry.Dimension2D;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Control;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.text.Text;

import static org.assertj.core.api.Assertions.assertThat;

/** At every size that the window may have, all that stands around the stage is there in full. */
@ExtendWith(ApplicationExtension.class)
@Timeout(60)
class RoomTest {
    private static final String NAME = "NVIDIA GeForce RTX 4090 Laptop GPU with 16 GiB, by OpenCL 3.0 CUDA";
    private static final Backend GPU = named(new ScalarBackend());
    private static final List<Dimension2D> SIZES = List.of(
            new Dimension2D(960, 600),
            new Dimension2D(1024, 768),
            new Dimension2D(1280, 720),
            new Dimension2D(1920, 1080));

    static Stream<Arguments> windows() {
        return SIZES.stream()
                .flatMap(size -> Stream.of(false, true)
                        .flatMap(presenter -> Stream.of(Language.values())
                                .map(language ->
                                        Arguments.of(size.getWidth(), size.getHeight(), presenter, language))));
    }

    /** A backend whose name is as long as they come. */
    private static Backend named(Backend computes) {
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(),
                new Class<?>[] {Backend.class},
                (_, method, arguments) -> method.getName().equals("name") ? NAME : method.invoke(computes, arguments));
    }

    private Shell shell;
    private @Nullable AssertionError wrong;

    private void layout() {
        for (int pass = 0; pass < 4; pass++) {
            shell.applyCss();
            shell.layout();
        }
    }

    /** Opens a window's content, which may be larger than the headless screen, and does something with it. */
    private void with(FxRobot robot, double width, double height, boolean presenter, Language language, Runnable test) {
        Appearance appearance = new Appearance();
        appearance.messages().languageProperty().set(language);
        appearance.presenterProperty().set(presenter);
        robot.interact(() -> {
            shell = new Shell(appearance, Computing.on(GPU));
            new Scene(shell, width, height);
            shell.open(Road.first());
            assertThat(shell.getScene().getWidth()).isEqualTo(width);
        });
        LessonSession session = Objects.requireNonNull(shell.session());
        LessonWindow.onFx(session::settled).orTimeout(20, TimeUnit.SECONDS).join();
        robot.interact(() -> {
            try (Shell opened = shell) {
                assertThat(opened.session()).isSameAs(session);
                layout();
                test.run();
            } catch (AssertionError e) { // which belongs to the test's thread
                wrong = e;
            }
        });
        if (wrong != null) throw wrong;
    }

    @ParameterizedTest
    @MethodSource("windows")
    void allIsThereInFull(double width, double height, boolean presenter, Language language, FxRobot robot) {
        with(robot, width, height, presenter, language, () -> {
            check("at first");
            Playback playback = Objects.requireNonNull(shell.session()).playback();
            for (int i = 0; i < 3; i++) {
                playback.changeScale(1);
                for (int k = 0; k < 4; k++) playback.forward();
            }
            layout();
            check("after playing");
            shell.offer(
                    new Sentence("said", "a reason that is told at length. ".repeat(8)),
                    new Sentence("command.presenter"),
                    () -> {});
            layout();
            check("with something said");
            Node help = shell.lookup("#help");
            help.setVisible(true);
            layout();
            check("with the keys listed");
            inside("with the keys listed", help);
            for (Node text : help.lookupAll(".key-does")) {
                Bounds viewport = help.lookup(".viewport")
                        .localToScene(help.lookup(".viewport").getLayoutBounds());
                Bounds bounds = text.localToScene(text.getLayoutBounds());
                assertThat(bounds.getMaxX()).as("right of %s", text).isLessThanOrEqualTo(viewport.getMaxX());
            }
            Bounds heading = help.lookup(".pane-heading")
                    .localToScene(help.lookup(".pane-heading").getLayoutBounds());
            assertThat(heading.getHeight()).isGreaterThan(10);
        });
    }

    @Test
    void whatComputesIsWrittenWhereThereIsRoomAndInTheTipElsewhere(FxRobot robot) {
        for (double width : new double[] {960, 1920}) {
            with(robot, width, 600, true, Language.EN, () -> {
                MenuButton device = (MenuButton) shell.lookup("#device");
                boolean written = device.getContentDisplay() != ContentDisplay.GRAPHIC_ONLY;
                assertThat(written).as("%s", width).isEqualTo(width == 1920);
                assertThat(device.getTooltip().getText()).contains(NAME);
            });
        }
    }

    @Test
    void scalesAreAMenuWhereTheyHaveNoRow(FxRobot robot) {
        with(robot, 740, 600, false, Language.EN, () -> {
            Playback playback = Objects.requireNonNull(shell.session()).playback();
            MenuButton menu = (MenuButton) shell.lookup("#scale");
            assertThat(menu.isVisible()).isTrue();
            assertThat(menu.getText()).isEqualTo("guide");
            menu.getItems().getLast().fire();
            assertThat(playback.scaleProperty().get()).isEqualTo(Scale.OPERATION);
            assertThat(menu.getText()).isEqualTo("operation");
            inside("narrow", menu);
        });
        with(
                robot,
                1280,
                600,
                false,
                Language.EN,
                () -> assertThat(shell.lookup("#scale").isVisible()).isFalse());
    }

    /** What the position says changes with every step, and it alone. */
    @ParameterizedTest
    @MethodSource("windows")
    void nothingMovesWhileItPlays(double width, double height, boolean presenter, Language language, FxRobot robot) {
        with(robot, width, height, presenter, language, () -> {
            Map<String, Bounds> before = places();
            assertThat(before).containsKeys("play", "speed", "position", "search");
            Playback playback = Objects.requireNonNull(shell.session()).playback();
            String text = ((Labeled) shell.lookup("#position")).getText();
            playback.scaleProperty().set(playback.transport().scales().getLast());
            for (int k = 0; k < 8; k++) playback.forward();
            playback.scaleProperty().set(playback.transport().scales().getFirst());
            for (double speed : new double[] {0.5, 99.4, Playback.MAX_SPEED}) {
                playback.speedProperty().set(speed);
                layout();
                assertThat(((Labeled) shell.lookup("#position")).getText()).isNotEqualTo(text);
                assertThat(places()).isEqualTo(before);
            }
        });
    }

    private Map<String, Bounds> places() {
        Map<String, Bounds> places = new LinkedHashMap<>();
        for (Node node : around()) {
            String id = node.getId();
            if (id != null) places.put(id, node.localToScene(node.getLayoutBounds()));
        }
        return places;
    }

    /** All that is visible around the stage and over it. */
    private List<Node> around() {
        List<Node> found = new ArrayList<>();
        for (Node part : List.of(
                shell.getTop(), shell.getBottom(), shell.getLeft(), shell.lookup(".status"), shell.lookup("#help")))
            collect(part, found);
        return found;
    }

    private static void collect(Node node, List<Node> into) {
        if (!node.isVisible()) return;
        into.add(node);
        if (node instanceof Parent parent) for (Node child : parent.getChildrenUnmodifiable()) collect(child, into);
    }

    private void check(String when) {
        for (Node node : around()) {
            if (node instanceof Labeled labeled) whole(when, labeled);
            if (node instanceof Control control) inside(when, control);
        }
        inside(when, shell.getRight());
        double above = shell.getBottom().getBoundsInParent().getMinY();
        for (Node pane : ((Parent) shell.getRight()).getChildrenUnmodifiable())
            assertThat(pane.localToScene(pane.getLayoutBounds()).getMaxY())
                    .as("bottom of %s %s", pane, when)
                    .isLessThanOrEqualTo(above);
    }

    /** What scrolls up and down is looked at sideways only. */
    private void inside(String when, Node node) {
        Bounds bounds = node.localToScene(node.getLayoutBounds());
        if (bounds.getWidth() == 0) return;
        assertThat(bounds.getMinX()).as("left of %s %s", node, when).isNotNegative();
        assertThat(bounds.getMaxX()).as("right of %s %s", node, when).isLessThanOrEqualTo(shell.getWidth());
        for (Node above = node.getParent(); above != null; above = above.getParent())
            if (above instanceof ScrollPane) return;
        assertThat(bounds.getMinY()).as("top of %s %s", node, when).isNotNegative();
        assertThat(bounds.getMaxY()).as("bottom of %s %s", node, when).isLessThanOrEqualTo(shell.getHeight());
    }

    private static void whole(String when, Labeled labeled) {
        boolean shown = labeled.getText() != null
                && !labeled.getText().isBlank()
                && labeled.getContentDisplay() != ContentDisplay.GRAPHIC_ONLY;
        if (!shown) return;
        Text drawn = (Text) labeled.lookup(".text");
        assertThat(drawn).as("text of %s %s", labeled, when).isNotNull();
        assertThat(drawn.getText().replace("\n", ""))
                .as("text %s in %s", when, labeled.getLayoutBounds())
                .isEqualTo(labeled.getText().replace("\n", ""));
    }
}
