package dev.unroll.app.lesson;

import dev.unroll.viz.export.Png;
import dev.unroll.viz.view.CanvasView;
import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;

/** Ctrl C on a view: its picture, four times as fine as on screen, and its numbers as comma-separated values. */
final class Copying {
    private static final KeyCombination COPY = KeyCombination.keyCombination("Shortcut+C");
    private static final double PIXELS = 4;

    private Copying() {}

    /** @param numbers what the view shows; null where it shows none */
    static void offer(CanvasView view, Supplier<@Nullable String> numbers) {
        view.addEventHandler(KeyEvent.KEY_PRESSED, pressed -> {
            if (!COPY.match(pressed)) return;
            ClipboardContent content = new ClipboardContent();
            content.putImage(Png.picture(view, PIXELS, view.theme().background()));
            String shown = numbers.get();
            if (shown != null) content.putString(shown);
            Clipboard.getSystemClipboard().setContent(content);
            pressed.consume();
        });
    }
}
