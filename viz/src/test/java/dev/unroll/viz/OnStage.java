package dev.unroll.viz;

import dev.unroll.viz.view.CanvasView;
import org.testfx.util.WaitForAsyncUtils;

import javafx.event.Event;
import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.stage.Stage;

/** Views on a stage, and a pointer and a wheel that do what the robot's cannot. */
public final class OnStage {
    private OnStage() {}

    /** Shows views in light colours with type of 13 pixels. */
    public static void show(Stage stage, double width, double height, Parent root) {
        root.setStyle("-fx-background-color: -viz-background; -fx-font-size: 13px;");
        Scene scene = new Scene(root, width, height);
        scene.getStylesheets().add(CanvasView.stylesheet());
        stage.setScene(scene);
        stage.show();
    }

    /** A picture of a view that is shown, once all that was asked of it is done. */
    public static Image picture(Node view) {
        WaitForAsyncUtils.waitForFxEvents();
        return WaitForAsyncUtils.waitForAsyncFx(20_000, () -> view.snapshot(null, null));
    }

    /** Moves the pointer to a point of a view, at once; only on the JavaFX thread. */
    public static void point(Node view, double x, double y) {
        Point2D screen = view.localToScreen(x, y);
        Event.fireEvent(
                view,
                new MouseEvent(
                        MouseEvent.MOUSE_MOVED,
                        x,
                        y,
                        screen.getX(),
                        screen.getY(),
                        MouseButton.NONE,
                        0,
                        false,
                        false,
                        false,
                        false,
                        false,
                        false,
                        false,
                        true,
                        false,
                        true,
                        null));
    }

    /** Turns the wheel over a point of a view, sideways too and with Ctrl held or not; only on the JavaFX thread. */
    public static void wheel(Node view, double x, double y, double deltaX, double deltaY, boolean control) {
        Event.fireEvent(
                view,
                new ScrollEvent(
                        ScrollEvent.SCROLL,
                        x,
                        y,
                        x,
                        y,
                        false,
                        control,
                        false,
                        false,
                        false,
                        false,
                        deltaX,
                        deltaY,
                        deltaX,
                        deltaY,
                        ScrollEvent.HorizontalTextScrollUnits.NONE,
                        0,
                        ScrollEvent.VerticalTextScrollUnits.NONE,
                        0,
                        0,
                        null));
    }
}
