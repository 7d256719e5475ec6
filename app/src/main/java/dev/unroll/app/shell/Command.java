package dev.unroll.app.shell;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/**
 * Something that can be done from the keyboard, from the search, and that the help lists.
 *
 * @param id gives its title among the texts
 * @param shortcuts any of these does it
 */
record Command(String id, List<Shortcut> shortcuts, Runnable action) {
    Command(String id, Runnable action, KeyCode... keys) {
        this(id, Stream.of(keys).map(Shortcut::of).toList(), action);
    }

    /** The key of its title among the texts. */
    String titleKey() {
        return "command." + id;
    }

    /** Whether this is what was pressed. */
    boolean matches(KeyEvent pressed) {
        return shortcuts.stream().anyMatch(shortcut -> shortcut.matches(pressed));
    }

    /** Its keys as they are printed on a keyboard. */
    String keyNames() {
        return shortcuts.stream().map(Shortcut::name).collect(Collectors.joining("  "));
    }
}
