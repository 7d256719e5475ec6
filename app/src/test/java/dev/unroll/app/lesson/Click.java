package dev.unroll.app.lesson;

import org.testfx.api.FxRobot;
import org.testfx.util.NodeQueryUtils;
import org.testfx.util.WaitForAsyncUtils;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.geometry.Bounds;
import javafx.scene.Node;

/** A click by pointer that a person would make: on what is in sight and stands still, however late it is laid out. */
public final class Click {
    private Click() {}

    /** Clicks on the first node in sight that is found by a selector, a text of a label, or its id. */
    public static FxRobot on(FxRobot robot, String query) {
        still(() ->
                robot.lookup(query).match(NodeQueryUtils.isVisible()).tryQuery().orElse(null));
        robot.clickOn(query);
        return robot;
    }

    /** Clicks on a node. */
    public static FxRobot on(FxRobot robot, Node node) {
        still(() -> NodeQueryUtils.isVisible().test(node) ? node : null);
        robot.clickOn(node);
        return robot;
    }

    /** Clicks on a point of a node, in pixels from its left upper corner. */
    public static FxRobot on(FxRobot robot, Node node, double x, double y) {
        still(() -> NodeQueryUtils.isVisible().test(node) ? node : null);
        robot.clickOn(node.localToScreen(x, y));
        return robot;
    }

    /** Waits until there is something, at the same place as a moment before. */
    private static void still(Callable<Node> what) {
        Bounds[] before = {null};
        try {
            WaitForAsyncUtils.waitFor(
                    LessonWindow.PATIENCE,
                    TimeUnit.SECONDS,
                    () -> LessonWindow.onFx(() -> {
                        Node node = what.call();
                        Bounds now = node == null ? null : node.localToScreen(node.getBoundsInLocal());
                        boolean still = now != null && Objects.equals(now, before[0]);
                        before[0] = now;
                        return still;
                    }));
        } catch (TimeoutException e) {
            // The robot says better what is missing.
        }
    }
}
