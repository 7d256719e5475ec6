package dev.unroll.app.shell;

import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.input.KeyCode;

/**
 * Something that can be done from the keyboard, from the search, and that the help lists.
 *
 * @param id gives its title among the texts
 * @param keys any of these does it
 */
record Command(String id, List<KeyCode> keys, Runnable action) {
    Command(String id, Runnable action, KeyCode... keys) {
        this(id, List.of(keys), action);
    }

    /** The key of its title among the texts. */
    String titleKey() {
        return "command." + id;
    }

    /** Its keys as they are printed on a keyboard. */
    String keyNames() {
        return keys.stream().map(Command::name).collect(Collectors.joining("  "));
    }

    private static String name(KeyCode key) {
        return switch (key) {
            case COMMA -> ",";
            case PERIOD -> ".";
            case OPEN_BRACKET -> "[";
            case CLOSE_BRACKET -> "]";
            default -> key.getName();
        };
    }
}
