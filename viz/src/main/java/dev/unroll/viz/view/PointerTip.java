package dev.unroll.viz.view;

import org.jspecify.annotations.Nullable;

import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.control.Tooltip;
import javafx.scene.input.MouseEvent;
import javafx.stage.Screen;

/**
 * A line of text beside the pointer. It never lies under the pointer, not even at the edge of a screen, and vanishes as soon
 * as the pointer reaches it, so that no click is ever caught by it.
 */
final class PointerTip {
    private static final double RIGHT = 14;
    private static final double BELOW = 18;
    private static final double ABOVE = 10;

    private @Nullable Tooltip tip;

    /** Shows {@code text} beside a point of the screen; an empty text shows nothing. */
    void show(Node owner, String text, double screenX, double screenY) {
        if (text.isEmpty() || owner.getScene() == null || owner.getScene().getWindow() == null) {
            hide();
            return;
        }
        Tooltip shown = tip();
        if (!text.equals(shown.getText())) shown.setText(text);
        if (!shown.isShowing()) shown.show(owner, screenX + RIGHT, screenY + BELOW);
        place(shown, screenX, screenY);
    }

    private Tooltip tip() {
        Tooltip made = tip;
        if (made != null) return made;
        made = new Tooltip();
        made.getStyleClass().add("viz-tip");
        made.getScene().getRoot().setMouseTransparent(true);
        made.getScene().addEventFilter(MouseEvent.MOUSE_MOVED, e -> hide());
        made.getScene().addEventFilter(MouseEvent.MOUSE_PRESSED, e -> hide());
        tip = made;
        return made;
    }

    private static void place(Tooltip tip, double x, double y) {
        Rectangle2D screen = Screen.getScreensForRectangle(x, y, 1, 1).stream()
                .findFirst()
                .orElse(Screen.getPrimary())
                .getVisualBounds();
        double left = x + RIGHT + tip.getWidth() <= screen.getMaxX() ? x + RIGHT : x - RIGHT - tip.getWidth();
        double top = y + BELOW + tip.getHeight() <= screen.getMaxY() ? y + BELOW : y - ABOVE - tip.getHeight();
        tip.setAnchorX(Math.max(screen.getMinX(), left));
        tip.setAnchorY(Math.max(screen.getMinY(), top));
    }

    /** Takes the text away. */
    void hide() {
        if (tip != null) tip.hide();
    }
}
