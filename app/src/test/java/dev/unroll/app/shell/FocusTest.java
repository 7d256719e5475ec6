package dev.unroll.app.shell;

import dev.unroll.app.i18n.Language;
import dev.unroll.app.road.Road;
import dev.unroll.engine.backend.ScalarBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javafx.geometry.Bounds;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.PixelReader;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import static org.assertj.core.api.Assertions.assertThat;

/** Going through the window with Tab. */
@ExtendWith(ApplicationExtension.class)
@Timeout(120)
class FocusTest {
    private static final int ENOUGH = 12;
    private final Appearance appearance = new Appearance();
    private Shell shell;

    @Start
    private void start(Stage stage) {
        appearance.messages().languageProperty().set(Language.EN);
        shell = new Shell(appearance, Computing.on(new ScalarBackend()));
        stage.setScene(new Scene(shell, 1280, 720));
        shell.open(Road.first());
        stage.show();
    }

    @AfterEach
    void close(FxRobot robot) {
        robot.interact(shell::close);
    }

    private Node focused() {
        WaitForAsyncUtils.waitForFxEvents();
        return Objects.requireNonNull(shell.getScene().getFocusOwner());
    }

    /** Which part of the window a node is in. */
    private String part(Node node) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (at == shell.getBottom()) return "transport";
            if (at == shell.getCenter()) return "stage";
            if (at == shell.getRight()) return "right";
            if (at == shell.getLeft()) return "road";
            if (at == shell.getTop()) return "top";
        }
        return "nowhere";
    }

    /** The window around a node. */
    private WritableImage picture(FxRobot robot, Bounds around) {
        WritableImage[] image = new WritableImage[1];
        robot.interact(() -> {
            SnapshotParameters parameters = new SnapshotParameters();
            parameters.setViewport(new Rectangle2D(
                    around.getMinX() - 4, around.getMinY() - 4, around.getWidth() + 8, around.getHeight() + 8));
            image[0] = shell.snapshot(parameters, null);
        });
        return image[0];
    }

    /** How many pixels two pictures, whose sizes may differ by a rounded pixel, tell apart at a glance. */
    private static int different(WritableImage a, WritableImage b) {
        int count = 0;
        PixelReader left = a.getPixelReader();
        PixelReader right = b.getPixelReader();
        for (int y = 0; y < Math.min(a.getHeight(), b.getHeight()); y++) {
            for (int x = 0; x < Math.min(a.getWidth(), b.getWidth()); x++) {
                double distance = left.getColor(x, y).grayscale().getBrightness()
                        - right.getColor(x, y).grayscale().getBrightness();
                if (Math.abs(distance) > 0.1) count++;
            }
        }
        return count;
    }

    @ParameterizedTest
    @EnumSource
    void everyTabStopIsInSightAndLooksLikeIt(Appearance.Theme theme, FxRobot robot) {
        robot.interact(() -> appearance.themeProperty().set(theme));
        Set<Node> stops = new LinkedHashSet<>();
        List<String> parts = new ArrayList<>();
        Bounds window = shell.getLayoutBounds();
        robot.type(KeyCode.TAB); // from here on it is reached by key, so the ring is drawn
        robot.press(KeyCode.SHIFT).type(KeyCode.TAB).release(KeyCode.SHIFT);
        for (Node now = focused(); stops.add(now); now = focused()) {
            String part = part(now);
            if (parts.isEmpty() || !parts.getLast().equals(part)) parts.add(part);
            Bounds bounds = now.localToScene(now.getLayoutBounds());
            assertThat(window.contains(bounds)).as("%s at %s", now, bounds).isTrue();
            assertThat(bounds.getWidth() * bounds.getHeight()).as("%s", now).isGreaterThan(100);
            WritableImage with = picture(robot, bounds);
            robot.type(KeyCode.TAB);
            focused();
            Bounds later = now.localToScene(now.getLayoutBounds());
            assertThat(different(with, picture(robot, later)))
                    .as("pixels that say %s has the focus", now)
                    .isGreaterThan(30);
        }
        assertThat(stops).hasSizeGreaterThan(ENOUGH);
        if (parts.getFirst().equals(parts.getLast())) parts.removeLast(); // the round ends where it began
        assertThat(parts).containsExactly("transport", "stage", "right", "road", "top");
    }
}
