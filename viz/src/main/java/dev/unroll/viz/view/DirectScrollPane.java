package dev.unroll.viz.view;

import javafx.scene.Node;
import javafx.scene.control.ScrollPane;

/**
 * A scroll pane that paints only what has changed. JavaFX's own keeps a picture of all that it holds, for quick scrolling, and paints
 * the whole anew when anything in it changes, which takes most of a frame where a view in it changes in every frame.
 */
public final class DirectScrollPane extends ScrollPane {
    /** Over something that may be larger. */
    public DirectScrollPane(Node content) {
        super(content);
        skinProperty().subscribe(_ -> {
            if (lookup(".viewport") instanceof Node viewport) viewport.setCache(false);
        });
    }
}
